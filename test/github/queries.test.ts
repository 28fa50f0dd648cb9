/** GitHub's public GraphQL schema takes every query that this app can send. */
import { parse, validate } from "graphql";
import { describe, expect, it } from "vitest";
import { CONVERSATION_QUERY } from "../../src/github/commands/exchange.ts";
import { mutationOf } from "../../src/github/publishing/close-threads.ts";
import { GLANCE_CHECK } from "../../src/github/publishing/glance-check.ts";
import { OPEN_PULLS } from "../../src/github/reconcile/open-pulls.ts";
import { NEWEST } from "../../src/github/reconcile/repositories.ts";
import { ANSWERED } from "../../src/github/reconcile/review-comments.ts";
import { CLOSED } from "../../src/github/snapshot/closed.ts";
import { CONFIG_CHANGE } from "../../src/github/snapshot/config-change.ts";
import { MORE_COMMENTS, MORE_REPLIES, MORE_THREADS, reviewQuery, textsQuery, type Wanted } from "../../src/github/snapshot/query.ts";
import { SHARED_CONFIG } from "../../src/github/snapshot/shared-config.ts";
import { WELCOME } from "../../src/github/welcome.ts";
import { githubSchema } from "../stories/fake/graphql.ts";

const PLACE = { owner: "o", repo: "r", number: 1, head: "a".repeat(40), appId: 1 };
const HEAD: Wanted = { kind: "head", path: 'odd "path"' };
const BLOB: Wanted = { kind: "blob", oid: "b".repeat(40) };

describe("queries", () => {
  it.each([
    ["a review without texts", reviewQuery(PLACE, []).text],
    ["a review with texts", reviewQuery(PLACE, [HEAD, BLOB, HEAD]).text],
    ["a review with a personal token", reviewQuery({ ...PLACE, appId: undefined as never }, [BLOB]).text],
    ["texts of the head", textsQuery(PLACE, [HEAD]).text],
    ["texts of the base", textsQuery(PLACE, [BLOB]).text],
    ["texts of both", textsQuery(PLACE, [HEAD, BLOB]).text],
    ["a change of the configuration", CONFIG_CHANGE],
    ["more threads", MORE_THREADS],
    ["more comments", MORE_COMMENTS],
    ["more replies", MORE_REPLIES],
    ["a conversation", CONVERSATION_QUERY],
    ["the check of a glance", GLANCE_CHECK],
    ["a closed pull request", CLOSED],
    ["newest activity", NEWEST],
    ["open pull requests", OPEN_PULLS],
    ["answered comments", ANSWERED],
    ["a welcome", WELCOME],
    ["the organisation's configuration", SHARED_CONFIG],
    ["a review that asks for it", reviewQuery(PLACE, [HEAD], true).text],
    ["resolving", mutationOf("resolveReviewThread", 3)],
    ["minimising", mutationOf("minimizeComment", 1)],
    ["editing", mutationOf("updatePullRequestReviewComment", 2)],
  ])("%s", (_what, query) => {
    expect(validate(githubSchema(), parse(query)).map(({ message }) => message)).toEqual([]);
  });

  it("hold no text of the pull request: paths travel as variables", () => {
    const query = reviewQuery(PLACE, [HEAD]);
    expect(query.text).not.toContain("odd");
    expect(query.variables.t0).toBe('odd "path"');
  });
});
