/** Conversations that are longer than what one request brings, and comments that are gone when somebody looks. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Office } from "./fake/office.ts";
import { BOT, type Comment, type Pull } from "./fake/state.ts";
import { checkOf, DROPS_COLUMN, openShop } from "./shop.ts";

let office: Office;
let pull: Pull;
beforeEach(async () => {
  office = await openShop();
  office.github.roles.set("carol", "write");
  pull = office.github.openPull({ files: DROPS_COLUMN });
  await office.pullEvent(pull, "opened");
  await office.settle();
});
afterEach(() => office.close());

const reactions = (comment: Comment): string[] => comment.reactions.map(({ content }) => content);

async function waiveInThread(before: number): Promise<Comment> {
  const [thread] = pull.threads;
  if (!thread) throw new Error("no thread");
  for (let n = 0; n < before; n++) office.github.answer(thread, "alice", `Reply ${n}`);
  const comment = office.github.answer(thread, "carol", "/schema-review waive reason: nobody reads it");
  await office.replyEvent(pull, comment);
  await office.settle();
  return comment;
}

describe("a waiver in a thread", () => {
  it.each([48, 49, 130])("behind %i replies counts as its answer says", async (replies) => {
    expect(reactions(await waiveInThread(replies))).toEqual(["eyes", "+1"]);
    expect(pull.threads[0]?.comments.at(-1)?.body).toContain("Waived until the statement changes");
    expect(checkOf(office, 1)?.conclusion).toBe("success");
    await office.checkEvent(pull, "rerequested");
    await office.settle();
    expect(checkOf(office, 1)?.conclusion).toBe("success");
  });

  it("of more than a page is answered once, whatever goes wrong after the answer", async () => {
    let failed = false;
    office.fault((name) => {
      if (failed || !name.endsWith("/replies")) return undefined;
      failed = true;
      return "after";
    });
    await waiveInThread(60);
    expect(failed).toBe(true);
    expect(pull.threads[0]?.comments.filter(({ author }) => author === BOT)).toHaveLength(2);
  });
});

it("waivers whose record is too long for one answer are refused, not cut", async () => {
  const columns = Array.from({ length: 1_000 }, (_, n) => `ALTER TABLE users DROP COLUMN c${n};\n`).join("");
  office.github.push(pull, { "prisma/migrations/20260301000000_drop/migration.sql": columns });
  await office.pullEvent(pull, "synchronize");
  await office.settle();
  const comment = office.github.say(pull, "carol", ["a", "b"].map((why) => `/schema-review waive no-drop-in-same-deploy reason: ${why}`).join("\n"));
  await office.commentEvent(pull, comment);
  await office.settle();
  expect(reactions(comment)).toEqual(["eyes", "+1", "-1"]);
  const shown = pull.comments.at(-1)?.body.replace(/<!--[\s\S]*?(?:-->|$)/g, "") ?? "";
  expect(shown).toContain("Waived until the statement changes");
  expect(shown).toContain("in a comment of its own");
  expect(checkOf(office, 1)?.conclusion).toBe("success");
});

it("a comment that was deleted before it was answered is no failure, and is not answered", async () => {
  const comment = office.github.say(pull, "carol", "/schema-review help");
  pull.comments.splice(pull.comments.indexOf(comment), 1);
  office.requests();
  await office.commentEvent(pull, comment);
  await office.settle();
  expect(office.requests()).toEqual(["GraphQL Conversation"]);
  const { text } = await office.running.metrics.page();
  expect(text).not.toMatch(/reviews_total\{outcome="gave_up"\} [1-9]/);
});
