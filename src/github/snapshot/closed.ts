/** What a closed pull request leaves behind: a check that nobody will finish, and others with its head that were held up by its verdict. One request. */
import type { PullJob } from "../../model/job.ts";
import type { Client } from "../client.ts";
import { CHECKS } from "./query.ts";
import { type PullNode, type ReviewAnswer, seenChecks, twinsOf } from "./seen.ts";

/** Validated against GitHub's schema by test/github/queries.test.ts. */
export const CLOSED = `query Closed($owner: String!, $repo: String!, $number: Int!, $head: GitObjectID!, $suites: CheckSuiteFilter) {
  repository(owner: $owner, name: $repo) {
    nameWithOwner
    pullRequest(number: $number) { state }
    head: object(oid: $head) { ... on Commit { ${CHECKS} } }
  }
}`;

type Answer = { readonly repository: Pick<ReviewAnswer["repository"], "nameWithOwner" | "head"> & { readonly pullRequest: Pick<PullNode, "state"> | null } };

export interface Left {
  /** Ids of check runs of it that are in progress. */
  readonly begun: readonly number[];
  /** Numbers of pull requests whose verdict may be another without it. */
  readonly heldUp: readonly number[];
}

/** `undefined`: it is open; the event came late. */
export async function readClosed(client: Client, { owner, repo, number, head = "" }: PullJob, appId: number | undefined): Promise<Left | undefined> {
  const suites = appId === undefined ? null : { appId };
  const { repository } = await client.graphql<Answer>(CLOSED, { owner, repo, number, head, suites });
  if (repository.pullRequest?.state === "OPEN") return undefined;
  const checks = seenChecks({ head }, repository);
  const begun = checks.filter(({ status, pull }) => status !== "completed" && pull === number).map(({ id }) => id);
  if (!checks.some(({ conclusion }) => conclusion === "failure")) return { begun, heldUp: [] };
  // Once it is merged, GitHub names the others no more; our check does.
  const told = checks.flatMap(({ verdicts = {} }) => Object.keys(verdicts).map(Number));
  const heldUp = new Set([...(twinsOf({ number, head }, repository).twins ?? []), ...told.filter((other) => other !== number)]);
  return { begun, heldUp: [...heldUp] };
}
