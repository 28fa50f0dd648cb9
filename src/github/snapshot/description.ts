/** Whether an edited description may change the verdict: one request, for events that mostly change nothing. */
import type { PullJob } from "../../model/job.ts";
import { asksDescription } from "../../publication/markers.ts";
import type { Client } from "../client.ts";

/** True where our newest verdict on the head says so, or there is none yet. */
export async function wantsDescription(client: Client, { owner, repo, head }: PullJob, appId: number | undefined): Promise<boolean> {
  if (head === undefined) return true;
  const ours = appId === undefined ? {} : { app_id: appId };
  const { data } = await client.request("GET /repos/{owner}/{repo}/commits/{ref}/check-runs", { owner, repo, ref: head, filter: "latest", per_page: 30, ...ours });
  const runs = data.check_runs.filter(({ app }) => appId === undefined || app?.id === appId);
  return runs.length === 0 || runs.some(({ status, output }) => status !== "completed" || asksDescription(output.summary));
}
