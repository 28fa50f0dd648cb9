/**
 * The check of a pull request that concerns no database: the request that writes it reads what such a review leaves unread, the configuration and whose
 * head it is, so that it takes two requests.
 */
import type { PullJob } from "../../model/job.ts";
import type { CheckRun } from "../../model/publication.ts";
import { CONFIG_PATH } from "../../model/relevance.ts";
import type { Client } from "../client.ts";
import { externalId } from "../events/checks.ts";
import { type ConfigAnswer, configText } from "../snapshot/config-text.ts";
import { type ReviewAnswer, twinsOf } from "../snapshot/seen.ts";
import { buttonsOf, conclusionOf, shownAnnotations } from "./check-run.ts";

/** Validated against GitHub's schema by test/github/queries.test.ts. */
export const GLANCE_CHECK = `mutation GlanceCheck($input: CreateCheckRunInput!) {
  createCheckRun(input: $input) {
    checkRun {
      checkSuite { commit { associatedPullRequests(first: 100) { nodes { number state headRefOid baseRepository { nameWithOwner } } } } }
      repository { nameWithOwner config: object(expression: "HEAD:${CONFIG_PATH}") { ... on Blob { text } } }
    }
  }
}`;

interface Answer {
  readonly createCheckRun: {
    readonly checkRun: {
      readonly checkSuite: { readonly commit: NonNullable<ReviewAnswer["repository"]["head"]> };
      readonly repository: { readonly nameWithOwner: string; readonly config: ConfigAnswer };
    } | null;
  } | null;
}

export interface Glimpse {
  /** Absent: the repository has none. */
  readonly config?: string;
  /** Other open pull requests have this head. */
  readonly hasTwins: boolean;
}

/** `undefined`: GitHub does not say. */
export async function writeGlanceCheck(client: Client, job: PullJob, check: CheckRun, head: string): Promise<Glimpse | undefined> {
  const input = {
    repositoryId: job.repositoryNode,
    name: check.name,
    headSha: head,
    status: "COMPLETED",
    conclusion: conclusionOf(check).toUpperCase(),
    externalId: externalId(job),
    actions: buttonsOf(check, job),
    output: {
      title: check.title,
      summary: check.summary,
      ...(check.text === undefined ? {} : { text: check.text }),
      annotations: shownAnnotations(check).map(({ path, startLine, endLine, level, title, message }) => ({
        path,
        location: { startLine, endLine },
        annotationLevel: level.toUpperCase(),
        title,
        message,
      })),
    },
  };
  const { createCheckRun } = await client.graphql<Answer>(GLANCE_CHECK, { input });
  if (!createCheckRun?.checkRun) return undefined;
  const { checkSuite, repository } = createCheckRun.checkRun;
  const config = configText(repository.config);
  const { twins } = twinsOf({ number: job.number, head }, { nameWithOwner: repository.nameWithOwner, head: checkSuite.commit });
  return { ...(config === undefined ? {} : { config }), hasTwins: twins !== undefined };
}
