/** Event and payload → what they ask for. All that is not listed here is ignored. */
import { type CheckRunPayload, type CheckSuitePayload, onCheckRun, onCheckSuite } from "./checks.ts";
import { type CommentPayload, onIssueComment } from "./comments.ts";
import { onPullRequest, type PullRequestPayload } from "./pull-request.ts";
import type { Trigger } from "./trigger.ts";

/** What app.yml subscribes to; a test compares them. Events about their own app's check runs reach every app anyway. */
export const EVENTS = ["pull_request", "check_run", "check_suite", "issue_comment"] as const;
export type EventName = (typeof EVENTS)[number];

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
  }
}
