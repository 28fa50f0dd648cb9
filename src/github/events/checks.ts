/** Somebody pressed "Re-run" on our check run, or on all checks of ours. */
import type { PullJob } from "../../model/job.ts";
import { pullJob, REASON, type RepositoryPayload, type Trigger } from "./trigger.ts";

interface PullReference {
  readonly number: number;
  readonly head: { readonly sha: string };
  readonly base: { readonly ref: string; readonly sha: string; readonly repo?: { readonly id: number } };
}

export interface CheckRunPayload extends RepositoryPayload {
  readonly check_run: {
    readonly head_sha: string;
    readonly external_id?: string | null;
    readonly app?: { readonly id: number } | null;
    readonly pull_requests: readonly PullReference[];
  };
}

export interface CheckSuitePayload extends RepositoryPayload {
  readonly check_suite: { readonly head_sha: string; readonly app?: { readonly id: number } | null; readonly pull_requests: readonly PullReference[] };
}

export function onCheckRun(payload: CheckRunPayload, appId: number): Trigger[] {
  const run = payload.check_run;
  if (payload.action !== "rerequested" || run.app?.id !== appId) return [];
  const own = pullOfExternalId(run.external_id);
  const known = pullsOf(payload, run.pull_requests);
  if (own === undefined) return known.map((pull) => rerun(payload, run.head_sha, hintsOf(pull)));
  const listed = known.find(({ number }) => number === own.number);
  return [rerun(payload, run.head_sha, listed ? hintsOf(listed) : own)];
}

/** A head in a fork comes without pull requests; its check run's own "Re-run" button still works. */
export function onCheckSuite(payload: CheckSuitePayload, appId: number): Trigger[] {
  const suite = payload.check_suite;
  if (payload.action !== "rerequested" || suite.app?.id !== appId) return [];
  return pullsOf(payload, suite.pull_requests).map((pull) => rerun(payload, suite.head_sha, hintsOf(pull)));
}

/** `12 main`: check events of forks carry no pull requests, so our check runs name theirs, and its base branch. */
export function externalId({ number, base }: Pick<PullJob, "number" | "base">): string {
  return base ? `${number} ${base.name}` : String(number);
}

export function pullOfExternalId(id: string | null | undefined): Pick<PullJob, "number" | "base"> | undefined {
  const [, number, name] = /^(\d{1,9})(?: (\S{1,255}))?$/.exec(id ?? "") ?? [];
  return number === undefined ? undefined : { number: Number(number), ...(name === undefined ? {} : { base: { name } }) };
}

function rerun(payload: RepositoryPayload, head: string, { number, base }: Pick<PullJob, "number" | "base">): Trigger {
  return { kind: "review", job: pullJob(payload, number, { head, ...(base ? { base } : {}), reason: REASON.rerequested, force: true }) };
}

function hintsOf({ number, base }: PullReference): Pick<PullJob, "number" | "base"> {
  return { number, base: { name: base.ref, sha: base.sha } };
}

/** A commit may also be the head of pull requests into other repositories. */
function pullsOf({ repository }: RepositoryPayload, pulls: readonly PullReference[]): readonly PullReference[] {
  return pulls.filter(({ base }) => base.repo === undefined || base.repo.id === repository.id);
}
