/** Event and payload → what they ask for. All that is not listed here is ignored. */
import { type CheckRunPayload, type CheckSuitePayload, onCheckRun, onCheckSuite } from "./checks.ts";
import { type CommentPayload, onIssueComment, onReviewComment, type ReviewCommentPayload } from "./comments.ts";
import { type MergeGroupPayload, onMergeGroup } from "./merge-group.ts";
import { onPullRequest, type PullRequestPayload } from "./pull-request.ts";
import { type InstallationPayload, onInstallation, onPush, onRepository, type PushPayload } from "./repositories.ts";
import type { RepositoryPayload, Trigger } from "./trigger.ts";

/** What app.yml subscribes to; a test compares them. */
export const EVENTS = ["pull_request", "check_run", "check_suite", "issue_comment", "pull_request_review_comment", "merge_group", "push", "repository"] as const;
/** Every app gets these, and events about its own check runs, without asking. */
export const UNASKED_EVENTS = ["installation", "installation_repositories"] as const;
export type EventName = (typeof EVENTS)[number] | (typeof UNASKED_EVENTS)[number];

/** The payloads come from GitHub, signed; their shapes are those of its webhook documentation. */
export function triggersOf(name: EventName, payload: unknown, appId: number): Trigger[] {
  switch (name) {
    case "pull_request":
      return onPullRequest(payload as PullRequestPayload);
    case "check_run":
      return onCheckRun(payload as CheckRunPayload, appId);
    case "check_suite":
      return onCheckSuite(payload as CheckSuitePayload, appId);
    case "issue_comment":
      return onIssueComment(payload as CommentPayload);
    case "pull_request_review_comment":
      return onReviewComment(payload as ReviewCommentPayload);
    case "merge_group":
      return onMergeGroup(payload as MergeGroupPayload);
    case "push":
      return onPush(payload as PushPayload);
    case "repository":
      return onRepository(payload as RepositoryPayload);
    case "installation":
    case "installation_repositories":
      return onInstallation(payload as InstallationPayload);
  }
}
