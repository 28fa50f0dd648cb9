/** People talk to the app in comments. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Office } from "./fake/office.ts";
import type { Comment, Pull } from "./fake/state.ts";
import { BOT } from "./fake/state.ts";
import { DROPS_COLUMN, openShop } from "./shop.ts";

let office: Office;
let pull: Pull;
beforeEach(async () => {
  office = await openShop();
  pull = office.github.openPull({ files: DROPS_COLUMN, author: "alice" });
});
afterEach(() => office.close());

async function say(author: string, body: string): Promise<Comment> {
  const comment = office.github.say(pull, author, body);
  expect(await office.commentEvent(pull, comment)).toBe(200);
  await office.settle();
  return comment;
}

const reactions = (comment: Comment): string[] => comment.reactions.map(({ content }) => content);
const replies = (): string[] => pull.comments.filter(({ author }) => author === BOT).map(({ body }) => body);

describe("help and explain, for everybody", () => {
  it("/schema-review lists every command with who may use it", async () => {
    const comment = await say("bob", "Hm.\n\n/schema-review\n");
    expect(reactions(comment)).toEqual(["eyes", "+1"]);
    expect(replies()).toHaveLength(1);
    for (const command of ["/schema-review help", "/schema-review rerun", "/schema-review explain <rule>"]) expect(replies()[0]).toContain(`| \`${command}\` |`);
  });

  it("explain posts the rule's page", async () => {
    await say("bob", "/schema-review explain require-concurrent-index");
    expect(replies()[0]).toContain("# require-concurrent-index");
  });

  it("explain of a misspelt rule names the nearest", async () => {
    const comment = await say("bob", "/schema-review explain require-concurent-index");
    expect(reactions(comment)).toEqual(["eyes", "confused"]);
    expect(replies()[0]).toContain("Did you mean `require-concurrent-index`?");
  });
});

describe("rerun", () => {
  it("is for the author, without asking GitHub for a role", async () => {
    const comment = await say("alice", "/Schema-Review RERUN");
    expect(reactions(comment)).toEqual(["eyes", "+1"]);
    expect(office.requests().some((name) => name.includes("permission"))).toBe(false);
    expect(pull.threads).toHaveLength(1);
  });

  it.each(["write", "maintain", "admin"])("is for whoever has the role %s", async (role) => {
    office.github.roles.set("carol", role);
    expect(reactions(await say("carol", "/schema-review rerun"))).toEqual(["eyes", "+1"]);
    expect(office.github.checks).toHaveLength(1);
  });

  it.each(["read", "triage", "none"])("is refused to the role %s, with a reason", async (role) => {
    office.github.roles.set("bob", role);
    expect(reactions(await say("bob", "/schema-review rerun"))).toEqual(["eyes", "-1"]);
    expect(replies()[0]).toContain("is for the pull request's author and for those who may write");
    expect(office.github.checks).toEqual([]);
  });

  it("makes a new check run even when nothing is new, in four requests beside its own", async () => {
    await say("alice", "/schema-review rerun");
    office.requests();
    await say("alice", "/schema-review rerun");
    expect(office.github.checks).toHaveLength(2);
    expect(office.requests().filter((name) => !name.includes("reactions") && name !== "GraphQL Conversation")).toEqual([
      "GET /repos/{owner}/{repo}/pulls/{pull_number}/files",
      "GET /repos/{owner}/{repo}/git/trees/{tree_sha}",
      "GraphQL Review",
      "POST /repos/{owner}/{repo}/check-runs",
    ]);
  });
});

describe("what is no command", () => {
  it.each([
    ["a bot's", "renovate[bot]", "Bot"],
    ["our own", BOT, "Bot"],
  ])("%s comment is ignored", async (_whose, author, type) => {
    const comment = office.github.say(pull, author, "/schema-review rerun");
    await office.commentEvent(pull, comment, { type });
    await office.settle();
    expect(office.requests()).toEqual([]);
  });

  it("talk is ignored", async () => {
    await say("bob", "Try /schema-review rerun, or:\n> /schema-review rerun\n\n```\n/schema-review rerun\n```\n");
    expect(office.requests()).toEqual([]);
  });

  it("a mistake gets one answer, edited for the next", async () => {
    expect(reactions(await say("bob", "/schema-review halp"))).toEqual(["eyes", "confused"]);
    expect(replies()[0]).toContain("Did you mean `/schema-review help`?");
    await say("bob", "/schema-review @everybody `x`");
    expect(replies()).toHaveLength(1);
    expect(replies()[0]).toContain("There is no command `@everybody`");
  });

  it("a comment that was answered is not answered again, not even by another process", async () => {
    const comment = await say("bob", "/schema-review");
    await office.commentEvent(pull, comment);
    await office.settle();
    expect(replies()).toHaveLength(1);
  });
});
