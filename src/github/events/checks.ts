/** Somebody pressed a button of our check run, or asked for our checks again; or GitHub asks for those of a new commit. */
import type { PullJob } from "../../model/job.ts";
import { place, pullJob, REASON, type RepositoryPayload, type Trigger } from "./trigger.ts";

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
  readonly requested_action?: { readonly identifier: string };
  readonly sender?: { readonly login: string; readonly id: number; readonly type?: string } | null;
}

export interface CheckSuitePayload extends RepositoryPayload {
  readonly check_suite: { readonly head_sha: string; readonly app?: { readonly id: number } | null; readonly pull_requests: readonly PullReference[] };
}

/** What a check run of ours is about, as its external id says. */
type Subject = Pick<PullJob, "number" | "base" | "group">;

export function onCheckRun(payload: CheckRunPayload, appId: number): Trigger[] {
  const { check_run: run, action, requested_action: button } = payload;
  if (run.app?.id !== appId) return [];
  const subjects = subjectsOf(payload);
  if (action === "rerequested" || (action === "requested_action" && button?.identifier === "rerun"))
    return subjects.map((subject) => rerun(payload, run.head_sha, subject, { force: true }));
  return action === "requested_action" && button ? subjects.flatMap((subject) => pressed(payload, button.identifier, subject)) : [];
}

function subjectsOf(payload: CheckRunPayload): Subject[] {
  const { external_id: id, pull_requests: pulls } = payload.check_run;
  const own = subjectOfExternalId(id);
  const known = pullsOf(payload, pulls);
  if (own === undefined) return known.map(hintsOf);
  if (own.group) return [own];
  // Pull requests with one head share their check run.
  return [...known.map(hintsOf), ...(known.some(({ number }) => number === own.number) ? [] : [own])];
}

/** Only people who may write see the buttons; the one that answers asks again. */
function pressed(payload: CheckRunPayload, command: string, { number, base, group }: Subject): Trigger[] {
  const { sender, check_run: run } = payload;
  const byPerson = sender && (sender.type === undefined || sender.type === "User") && !sender.login.endsWith("[bot]");
  if (!byPerson || number === 0 || group || !["plan", "explain"].includes(command)) return [];
  const presser = { login: sender.login, id: sender.id };
  return [{ kind: "button", button: { ...place(payload), number, head: run.head_sha, ...(base ? { base } : {}), command, presser } }];
}

/** A head in a fork comes without pull requests; its check run's own "Re-run" button still works. */
export function onCheckSuite(payload: CheckSuitePayload, appId: number): Trigger[] {
  const { check_suite: suite, action } = payload;
  if (suite.app?.id !== appId || !["requested", "rerequested"].includes(action)) return [];
  const isHint = action === "requested";
  return pullsOf(payload, suite.pull_requests).map((pull) => ({
    ...rerun(payload, suite.head_sha, hintsOf(pull), isHint ? { force: false, reason: REASON.pushed } : { force: true }),
    ...(isHint ? { isHint } : {}),
  }));
}

/**
 * `12 main`: check events of forks carry no pull requests, so our check runs name theirs, and its base branch. `12 main <sha>` is a merge queue's commit
 * and what it was made on.
 */
export function externalId({ number, base, group }: Subject): string {
  if (!base) return String(number);
  return group && base.sha !== undefined ? `${number} ${base.name} ${base.sha}` : `${number} ${base.name}`;
}

export function subjectOfExternalId(id: string | null | undefined): Subject | undefined {
  const [, number, name, sha] = /^(\d{1,9})(?: (\S{1,255})(?: ([0-9a-f]{40}|[0-9a-f]{64}))?)?$/.exec(id ?? "") ?? [];
  if (number === undefined) return undefined;
  return {
    number: Number(number),
    ...(name === undefined ? {} : { base: { name, ...(sha === undefined ? {} : { sha }) } }),
    ...(sha === undefined ? {} : { group: true as const }),
  };
}

function rerun(
  payload: RepositoryPayload,
  head: string,
  { number, base, group }: Subject,
  { force, reason = REASON.rerequested }: { readonly force: boolean; readonly reason?: string },
): Extract<Trigger, { readonly kind: "review" }> {
  return { kind: "review", job: pullJob(payload, number, { head, ...(base ? { base } : {}), ...(group ? { group } : {}), reason, force }) };
}

function hintsOf({ number, base }: PullReference): Subject {
  return { number, base: { name: base.ref, sha: base.sha } };
}

/** A commit may also be the head of pull requests into other repositories. */
function pullsOf({ repository }: RepositoryPayload, pulls: readonly PullReference[]): readonly PullReference[] {
  return pulls.filter(({ base }) => base.repo === undefined || base.repo.id === repository.id);
}
