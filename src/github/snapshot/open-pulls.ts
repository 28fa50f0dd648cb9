/** The open pull requests of a repository, as jobs. */
import type { PullJob } from "../../model/job.ts";
import type { Client } from "../client.ts";
import type { RepositoryPlace } from "../events/trigger.ts";

const PAGE = 100;
/** Those that were touched last; whoever works on an older one pushes. */
const MOST = 1_000;

export async function listOpenPulls(client: Client, { owner, repo, installation }: RepositoryPlace, reason: string): Promise<PullJob[]> {
  const jobs: PullJob[] = [];
  for (let page = 1; page <= MOST / PAGE; page++) {
    const { data } = await client.request("GET /repos/{owner}/{repo}/pulls", { owner, repo, state: "open", sort: "updated", direction: "desc", per_page: PAGE, page });
    for (const { number, head, base } of data)
      jobs.push({
        kind: "pull",
        owner,
        repo,
        number,
        ...(installation === undefined ? {} : { installation }),
        head: head.sha,
        base: { name: base.ref, sha: base.sha },
        reason,
        force: false,
      });
    if (data.length < PAGE) break;
  }
  return jobs;
}
