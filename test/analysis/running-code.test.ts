/** Contract steps judged against the code that runs now, with everything at hand. */
import { describe, expect, it } from "vitest";
import { lint } from "../../src/index.ts";

const INIT = {
  path: "prisma/migrations/20260101000000_init/migration.sql",
  text: "CREATE TYPE role AS ENUM ('ADMIN', 'STAFF');\nCREATE TABLE users (id integer PRIMARY KEY, nickname text, role role);\n",
};
const SCHEMA = (field: string, model = ""): { path: string; text: string } => ({
  path: "prisma/schema.prisma",
  text: `datasource db {\n  provider = "postgresql"\n}\nmodel User {\n  id Int @id\n  role Role?\n${field}  @@map("users")\n${model}}\nenum Role {\n  ADMIN\n  STAFF\n  @@map("role")\n}\n`,
});
const RAW = { path: "src/report.ts", text: "export const report = (db: Pool) => db.query('SELECT nickname FROM users');\n" };
const QUIET = { path: "src/other.ts", text: "export const x = 1;\n" };

async function told(
  rule: string,
  migration: string,
  code: readonly { path: string; text: string }[],
  schemas?: readonly [{ path: string; text: string }, { path: string; text: string }],
) {
  const [before, after] = schemas ?? [];
  const added = { path: "prisma/migrations/20260201000000_now/migration.sql", text: migration };
  const { findings, gaps } = await lint({
    base: [INIT, ...code, ...(before ? [before] : [])],
    files: [INIT, ...code, added, ...(after ? [after] : [])],
    now: "2026-02-12T12:00:00Z",
  });
  expect(gaps).toEqual([]);
  return findings.filter((finding) => finding.rule === rule).map(({ severity, message }) => `${severity}: ${message}`);
}

describe("a dropped column that the Prisma schema no longer selects", () => {
  const drop = "ALTER TABLE users DROP COLUMN nickname;";
  it.each([
    ["ignored", "  nickname String? @ignore\n"],
    ["removed", ""],
  ])("%s, but asked for in raw SQL", async (_, field) => {
    const [message, ...others] = await told("no-drop-in-same-deploy", drop, [RAW], [SCHEMA(field), SCHEMA("")]);
    expect(message).toMatch(/^error: .*past its schema.* The base branch's code uses it: `src\/report\.ts:1`\.$/);
    expect(others).toEqual([]);
  });

  it("and that no code asks for", async () => {
    expect(await told("no-drop-in-same-deploy", drop, [QUIET], [SCHEMA("  nickname String? @ignore\n"), SCHEMA("")])).toEqual([]);
  });

  it("and that only a test or a script names", async () => {
    const code = ["src/report.test.ts", "scripts/fill.ts"].map((path) => ({ ...RAW, path }));
    expect(await told("no-drop-in-same-deploy", drop, [QUIET, ...code], [SCHEMA("  nickname String? @ignore\n"), SCHEMA("")])).toEqual([]);
  });
});

describe("a dropped column without a Prisma schema", () => {
  const drop = "ALTER TABLE users DROP COLUMN nickname;";

  it("is an error with its places, three at most", async () => {
    const code = ["a", "b", "c", "d", "e"].map((name) => ({ ...RAW, path: `src/${name}.ts` }));
    const [message] = await told("no-drop-in-same-deploy", drop, code);
    expect(message).toMatch(/^error: .*The base branch's code uses it: `src\/a\.ts:1`, `src\/b\.ts:1`, `src\/c\.ts:1` and 2 more\.$/);
  });

  it("is an error as ever where its name stands somewhere, whatever it means there", async () => {
    const [message, ...others] = await told("no-drop-in-same-deploy", drop, [{ path: "src/schema.ts", text: "export const users = table({ nickname: text('nickname') });\n" }]);
    expect(message).toMatch(/^error: .* may still read or write it/);
    expect(message).not.toContain("base branch");
    expect(others).toEqual([]);
  });

  it("is a warning where all code was looked through and none has the name", async () => {
    const [message] = await told("no-drop-in-same-deploy", drop, [QUIET]);
    expect(message).toMatch(/^warning: .*Nothing in the base branch's code was found to use it\./);
  });

  it("is an error where not all code could be looked through, and says so", async () => {
    const [message] = await told("no-drop-in-same-deploy", drop, [QUIET, { path: "cmd/main.py", text: "" }]);
    expect(message).toMatch(/^error: .*\(Not all of the base branch's code could be looked through: there is code in \.py files, which are not read\.\)$/);
  });

  it("says nothing of code where none is at hand, or the name cannot be looked for", async () => {
    expect((await told("no-drop-in-same-deploy", drop, []))[0]).not.toContain("base branch");
    const [message] = await told("no-drop-in-same-deploy", "ALTER TABLE users DROP COLUMN id;", [QUIET]);
    expect(message).toMatch(/^error: /);
  });
});

describe("other steps that take a name away", () => {
  it("a renamed column, unknown to the Prisma schema but asked for in raw SQL", async () => {
    const rename = "ALTER TABLE users RENAME COLUMN nickname TO nick;";
    const schemas = [SCHEMA(""), SCHEMA("  nick String?\n")] as const;
    expect((await told("no-column-rename", rename, [RAW], schemas))[0]).toContain("`src/report.ts:1`");
    expect(await told("no-column-rename", rename, [QUIET], schemas)).toEqual([]);
  });

  it("a renamed table that the Prisma schema ignores", async () => {
    const rename = "ALTER TABLE users RENAME TO people;";
    const ignored = SCHEMA("  nickname String?\n", "  @@ignore\n");
    const schemas = [ignored, { ...ignored, text: ignored.text.replace("users", "people") }] as const;
    expect((await told("no-table-rename", rename, [RAW], schemas))[0]).toContain("`src/report.ts:1`");
    expect(await told("no-table-rename", rename, [QUIET], schemas)).toEqual([]);
  });

  it("a removed value of an enum, with the places that write it", async () => {
    const swap = [
      "CREATE TYPE role_new AS ENUM ('ADMIN');",
      "ALTER TABLE users ALTER COLUMN role TYPE role_new USING (role::text::role_new);",
      "ALTER TYPE role RENAME TO role_old;",
      "ALTER TYPE role_new RENAME TO role;",
      "DROP TYPE role_old;",
    ].join("\n");
    const field = "  nickname String?\n";
    const after = { ...SCHEMA(field), text: SCHEMA(field).text.replace("  STAFF\n", "") };
    const code = { path: "src/hire.ts", text: "export const hire = (id: number) =>\n  prisma.user.update({ where: { id }, data: { role: 'STAFF' } });\n" };
    expect((await told("no-enum-value-removal", swap, [code], [SCHEMA(field), after]))[0]).toContain("The base branch's code uses it: `src/hire.ts:2`.");
  });
});
