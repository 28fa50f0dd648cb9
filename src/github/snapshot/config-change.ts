/** Whether a push changed the configuration, where its event does not say: one request for two ids. */

import { CONFIG_PATH } from "../../model/relevance.ts";
import type { Client } from "../client.ts";
import type { Commits } from "../events/trigger.ts";

/** Validated against GitHub's schema by test/github/queries.test.ts. */
export const CONFIG_CHANGE = `query ConfigChange($owner: String!, $repo: String!, $before: String!, $after: String!) {
  repository(owner: $owner, name: $repo) { before: object(expression: $before) { oid } after: object(expression: $after) { oid } }
}`;

interface Answer {
  readonly repository: { readonly before: { readonly oid: string } | null; readonly after: { readonly oid: string } | null };
}

export async function isSameConfig(client: Client, { owner, repo }: { readonly owner: string; readonly repo: string }, { before, after }: Commits): Promise<boolean> {
  const at = (commit: string): string => `${commit}:${CONFIG_PATH}`;
  const { repository } = await client.graphql<Answer>(CONFIG_CHANGE, { owner, repo, before: at(before), after: at(after) });
  return repository.before?.oid === repository.after?.oid;
}
