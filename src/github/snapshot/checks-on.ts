/** All check runs of ours on a commit, as they are now: asked again before writing where several pull requests share the commit. */
import type { PullJob } from "../../model/job.ts";
import type { Client } from "../client.ts";
import { type Seen, seenCheck } from "./seen.ts";

export async function readChecksOn(client: Client, { owner, repo }: PullJob, head: string, appId: number | undefined): Promise<Seen["checks"]> {
  const ours = appId === undefined ? {} : { app_id: appId };
  const { data } = await client.request("GET /repos/{owner}/{repo}/commits/{ref}/check-runs", { owner, repo, ref: head, filter: "all", per_page: 100, ...ours });
  return data.check_runs
    .filter(({ app }) => appId === undefined || app?.id === appId)
    .map(({ id, name, status, conclusion, external_id: externalId, output: { summary, annotations_count: totalCount } }) =>
      seenCheck({ databaseId: Number(id), name, status: status.toUpperCase(), conclusion, externalId, summary, annotations: { totalCount } }, head),
    );
}
