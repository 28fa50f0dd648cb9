/** What commands answer: text in, Markdown out. Names from the pull request stay names. */
import { describe, expect, it } from "vitest";
import type { Answer, Judged, Knowledge, Matter, Weighing } from "../../src/github/commands/command.ts";
import { type CommandAnswer, commands, obey } from "../../src/github/commands/obey.ts";
import type { Role } from "../../src/model/role.ts";
import type { MigrationSummary, Verdict } from "../../src/model/verdict.ts";
import { dropped, finding, index, SQL, snapshotOf, spanOf, verdictOf } from "../publication/example.ts";

const PAGES: Readonly<Record<string, string>> = { "require-concurrent-index": "# require-concurrent-index\n", "no-drop-in-same-deploy": "# no-drop\n" };
const knowledge: Knowledge = { commands, rules: { ids: Object.keys(PAGES), page: (id) => (Object.hasOwn(PAGES, id) ? PAGES[id] : undefined) } };

function ask(
  words: string,
  { verdict = verdictOf([index, dropped]), role = "admin", weighing }: { verdict?: Verdict; role?: Role; weighing?: Weighing } = {},
): Promise<CommandAnswer> {
  const [name = "", ...rest] = words.split(" ");
  const judged: Judged = { verdict, snapshot: snapshotOf() };
  const matter: Matter = { judged: async () => judged, weighed: async () => weighing ?? { refused: "no" } };
  return obey({ name, argument: rest.join(" ") }, knowledge, { isAuthor: false, role: async () => role }, matter);
}
const bodyOf = (answer: CommandAnswer): string => ("body" in answer ? answer.body : answer.kind);

const HOSTILE = [
  "@everybody",
  "#1",
  "<script>alert(1)</script>",
  "`x`",
  "a|b",
  "[x](javascript:1)",
  "__proto__",
  "constructor",
  "\u202eevil",
  "x".repeat(60_000),
  "-->",
  "$&",
  "\\",
];

describe("names that nobody chose kindly", () => {
  it.each(HOSTILE)("stay names wherever a command repeats them: %.20s", async (name) => {
    for (const words of [name, `explain ${name}`, `plan ${name}`, `waive ${name} reason: x`]) {
      const answer = await ask(words);
      expect(["unknown", "unclear"]).toContain(answer.kind);
      const body = bodyOf(answer);
      expect(body.length).toBeLessThan(1_000);
      const outside = body.replace(/(`+)[\s\S]*?\1(?!`)/g, "");
      expect(outside).not.toMatch(/@everybody|#1\b|<script|javascript:|\u202e/);
    }
  });
});

describe("plan", () => {
  it("says that there is no plan yet, and gives the safe way of each finding", async () => {
    const body = bodyOf(await ask("plan"));
    expect(body).toMatch(/^A plan of all steps, deploy by deploy, is not written yet/);
    expect(body).toContain("CREATE INDEX CONCURRENTLY users_email_idx ON users (email);");
    expect(body).toContain("_1 more finding has no ready text");
  });

  it.each([
    ["a rule", "require-concurrent-index"],
    ["a rule in capitals and backticks", "`REQUIRE-Concurrent-Index`"],
    ["a table", "users"],
    ["a column", "users.email"],
  ])("may be asked for %s", async (_what, subject) => {
    const body = bodyOf(await ask(`plan ${subject}`));
    expect(body).toContain("CONCURRENTLY");
    expect(body).not.toContain("is dropped while");
  });

  it("of something that was not found is not understood", async () => {
    expect(await ask("plan orders.total")).toMatchObject({ kind: "unclear" });
    expect(await ask("plan .")).toMatchObject({ kind: "unclear" });
  });

  it("of a thousand findings stays below GitHub's limit", async () => {
    const many = Array.from({ length: 1000 }, () => finding(index.span, { advice: { language: "sql", text: "-- x\n".repeat(100) } }));
    expect(bodyOf(await ask("plan", { verdict: verdictOf(many) })).length).toBeLessThan(60_000);
  });
});

describe("rollback", () => {
  const migration = (name: string, sql?: string): MigrationSummary => ({
    path: `prisma/migrations/${name}`,
    name,
    phase: "expand",
    locks: [],
    rollback: { grade: "reversible", why: "The reverse drops `x`", ...(sql === undefined ? {} : { sql }) },
  });

  it("gives the last migration first, with its grade and reverse SQL", async () => {
    const body = bodyOf(await ask("rollback", { verdict: verdictOf([], { migrations: [migration("0001_a", "DROP TABLE a;"), migration("0002_b", "DROP TABLE b;")] }) }));
    expect(body.indexOf("0002_b")).toBeLessThan(body.indexOf("0001_a"));
    expect(body).toContain("**`0001_a`: reversible.** The reverse drops `x`");
    expect(body).toContain("```sql\nDROP TABLE a;\n```");
  });

  it("says so where none can be derived, and where there is no migration", async () => {
    expect(bodyOf(await ask("rollback", { verdict: verdictOf([], { migrations: [migration("0001_a")] }) }))).toContain("No reverse SQL can be derived.");
    expect(bodyOf(await ask("rollback"))).toContain("adds no migration");
  });

  it("cannot be made to end its fence", async () => {
    const body = bodyOf(await ask("rollback", { verdict: verdictOf([], { migrations: [migration("0001_`a", "```\n@all\n```")] }) }));
    expect(body).toContain("````sql\n```\n@all\n```\n````");
  });
});

describe("config", () => {
  it("tells what is set apart from what is default", async () => {
    const configuration = [
      { key: "comments.max", value: "5", from: ".github/schema-review.yml:7" },
      { key: "indexes.max", value: "8", from: "default" },
    ];
    const body = bodyOf(await ask("config", { verdict: verdictOf([], { configuration }) }));
    expect(body.indexOf("comments.max")).toBeLessThan(body.indexOf("<summary>Defaults</summary>"));
    expect(body.indexOf("indexes.max")).toBeGreaterThan(body.indexOf("<summary>Defaults</summary>"));
  });

  it("tells what is wrong where it cannot be read", async () => {
    const gaps = [{ span: spanOf("CREATE INDEX", SQL), reason: "Configuration invalid, line 1:1: `rules` must be a group of keys" }];
    expect(bodyOf(await ask("config", { verdict: verdictOf([], { gaps }) }))).toContain("so nothing of it is in force");
  });

  it("keeps values in their cells", async () => {
    const configuration = [{ key: "paths.ignore", value: '["a|b`c\\n"]', from: "x|y:1" }];
    const row = bodyOf(await ask("config", { verdict: verdictOf([], { configuration }) }))
      .split("\n")
      .find((line) => line.includes("paths.ignore"));
    expect(row?.match(/(?<!\\)\|/g)).toHaveLength(4);
  });
});

describe("waive", () => {
  const applied = (fingerprints: string[], verdict: Verdict): Weighing => ({
    outcome: { kind: "waive", by: "carol", outcome: "applied", fingerprints },
    verdict,
    snapshot: snapshotOf(),
  });
  const waivedBy = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ ...index, fingerprint: `${n}`.padStart(16, "0"), waiver: { by: "carol", reason: "x", how: "command" as const } }));

  it("names what it waives, and records it", async () => {
    const verdict = verdictOf([], { waived: waivedBy(1) });
    const answer = await ask("waive require-concurrent-index reason: small", { weighing: applied(["0000000000000000"], verdict) });
    expect(answer).toEqual({
      kind: "given",
      body: `Waived until the statement changes: \`require-concurrent-index\` at \`${SQL}:3\` (\`0000000000000000\`)`,
      given: { fingerprints: ["0000000000000000"] },
    });
  });

  it("of many names ten", async () => {
    const waived = waivedBy(25);
    const answer = await ask("waive require-concurrent-index reason: small", {
      weighing: applied(
        waived.map(({ fingerprint }) => fingerprint),
        verdictOf([], { waived }),
      ),
    });
    expect(bodyOf(answer)).toContain("25 findings.");
    expect(bodyOf(answer)).toContain("… and 15 more");
  });

  it.each([
    ["without a reason", "waive require-concurrent-index", "unclear", "Say why: `/schema-review waive"],
    ["of a misspelt rule", "waive require-concurent-index reason: x", "unclear", "Did you mean `require-concurrent-index`?"],
    ["of two rules", "waive a b reason: x", "unclear", "That is not clear"],
    ["without a reason, of everything", "override", "unclear", "Say why: `/schema-review override"],
    ["that does not count", "waive require-concurrent-index reason: x", "refused", "no"],
  ])("%s says so", async (_what, words, kind, text) => {
    const answer = await ask(words);
    expect(answer.kind).toBe(kind);
    expect(bodyOf(answer)).toContain(text);
  });
});

describe("help", () => {
  it("shows every command with who may, in a table that holds together", async () => {
    const rows = bodyOf(await ask("help"))
      .split("\n")
      .filter((line) => line.startsWith("|"));
    expect(rows).toHaveLength(commands.length + 2);
    for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(5);
  });

  it("answers of every command are understood", async () => {
    const kinds: Answer["kind"][] = ["reply", "review", "given", "unclear", "refused"];
    for (const { example } of commands) {
      const words = example.replace("/schema-review", "").trim();
      expect(kinds).toContain((await ask(words === "" ? "help" : words)).kind);
    }
  });
});
