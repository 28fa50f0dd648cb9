/** Our check run: in progress, completed, given up. Conclusions are `success` and `failure` only; `cancelled` for a head that nobody waits for. */
import type { PullJob } from "../../model/job.ts";
import type { Annotation, CheckAction, CheckRun } from "../../model/publication.ts";
import { code } from "../../model/text.ts";
import { RERUN } from "../../publication/actions.ts";
import type { Client } from "../client.ts";
import { externalId } from "../events/checks.ts";

/** The name where no configuration says otherwise. */
export const DEFAULT_CHECK_NAME = "schema-review";

/** May the configuration call the check something else? It is parsed in the other process; here a word decides. */
export function mayRename(config: string | undefined): boolean {
  return config !== undefined && /\bcheck\b/.test(config);
}

/** REST: "a maximum of 50 annotations per API request"; the rest follow in further updates. */
const ANNOTATIONS_PER_REQUEST = 50;

export async function startCheck(client: Client, job: PullJob, head: string, name: string): Promise<number> {
  const { data } = await client.request("POST /repos/{owner}/{repo}/check-runs", {
    ...placeOf(job),
    name,
    head_sha: head,
    status: "in_progress",
    external_id: externalId(job),
    output: { title: "Reviewing …", summary: "The review is under way." },
  });
  return Number(data.id);
}

export async function createCheck(client: Client, job: PullJob, check: CheckRun, head: string): Promise<void> {
  const [first, ...more] = requests(check, job);
  const { data } = await client.request("POST /repos/{owner}/{repo}/check-runs", {
    ...placeOf(job),
    ...first,
    name: check.name,
    head_sha: head,
    external_id: externalId(job),
  });
  for (const rest of more) await client.request("PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}", { ...placeOf(job), ...rest, check_run_id: data.id });
}

export async function updateCheck(client: Client, job: PullJob, id: number, check: CheckRun): Promise<void> {
  for (const part of requests(check, job))
    await client.request("PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}", { ...placeOf(job), ...part, external_id: externalId(job), check_run_id: id });
}

export async function cancelCheck(client: Client, job: PullJob, id: number, why: string): Promise<void> {
  await client.request("PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}", {
    ...placeOf(job),
    check_run_id: id,
    status: "completed",
    conclusion: "cancelled",
    output: { title: why, summary: why },
  });
}

/** The last word when a review could not be done: never a pass. */
export async function failCheck(client: Client, job: PullJob, { head, id }: { readonly head: string; readonly id?: number | undefined }, reason: string): Promise<void> {
  const failure = {
    status: "completed" as const,
    conclusion: "failure" as const,
    actions: [RERUN],
    output: {
      title: "The review could not be done",
      summary: `Nothing was verified. What went wrong: ${code(reason)}\n\nPress "Re-run", or comment \`/schema-review rerun\`.`,
    },
  };
  if (id === undefined)
    await client.request("POST /repos/{owner}/{repo}/check-runs", {
      ...placeOf(job),
      ...failure,
      name: DEFAULT_CHECK_NAME,
      head_sha: head,
      external_id: externalId(job),
    });
  else await client.request("PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}", { ...placeOf(job), ...failure, check_run_id: id });
}

function placeOf({ owner, repo }: PullJob): { owner: string; repo: string } {
  return { owner, repo };
}

/** A merge queue's commit has no conversation to answer in. */
export function buttonsOf({ actions = [] }: CheckRun, { group }: Pick<PullJob, "group">): CheckAction[] {
  return actions.filter(({ identifier }) => !group || identifier === "rerun").slice(0, 3);
}

/** What concerns no file (the whole of the pull request) stands in the summary; GitHub refuses such a path. */
export function shownAnnotations({ annotations }: CheckRun): Annotation[] {
  return annotations.filter(({ path }) => path !== "" && path !== ".");
}

export function conclusionOf({ outcome }: CheckRun): "success" | "failure" {
  return outcome === "passed" ? "success" : "failure";
}

function requests(check: CheckRun, job: PullJob) {
  const { title, summary, text } = check;
  const actions = buttonsOf(check, job);
  const annotations = shownAnnotations(check);
  const parts = [];
  for (let at = 0; at === 0 || at < annotations.length; at += ANNOTATIONS_PER_REQUEST)
    parts.push({
      status: "completed" as const,
      conclusion: conclusionOf(check),
      ...(actions.length === 0 ? {} : { actions }),
      output: {
        title,
        summary,
        ...(text === undefined ? {} : { text }),
        annotations: annotations
          .slice(at, at + ANNOTATIONS_PER_REQUEST)
          .map((note) => ({ path: note.path, start_line: note.startLine, end_line: note.endLine, annotation_level: note.level, title: note.title, message: note.message })),
      },
    });
  return parts;
}
