/**
 * The first thing that a repository sees of the app: a passed check on the newest commit of its default branch. GitHub lets a check be chosen as required
 * only once it has run in the repository.
 */
import { CONFIG_PATH, isMigrationPath, isSchemaPath } from "../model/relevance.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { code } from "../model/text.ts";
import type { Verdict } from "../model/verdict.ts";
import type { Client } from "./client.ts";
import type { RepositoryPlace } from "./events/trigger.ts";
import { statusOf } from "./failures.ts";
import { answeredWithout } from "./partial-answer.ts";
import { type ConfigAnswer, configText } from "./snapshot/config-text.ts";
import type { Memory } from "./snapshot/memory.ts";
import { SHARED } from "./snapshot/query.ts";
import { type EffectiveConfig, effectiveConfig, rememberShared, type SharedAnswer } from "./snapshot/shared-config.ts";
import { readTree } from "./snapshot/tree.ts";

/** Validated against GitHub's schema by test/github/queries.test.ts. */
export const WELCOME = `query Welcome($owner: String!, $repo: String!, $suites: CheckSuiteFilter) {
  ${SHARED}
  repository(owner: $owner, name: $repo) {
    config: object(expression: "HEAD:${CONFIG_PATH}") { ... on Blob { text } }
    defaultBranchRef {
      name
      target { oid ... on Commit { checkSuites(first: 1, filterBy: $suites) { nodes { checkRuns(first: 10, filterBy: { checkType: LATEST }) { nodes { name } } } } } }
    }
  }
}`;

interface Answer {
  readonly shared: SharedAnswer;
  readonly repository: {
    readonly config: ConfigAnswer;
    readonly defaultBranchRef: {
      readonly name: string;
      readonly target: {
        readonly oid: string;
        readonly checkSuites?: { readonly nodes: readonly { readonly checkRuns: { readonly nodes: readonly { readonly name: string }[] } }[] } | null;
      };
    } | null;
  } | null;
}

export interface WelcomeTools {
  readonly client: Client;
  readonly memory: Memory;
  readonly appId: number;
  readonly examine: (snapshot: Snapshot) => Promise<Verdict>;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Asked before the write. */
  readonly hold: () => Promise<void>;
}

/** True: the check was written. Three requests for a repository with a schema, two for one without. */
export async function welcome({ owner, repo }: RepositoryPlace, { client, memory, appId, examine, now, hold }: WelcomeTools): Promise<boolean> {
  const { repository, shared } = await client.graphql<Answer>(WELCOME, { owner, repo, suites: { appId } }).catch((error: unknown) => answeredWithout<Answer>("shared", error));
  rememberShared(memory, owner, shared, now);
  const branch = repository?.defaultBranchRef;
  if (!branch) return false;
  const tree = await readTree(client, { owner, repo }, { name: branch.name, sha: branch.target.oid }, []).catch((error: unknown) => {
    // An empty repository has no tree; one that is gone has nothing.
    if (statusOf(error) === 404 || statusOf(error) === 409) return undefined;
    throw error;
  });
  if (!tree || ![...tree.files.keys()].some((path) => isSchemaPath(path) || isMigrationPath(path))) return false;
  const config = effectiveConfig(memory, owner, configText(repository.config));
  const { settings } = await examine(emptySnapshot(branch.name, branch.target.oid, config, now));
  const runs = branch.target.checkSuites?.nodes.flatMap(({ checkRuns }) => checkRuns.nodes) ?? [];
  // What stands there under this name, or is about to, is a verdict: it is not covered up.
  if (runs.some(({ name }) => name === settings.checkName)) return false;
  await hold();
  await client.request("POST /repos/{owner}/{repo}/check-runs", {
    owner,
    repo,
    name: settings.checkName,
    head_sha: branch.target.oid,
    status: "completed",
    conclusion: "success",
    output: { title: "schema-review is ready", summary: summaryOf(settings.checkName, branch.name) },
  });
  return true;
}

/** The configuration is read where everything of a repository is read: in the analysis process. It says under which name the check stands. */
function emptySnapshot(base: string, head: string, config: EffectiveConfig | undefined, now: number): Snapshot {
  return {
    pull: { title: "", body: "", base, head, draft: false },
    files: [],
    missing: [],
    ...(config ? { config } : {}),
    waivers: [],
    now: new Date(now).toISOString(),
  };
}

function summaryOf(name: string, branch: string): string {
  return `Pull requests that change the database of this repository are reviewed from now on.

To keep what fails from being merged: Settings → Rules → Rulesets, a ruleset for ${code(branch)} with "Require status checks to pass", and ${code(name)} chosen there.`;
}
