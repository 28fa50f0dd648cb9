/** app.yml asks for what the calls in src/github need, and for nothing else. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { EVENTS } from "../../src/github/events/triggers.ts";

const SOURCE = new URL("../../src/github/", import.meta.url);
const manifest = parse(readFileSync(new URL("../../app.yml", import.meta.url), "utf8"));

/** GitHub docs, "Permissions required for GitHub Apps". */
const NEEDED: Readonly<Record<string, readonly [string, string]>> = {
  "GET /repos/{owner}/{repo}/pulls/{pull_number}": ["pull_requests", "read"],
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/files": ["pull_requests", "read"],
  "GET /repos/{owner}/{repo}/pulls": ["pull_requests", "read"],
  "GET /repos/{owner}/{repo}/compare/{basehead}": ["contents", "read"],
  "GET /repos/{owner}/{repo}/commits/{ref}/check-runs": ["checks", "read"],
  "GET /repos/{owner}/{repo}/git/trees/{tree_sha}": ["contents", "read"],
  "GET /repos/{owner}/{repo}/git/blobs/{file_sha}": ["contents", "read"],
  "GET /repos/{owner}/{repo}/tarball/{ref}": ["contents", "read"],
  "POST /repos/{owner}/{repo}/check-runs": ["checks", "write"],
  "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}": ["checks", "write"],
  "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews": ["pull_requests", "write"],
  "DELETE /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}": ["pull_requests", "write"],
  "PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}": ["pull_requests", "write"],
  "POST /repos/{owner}/{repo}/issues/{issue_number}/comments": ["issues", "write"],
  "GET /repos/{owner}/{repo}/issues/comments/{comment_id}": ["issues", "read"],
  "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}": ["issues", "write"],
  "DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}": ["issues", "write"],
  "POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions": ["issues", "write"],
  "POST /repos/{owner}/{repo}/pulls/comments/{comment_id}/reactions": ["pull_requests", "write"],
  "POST /repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies": ["pull_requests", "write"],
  "GET /repos/{owner}/{repo}/collaborators/{username}/permission": ["metadata", "read"],
  "GET /repos/{owner}/{repo}/pulls/comments": ["pull_requests", "read"],
  "GET /installation/repositories": ["metadata", "read"],
};

/** Events that come only with a permission that no call needs. */
const EVENTS_NEED = { merge_group: ["merge_queues", "read"] } as const;

/** Asked with the app's own key, not an installation's token: no permission is needed. */
const OF_THE_APP = ["GET /app/installations", "GET /app/hook/deliveries", "POST /app/hook/deliveries/{delivery_id}/attempts"];

/** Follows GitHub's redirect without a token. */
const FOLLOWS = /(^|[\\/])snapshot[\\/]follow\.ts$/;
const names = (readdirSync(SOURCE, { recursive: true }) as string[]).filter((name) => name.endsWith(".ts") && !FOLLOWS.test(name));
const sources = names.map((name) => readFileSync(new URL(name, SOURCE), "utf8"));
const calls = new Set(sources.flatMap((text) => [...text.matchAll(/"((?:GET|POST|PUT|PATCH|DELETE) \/[^"]+)"/g)].map((match) => match[1] ?? "")));

describe("permissions", () => {
  it("of every call are known", () => {
    expect([...calls].sort()).toEqual([...Object.keys(NEEDED), ...OF_THE_APP].sort());
  });

  it("are the strongest that the calls need, no more", () => {
    const least: Record<string, string> = {};
    for (const [name, level] of [...Object.values(NEEDED), ...Object.values(EVENTS_NEED)]) least[name] = level === "write" ? level : (least[name] ?? level);
    expect(manifest.default_permissions).toEqual(least);
  });

  it("calls go through typed routes only, so that this test sees them", () => {
    for (const text of sources) {
      expect(text).not.toMatch(/octokit\.rest\.|\bfetch\(|request\(`/);
      for (const [, first] of text.matchAll(/\.request\(\s*(.)/g)) expect(first).toBe('"');
    }
  });
});

it("events are those that the app handles", () => {
  expect(manifest.default_events).toEqual([...EVENTS]);
});
