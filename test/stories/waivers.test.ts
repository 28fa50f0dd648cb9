/** Waivers and overrides: state that stands in comments, read anew at each review. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Office } from "./fake/office.ts";
import type { Comment, Pull } from "./fake/state.ts";
import { BOT } from "./fake/state.ts";
import { checkOf, DROPS_COLUMN, MIGRATION, openShop, SHOP } from "./shop.ts";

const WAIVE = "/schema-review waive no-drop-in-same-deploy reason: nobody reads it";
const OVERRIDE = "/schema-review override reason: the site is down";
const CONFIG = ".github/schema-review.yml";

let office: Office;
let pull: Pull;
beforeEach(async () => {
  office = await openShop();
  office.github.roles.set("carol", "write").set("dave", "maintain").set("boss", "admin");
  await openAndReview();
});
afterEach(() => office.close());

async function openAndReview(files: Readonly<Record<string, string | null>> = DROPS_COLUMN): Promise<void> {
  pull = office.github.openPull({ files, author: "alice" });
  await office.pullEvent(pull, "opened");
  await office.settle();
}

async function say(author: string, body: string, by?: Comment["by"]): Promise<Comment> {
  const comment = office.github.say(pull, author, body);
  if (by) comment.by = by;
  await office.commentEvent(pull, comment);
  await office.settle();
  return comment;
}

async function answerThread(author: string, body: string, at = 0): Promise<Comment> {
  const thread = pull.threads[at];
  if (!thread) throw new Error("no such thread");
  const comment = office.github.answer(thread, author, body);
  await office.replyEvent(pull, comment);
  await office.settle();
  return comment;
}

async function push(files: Readonly<Record<string, string | null>>): Promise<void> {
  office.github.push(pull, files);
  await office.pullEvent(pull, "synchronize");
  await office.settle();
}

async function review(): Promise<void> {
  await office.pullEvent(pull, "reopened");
  await office.settle();
}

const conclusion = (): string | null | undefined => checkOf(office, pull.number)?.conclusion;
const reactions = (comment: Comment): string[] => comment.reactions.map(({ content }) => content);
const answers = (): Comment[] => pull.comments.filter(({ author, body }) => author === BOT && body.includes("schema-review-reply"));

describe("waive", () => {
  it("lets the rule's findings pass, and says for what, by whom and why", async () => {
    expect(conclusion()).toBe("failure");
    const comment = await say("carol", WAIVE);
    expect(reactions(comment)).toEqual(["eyes", "+1"]);
    expect(conclusion()).toBe("success");
    expect(answers()[0]?.body).toContain("Waived until the statement changes: `no-drop-in-same-deploy`");
    const summary = office.github.checks.at(-1)?.output.summary ?? "";
    expect(summary).toContain("`carol` (command)");
    expect(summary).toContain("nobody reads it");
    expect(pull.threads[0]?.comments[0]?.body).toContain("Waived by `carol`: nobody reads it");
  });

  it("by fingerprint means that finding alone", async () => {
    await push({ [MIGRATION]: "ALTER TABLE users DROP COLUMN nickname;\nALTER TABLE users DROP COLUMN mail;\n" });
    const fingerprint = /<!-- schema-review:([0-9a-f]{16}) -->/.exec(pull.threads.find(({ resolvedBy }) => !resolvedBy)?.comments[0]?.body ?? "")?.[1] ?? "";
    expect(reactions(await say("carol", `/schema-review waive ${fingerprint} reason: gone for years`))).toEqual(["eyes", "+1"]);
    expect(checkOf(office, 1)?.title).toContain("1 error");
    expect(conclusion()).toBe("failure");
  });

  it("as a reply to a finding means that one", async () => {
    await push({ [MIGRATION]: "ALTER TABLE users DROP COLUMN nickname;\nALTER TABLE users DROP COLUMN mail;\n" });
    expect(pull.threads).toHaveLength(2);
    for (const at of [0, 1]) {
      const comment = await answerThread("carol", "/schema-review waive reason: agreed with support", at);
      expect(reactions(comment)).toEqual(["eyes", "+1"]);
    }
    expect(pull.threads[1]?.comments.at(-1)).toMatchObject({ author: BOT, body: expect.stringContaining("Waived until the statement changes") });
    expect(conclusion()).toBe("success");
  });

  it("is void when the statement changes, and the summary says so", async () => {
    await say("carol", WAIVE);
    await push({ [MIGRATION]: "ALTER TABLE users DROP COLUMN mail;\n" });
    expect(conclusion()).toBe("failure");
    expect(office.github.checks.at(-1)?.output.summary).toContain("was for a statement that has changed since");
  });

  it("stays when lines move and other files change", async () => {
    await say("carol", WAIVE);
    await push({ [MIGRATION]: "-- One line more.\n\nALTER TABLE users DROP COLUMN nickname;\n", "README.md": "# other\n" });
    expect(conclusion()).toBe("success");
  });

  it("stays when the migration is renumbered, but does not cover a second one with the same statement", async () => {
    await say("carol", WAIVE);
    const [later, second] = ["20260309", "20260310"].map((day) => MIGRATION.replace("20260301", day)) as [string, string];
    await push({ [MIGRATION]: null, [later]: DROPS_COLUMN[MIGRATION] });
    expect(conclusion()).toBe("success");
    await push({ [second]: DROPS_COLUMN[MIGRATION] });
    expect(conclusion()).toBe("failure");
  });

  it("does not cover what the same rule finds later", async () => {
    await say("carol", WAIVE);
    await push({ "prisma/migrations/20260401000000_more/migration.sql": "ALTER TABLE users DROP COLUMN mail;\n" });
    expect(conclusion()).toBe("failure");
    expect(checkOf(office, 1)?.title).toContain("1 error");
  });

  it("of a rule that cannot be waived is refused", async () => {
    await push({ [MIGRATION]: "DROP TABLE users;\n" });
    const comment = await say("boss", "/schema-review waive no-drop-table reason: please");
    expect(reactions(comment)).toEqual(["eyes", "-1"]);
    expect(answers()[0]?.body).toContain("`no-drop-table` cannot be waived by a comment");
    expect(conclusion()).toBe("failure");
  });

  it("takes the role that the configuration asks for", async () => {
    await office.close();
    office = await openShop({ ...SHOP, [CONFIG]: "waivers:\n  permission: maintain\n" });
    office.github.roles.set("carol", "write").set("dave", "maintain");
    await openAndReview();
    const refused = await say("carol", WAIVE);
    expect(reactions(refused)).toEqual(["eyes", "-1"]);
    expect(answers()[0]?.body).toContain("takes the role `maintain`");
    expect(conclusion()).toBe("failure");
    await say("dave", WAIVE);
    expect(conclusion()).toBe("success");
  });

  it("two in one comment count each for its own", async () => {
    await push({ [MIGRATION]: "ALTER TABLE users DROP COLUMN nickname;\nDROP TABLE users;\n" });
    const comment = await say("boss", `${WAIVE}\n/schema-review waive no-drop-table reason: no`);
    expect(reactions(comment)).toEqual(["eyes", "+1", "-1"]);
    expect(checkOf(office, 1)?.title).toContain("1 error");
  });
});

describe("override", () => {
  it("lets the head pass with everything that was found shown, and who did it and why", async () => {
    const comment = await say("dave", OVERRIDE);
    expect(reactions(comment)).toEqual(["eyes", "+1"]);
    expect(checkOf(office, 1)).toMatchObject({ conclusion: "success", title: "Overridden by dave; 1 error found" });
    expect(office.github.checks.at(-1)?.output.summary).toContain("**Overridden by `dave` for this commit:** the site is down");
    expect(pull.threads[0]?.resolvedBy).toBeUndefined();
  });

  it("is for that head only", async () => {
    await say("dave", OVERRIDE);
    await push({ "README.md": "# next\n" });
    expect(conclusion()).toBe("failure");
  });

  it("does not count for a head that was pushed after it was written", async () => {
    const comment = office.github.say(pull, "dave", OVERRIDE);
    office.github.push(pull, { "prisma/migrations/20260401000000_more/migration.sql": "DROP TABLE users;\n" });
    await office.commentEvent(pull, comment);
    await office.settle();
    expect(reactions(comment)).toEqual(["eyes", "-1"]);
    expect(answers()[0]?.body).toContain("came after this comment");
    expect(conclusion()).not.toBe("success");
  });

  it("lets a head pass that could not be read", async () => {
    await push({ [MIGRATION]: "link:../elsewhere.sql" });
    expect(checkOf(office, 1)?.title).toContain("Could not verify");
    await say("boss", OVERRIDE);
    expect(checkOf(office, 1)).toMatchObject({ conclusion: "success", title: "Overridden by boss; 1 file could not be read" });
  });
});

describe("nobody can put words into a maintainer's mouth", () => {
  it("an edited comment does not count any more, and the check is red at once", async () => {
    const comment = await say("carol", WAIVE);
    expect(conclusion()).toBe("success");
    office.github.edit(comment, `${WAIVE} and more`);
    await office.deliver("issue_comment", office.payloads.commentEdited(pull, comment, WAIVE));
    await office.settle();
    expect(conclusion()).toBe("failure");
  });

  it("a command that was edited into somebody's comment is not obeyed, whatever comes after", async () => {
    const comment = office.github.say(pull, "boss", "Fine by me.");
    office.github.edit(comment, OVERRIDE);
    await office.deliver("issue_comment", office.payloads.commentEdited(pull, comment, "Fine by me."));
    await office.settle();
    await review();
    expect(conclusion()).toBe("failure");
    expect(reactions(comment)).toEqual([]);
  });

  it("a comment that was edited before it was answered is not counted", async () => {
    const comment = office.github.say(pull, "carol", "/schema-review waive no-rename-in-disguise reason: x");
    office.github.edit(comment, WAIVE);
    await office.commentEvent(pull, comment);
    await office.settle();
    expect(reactions(comment)).toEqual(["eyes", "-1"]);
    expect(conclusion()).toBe("failure");
  });

  it("a deleted comment takes its waiver along", async () => {
    const comment = await say("carol", WAIVE);
    pull.comments.splice(pull.comments.indexOf(comment), 1);
    await office.deliver("issue_comment", office.payloads.commentDeleted(pull, comment));
    await office.settle();
    expect(conclusion()).toBe("failure");
  });

  it("an edit of our answer takes the waiver back instead of widening it", async () => {
    await push({ [MIGRATION]: "ALTER TABLE users DROP COLUMN nickname;\nALTER TABLE users DROP COLUMN mail;\n" });
    await say("carol", `/schema-review waive ${/schema-review:([0-9a-f]{16})/.exec(pull.threads[0]?.comments[0]?.body ?? "")?.[1]} reason: one`);
    const answer = answers()[0] as Comment;
    const other = /schema-review:([0-9a-f]{16})/.exec(pull.threads[1]?.comments[0]?.body ?? "")?.[1] ?? "";
    office.github.edit(answer, answer.body.replace(/given:0:/, `given:0:${other},`));
    await review();
    expect(checkOf(office, 1)?.title).toContain("2 errors");
  });

  it("a deleted answer takes the waiver back, at once", async () => {
    await say("carol", WAIVE);
    const answer = answers()[0] as Comment;
    pull.comments.splice(pull.comments.indexOf(answer), 1);
    await office.deliver("issue_comment", office.payloads.commentDeleted(pull, answer));
    await office.settle();
    expect(conclusion()).toBe("failure");
  });

  it("an answer that somebody else wrote is none", async () => {
    const comment = office.github.say(pull, "alice", WAIVE);
    const print = /schema-review:([0-9a-f]{16})/.exec(pull.threads[0]?.comments[0]?.body ?? "")?.[1];
    office.github.say(pull, "alice", `<!-- schema-review-reply:${comment.id} -->\n<!-- schema-review-given:0:${print} -->\nWaived`);
    await review();
    expect(conclusion()).toBe("failure");
  });

  it("who loses the permission loses the waiver", async () => {
    await say("carol", WAIVE);
    office.github.roles.set("carol", "read");
    await review();
    expect(conclusion()).toBe("failure");
    expect(office.github.checks.at(-1)?.output.summary).toContain("A waiver by `carol` does not count: To waive a finding takes the role `write`");
  });

  it("who deletes the account loses the waiver", async () => {
    const comment = await say("carol", WAIVE);
    comment.by = "gone";
    await review();
    expect(conclusion()).toBe("failure");
  });

  it("a quote of a waiver is none", async () => {
    const comment = await say("carol", `> ${WAIVE}\n\nI do not agree.`);
    expect(reactions(comment)).toEqual([]);
    expect(conclusion()).toBe("failure");
  });
});

describe("requests", () => {
  it("where there are no waivers, none is spent on them", async () => {
    office.github.say(pull, "bob", "What about /schema-review waive?");
    office.requests();
    await office.checkEvent(pull, "rerequested");
    await office.settle();
    expect(office.requests()).toHaveLength(4);
  });

  it("with waivers, one for each of their authors", async () => {
    await say("carol", WAIVE);
    await say("carol", "/schema-review waive no-drop-in-same-deploy reason: still");
    office.requests();
    await office.checkEvent(pull, "rerequested");
    await office.settle();
    expect(office.requests()).toEqual([
      "GET /repos/{owner}/{repo}/pulls/{pull_number}/files",
      "GET /repos/{owner}/{repo}/git/trees/{tree_sha}",
      "GraphQL Review",
      "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
      "POST /repos/{owner}/{repo}/check-runs",
    ]);
  });
});

describe("trouble", () => {
  it.each(["before", "after"] as const)("on each kind of request once, %s it takes effect: one answer, one record, the check is green", async (when) => {
    const done = new Set<string>();
    office.fault((name) => (done.has(name) ? undefined : done.add(name) && when));
    const comment = await say("carol", WAIVE);
    expect(reactions(comment)).toEqual(["eyes", "+1"]);
    expect(answers()).toHaveLength(1);
    expect(conclusion()).toBe("success");
  });

  it("when GitHub does not say who may, nothing is let pass", async () => {
    await say("carol", WAIVE);
    office.fault((name) => (name.includes("permission") ? "before" : undefined));
    await review();
    expect(conclusion()).not.toBe("success");
  });
});

it("a closed pull request can be neither waived nor overridden", async () => {
  pull.state = "CLOSED";
  const comment = await say("boss", OVERRIDE);
  expect(reactions(comment)).toEqual(["eyes", "-1"]);
  expect(answers()[0]?.body).toContain("is closed");
});
