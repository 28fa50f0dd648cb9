/** Who may say what: every kind of speaker, every command, asked of GitHub live. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commands } from "../../src/github/commands/obey.ts";
import type { Office } from "./fake/office.ts";
import type { Comment } from "./fake/state.ts";
import { DROPS_COLUMN, openShop } from "./shop.ts";

const SPEAKERS = ["none", "read", "triage", "write", "maintain", "admin", "author", "ghost", "bot"] as const;
type Speaker = (typeof SPEAKERS)[number];

/** What is said, and who gets it done. Nobody hears anything of a bot's. */
const MATRIX: Readonly<Record<string, { readonly say: string; readonly may: readonly Speaker[] }>> = {
  help: { say: "help", may: ["none", "read", "triage", "write", "maintain", "admin", "author", "ghost"] },
  explain: { say: "explain no-drop-in-same-deploy", may: ["none", "read", "triage", "write", "maintain", "admin", "author", "ghost"] },
  rerun: { say: "rerun", may: ["write", "maintain", "admin", "author"] },
  plan: { say: "plan", may: ["write", "maintain", "admin", "author"] },
  rollback: { say: "rollback", may: ["write", "maintain", "admin", "author"] },
  waive: { say: "waive no-drop-in-same-deploy reason: agreed", may: ["write", "maintain", "admin"] },
  override: { say: "override reason: agreed", may: ["maintain", "admin"] },
  config: { say: "config", may: ["write", "maintain", "admin"] },
};

it("has a row for every command", () => {
  expect(Object.keys(MATRIX).sort()).toEqual(commands.map(({ name }) => name).sort());
});

let office: Office;
beforeAll(async () => {
  office = await openShop();
  for (const role of ["none", "read", "triage", "write", "maintain", "admin"]) office.github.roles.set(`${role}-user`, role);
  // Somebody may be called so, and be allowed anything.
  office.github.roles.set("ghost", "admin").set("helper[bot]", "admin").set("author", "read");
});
afterAll(() => office.close());

async function say(speaker: Speaker, words: string): Promise<{ reactions: string[]; passes: boolean }> {
  const pull = office.github.openPull({ files: DROPS_COLUMN, author: "author" });
  await office.pullEvent(pull, "opened");
  await office.settle();
  const login = speaker === "author" || speaker === "ghost" ? speaker : speaker === "bot" ? "helper[bot]" : `${speaker}-user`;
  const comment: Comment = office.github.say(pull, login, `/schema-review ${words}`);
  if (speaker === "bot") comment.by = "Bot";
  await office.commentEvent(pull, comment, { type: speaker === "bot" ? "Bot" : "User" });
  await office.settle();
  const check = office.github.checks.findLast(({ head }) => head === office.github.headOf(pull));
  return { reactions: comment.reactions.map(({ content }) => content), passes: check?.conclusion === "success" };
}

describe.each(Object.entries(MATRIX))("%s", (name, { say: words, may }) => {
  it.each(SPEAKERS)("by %s", async (speaker) => {
    const { reactions, passes } = await say(speaker, words);
    const done = may.includes(speaker);
    expect(reactions).toEqual(speaker === "bot" ? [] : ["eyes", done ? "+1" : "-1"]);
    expect(passes).toBe(done && (name === "waive" || name === "override"));
  });
});
