import { beforeAll, describe, expect, it } from "vitest";
import type { MigrationFile } from "../../../src/analysis/sql/layouts.ts";
import { prepareSql, readMigrations } from "../../../src/analysis/sql/read-migrations.ts";
import { read, statementsOf, words } from "./history.ts";

beforeAll(prepareSql);

function names(result: ReturnType<typeof readMigrations>, which: "before" | "after"): string[] {
  return [...result.catalog[which].tables.keys()];
}

describe("a history and what a pull request adds to it", () => {
  it("gives the catalogue before and after, and for each migration", () => {
    const result = read(["CREATE TABLE b (id int);", "DROP TABLE a;"], ["CREATE TABLE a (id int);"]);
    expect([names(result, "before"), names(result, "after")]).toEqual([["a"], ["b"]]);
    expect(result.migrations.map(({ before, after }) => [[...before.tables.keys()].join(), [...after.tables.keys()].join()])).toEqual([
      ["", "a"],
      ["a", "a,b"],
      ["a,b", "b"],
    ]);
  });

  it("knows what is new: by creation, after a rename, created anew, but not what was only touched", () => {
    const sql = `CREATE TABLE fresh (id int); ALTER TABLE fresh RENAME TO renamed; ALTER TABLE renamed ADD COLUMN b int;
      ALTER TABLE old ADD COLUMN b int; DROP TABLE old; CREATE TABLE old (id int); ALTER TABLE old ADD COLUMN c int; ALTER TABLE unseen ADD COLUMN d int; CREATE TABLE IF NOT EXISTS kept (id int);`;
    const changes = statementsOf(read(sql, ["CREATE TABLE old (id int); CREATE TABLE kept (id int);"])).flatMap((statement) => statement.changes);
    expect(changes.map((change) => ("isNew" in change ? change.isNew : undefined))).toEqual([true, true, true, false, false, true, true, false, false]);
    expect(changes[7]).toMatchObject({ before: undefined, after: { complete: false, columns: [{ name: "d" }] } });
  });

  it("takes ROLLBACK at its word, newness included", () => {
    const sql = "BEGIN; CREATE TABLE t (id int); SAVEPOINT s; CREATE TABLE u (id int); ROLLBACK TO s; ALTER TABLE t ADD COLUMN a int; ROLLBACK; ALTER TABLE t ADD COLUMN b int;";
    const result = read(sql, ["CREATE TABLE t2 (id int);"], "none");
    const added = statementsOf(result).flatMap((statement) => statement.changes.filter(({ kind }) => kind === "add-column"));
    expect(added.map((change) => "isNew" in change && change.isNew)).toEqual([true, false]);
    expect(names(result, "after")).toEqual(["t2", "t"]);
  });

  it("rolls back to the file's beginning where the runner wraps the file", () => {
    expect(names(read("CREATE TABLE t (id int); ROLLBACK;"), "after")).toEqual([]);
    expect(names(read("CREATE TABLE t (id int); ROLLBACK;", [], "none"), "after")).toEqual(["t"]);
  });

  it("replays merged files first, though an added one sorts before them", () => {
    const files: MigrationFile[] = [
      { name: "1", path: "m/1.sql", text: "ALTER TABLE t ADD COLUMN late int;", status: "added", annotations: [] },
      { name: "2", path: "m/2.sql", text: "CREATE TABLE t (id int);", status: "unchanged", annotations: [] },
    ];
    const result = readMigrations({ root: "", path: "m", layout: "plain", files }, { runner: { name: "plain", transaction: "none", evidence: "test" }, postgres: 16 });
    expect(result.migrations.map(({ name }) => name)).toEqual(["1", "2"]);
    expect(result.catalog.after.tables.get("t")?.columns.map(({ name }) => name)).toEqual(["id", "late"]);
  });

  it("counts a modified file as what has run, and reads the new text for gaps", () => {
    const result = read([{ text: "CREATE TABLE t (id int, edited int); SELEC 1;", previousText: "CREATE TABLE t (id int);", status: "modified" }]);
    expect(result.catalog.before.tables.get("t")?.columns.map(({ name }) => name)).toEqual(["id"]);
    expect(result.migrations[0]?.statements.map(({ span }) => [span.side, words(result, span)])).toEqual([["base", "CREATE TABLE t (id int)"]]);
    expect(result.gaps.map(({ span }) => [span.side, words(result, span)])).toEqual([["head", "SELEC 1"]]);
  });

  it("keeps what a removed file has done, and old gaps to their own migration", () => {
    const result = read("SELECT 1;", [{ text: "CREATE TABLE t (id int);", status: "removed" }, "SELEC 1;"]);
    expect(names(result, "after")).toEqual(["t"]);
    expect(result.gaps).toEqual([]);
    expect(result.migrations.map(({ gaps }) => gaps.length)).toEqual([0, 1, 0]);
  });

  it("runs the way up only", () => {
    const text = "-- +goose Up\nCREATE TABLE é (id int);\n-- +goose Down\nDROP TABLE é;\n";
    const result = read({ text, up: { start: 0, end: text.indexOf("-- +goose Down") }, down: { path: "m.sql", text: "DROP TABLE é;" } });
    expect(statementsOf(result).map(({ span }) => words(result, span))).toEqual(["CREATE TABLE é (id int)"]);
    expect(result.migrations[0]?.down).toEqual({ path: "m.sql", text: "DROP TABLE é;" });
  });

  it("reads the same history once, and another one anew", () => {
    const first = read("SELECT 1;", ["CREATE TABLE cached (id int);"]);
    const second = read("DROP TABLE cached;", ["CREATE TABLE cached (id int);"]);
    const third = read("SELECT 1;", ["CREATE TABLE cached (id int, b int);"]);
    expect(second.migrations[0]).toBe(first.migrations[0]);
    expect([names(second, "before"), names(second, "after")]).toEqual([["cached"], []]);
    expect(third.catalog.before.tables.get("cached")?.columns).toHaveLength(2);
    expect(names(read("SELECT 1;", ["CREATE TABLE cached (id int);"]), "after")).toEqual(["cached"]);
  });
});

describe("a statement", () => {
  it("knows the comments directly above it", () => {
    const sql = "-- far\n\n-- why\n/* how\n * much */\nDROP TABLE a; -- behind\n-- AlterTable\nDROP TABLE b;";
    expect(statementsOf(read(sql)).map(({ comments }) => comments)).toEqual([["why", "how\nmuch"], ["AlterTable"]]);
  });

  it("knows the timeouts that hold for it", () => {
    const sql =
      "DROP TABLE a; SET lock_timeout = '5s'; DROP TABLE b; BEGIN; SET LOCAL lock_timeout = '1s'; SET statement_timeout TO 300; DROP TABLE c; COMMIT; DROP TABLE d; SET lock_timeout = 0; RESET statement_timeout; DROP TABLE e;";
    const drops = statementsOf(read(sql)).filter(({ text }) => text.startsWith("DROP"));
    expect(drops.map(({ lockTimeout, statementTimeout }) => [lockTimeout, statementTimeout])).toEqual([
      [undefined, undefined],
      ["5s", undefined],
      ["1s", "300"],
      ["5s", "300"],
      [undefined, undefined],
    ]);
  });

  it("has effects and a transaction", () => {
    const [drop] = statementsOf(read("DROP TABLE a;", ["CREATE TABLE a (id int);"]));
    expect(drop).toMatchObject({ effects: { locks: [{ table: "a", mode: "ACCESS EXCLUSIVE", isNew: false }] }, transaction: 1, transactionCertainty: "certain" });
  });
});

describe("a migration of Prisma", () => {
  it("carries Prisma's warnings", () => {
    const sql =
      "/*\n  Warnings:\n\n  - You are about to drop the column `a` on the `b` table. All the data\n    in the column will be lost.\n  - Added the required column `c`.\n\n*/\n-- AlterTable\nALTER TABLE b DROP COLUMN a;";
    expect(read(sql).migrations[0]?.warnings).toEqual([
      "You are about to drop the column `a` on the `b` table. All the data in the column will be lost.",
      "Added the required column `c`.",
    ]);
  });

  it("swaps an enum: columns follow the type's name", () => {
    const sql = `BEGIN; CREATE TYPE "Role_new" AS ENUM ('A'); ALTER TABLE t ALTER COLUMN r TYPE "Role_new" USING (r::text::"Role_new"); ALTER TYPE "Role" RENAME TO "Role_old"; ALTER TYPE "Role_new" RENAME TO "Role"; DROP TYPE "Role_old"; COMMIT;`;
    const result = read(sql, [`CREATE TYPE "Role" AS ENUM ('A', 'B'); CREATE TABLE t (r "Role");`]);
    expect(result.catalog.after.tables.get("t")?.columns[0]?.type).toMatchObject({ name: "Role", category: "enum" });
    expect(result.catalog.after.enums.get("Role")?.values).toEqual(["A"]);
  });
});

describe("names", () => {
  it("are looked up along the search path and shown without public", () => {
    const sql = `SET search_path TO app, public; CREATE TABLE made (id int); ALTER TABLE users ADD COLUMN a int; CREATE INDEX ON public.users (a); SELECT set_config('search_path', '', false); DROP INDEX public.users_a_idx;`;
    const result = read(sql, ["CREATE TABLE users (id int);"]);
    expect(names(result, "after")).toEqual(["users", "app.made"]);
    expect(result.catalog.after.tables.get("users")?.indexes).toEqual([]);
  });

  it("may hold a dot, as Prisma 1 and 2 named indexes", () => {
    const result = read(`ALTER INDEX "User.email_unique" RENAME TO "User_email_key"; DROP INDEX "User.name_index";`, [
      `CREATE TABLE "User" (email text, name text); CREATE UNIQUE INDEX "User.email_unique" ON "User" (email); CREATE INDEX "User.name_index" ON "User" (name);`,
    ]);
    expect(result.catalog.after.tables.get("User")?.indexes.map(({ name }) => name)).toEqual(["User_email_key"]);
  });

  it("lead to another schema when only that has it: the runner has set the path", () => {
    expect(
      read("DROP INDEX objects_name;", ["CREATE TABLE storage.objects (name text); CREATE INDEX objects_name ON storage.objects (name);"]).catalog.after.tables.get(
        "storage.objects",
      )?.indexes,
    ).toEqual([]);
  });
});
