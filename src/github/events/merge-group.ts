/** A merge queue asks for a verdict on the commit that it would merge, or gives that commit up. */
import { pullJob, type RepositoryPayload, type Trigger } from "./trigger.ts";

export interface MergeGroupPayload extends RepositoryPayload {
  readonly merge_group: {
    readonly head_sha: string;
    /** `refs/heads/gh-readonly-queue/main/pr-12-<sha>` */
    readonly head_ref: string;
    readonly base_sha: string;
    /** `refs/heads/main` */
    readonly base_ref: string;
  };
}

export function onMergeGroup(payload: MergeGroupPayload): Trigger[] {
  const { head_sha: head, head_ref: ref, base_sha: sha, base_ref: base } = payload.merge_group;
  const number = Number(/\/pr-(\d{1,9})-[0-9a-f]+$/.exec(ref)?.[1] ?? 0);
  const job = pullJob(payload, number, { head, base: { name: base.replace(/^refs\/heads\//, ""), sha }, group: true, reason: `merge group ${payload.action}`, force: false });
  if (payload.action === "checks_requested") return [{ kind: "review", job }];
  return payload.action === "destroyed" ? [{ kind: "cancel", job }] : [];
}
