import { beforeAll, describe, expect, it } from "vitest";
import { prepareSql } from "../../../src/analysis/sql/libpg.ts";
import { ofKind } from "../../../src/model/change.ts";
import { changesOf, read, statementsOf, words } from "./history.ts";

beforeAll(prepareSql);

const HISTORY = "CREATE TABLE u (id int PRIMARY KEY, n int); CREATE TABLE o (id int);";

function block(body: string): string {
  return `DO $$ ${body} $$;`;
}

describe("DO blocks", () => {
  it("make the types of Prisma and Drizzle", () => {
    const result = read(block("BEGIN CREATE TYPE mood AS ENUM ('sad'); EXCEPTION WHEN duplicate_object THEN null; END"));
    expect(result.catalog.after.enums.get("mood")?.values).toEqual(["sad"]);
    expect(statementsOf(result)[0]?.changes[0]).toMatchObject({ kind: "do", readable: true, loops: false, commits: false, dynamic: false });
  });

  it("hold changes with places of their own, whatever condition they stand under", () => {
    const result = read(block("BEGIN IF NOT EXISTS (SELECT 1 FROM pg_class) THEN ALTER TABLE u ADD COLUMN é int, DROP COLUMN n; ELSE DROP TABLE o; END IF; END"), [HISTORY]);
    expect(
      statementsOf(result)[0]
        ?.changes.map(({ kind, span }) => [kind, words(result, span)])
        .slice(1),
    ).toEqual([
      ["add-column", "ADD COLUMN é int"],
      ["drop-column", "DROP COLUMN n"],
      ["drop-table", "DROP TABLE o"],
    ]);
  });

  it("say that they loop and commit, and find a chunk bounded by variables", () => {
    const changes = changesOf(
      block("DECLARE low int := 0; BEGIN LOOP UPDATE u SET n = 1 WHERE id > low AND id <= low + 100; EXIT WHEN NOT FOUND; COMMIT; low := low + 100; END LOOP; END"),
      [HISTORY],
    );
    expect(changes).toMatchObject([
      { kind: "do", loops: true, commits: true },
      { kind: "update", bounded: true },
    ]);
  });

  it("read EXECUTE of a constant, and name EXECUTE of anything else dynamic", () => {
    const constant = changesOf(block("BEGIN EXECUTE 'DROP TABLE ' || 'o'; EXECUTE format('ALTER TABLE %I ADD COLUMN %I text DEFAULT %L', 'u', 'New', 'it''s'); END"), [HISTORY]);
    expect(constant).toMatchObject([{ dynamic: false }, { kind: "drop-table", table: "o" }, { kind: "add-column", column: { name: "New", default: { expression: "'it''s'" } } }]);
    expect(changesOf(block("DECLARE r record; BEGIN FOR r IN SELECT * FROM o LOOP EXECUTE format('DROP TABLE %I', r.id); END LOOP; END"), [HISTORY])).toMatchObject([
      { kind: "do", dynamic: true, loops: true },
      { kind: "select", table: "o" },
    ]);
  });

  it("are unreadable in other languages and when their PL/pgSQL is broken", () => {
    expect(changesOf("DO LANGUAGE plpython3u 'x = 1'")).toMatchObject([{ kind: "do", readable: false }]);
    expect(changesOf(block("BEGIN IF THEN END"))).toMatchObject([{ kind: "do", readable: false }]);
  });

  it("keep the place of the block for SQL that does not stand in it word for word", () => {
    const result = read("DO 'BEGIN DELETE FROM u WHERE n::text = ''1''; END';", [HISTORY]);
    const [deletion] = ofKind(statementsOf(result)[0]!.changes, "delete");
    expect(words(result, deletion!.span)).toBe("DO 'BEGIN DELETE FROM u WHERE n::text = ''1''; END'");
  });

  it("find no place for tables in SELECT … INTO a variable", () => {
    const changes = changesOf(block("DECLARE x int; BEGIN SELECT id INTO x FROM u; END"), [HISTORY]);
    expect(changes.map(({ kind }) => kind)).toEqual(["do", "select"]);
  });

  it("do not nest for ever", () => {
    let sql = "DROP TABLE u";
    for (let depth = 0; depth < 6; depth++) sql = `DO $d${depth}$ BEGIN EXECUTE $e${depth}$${sql}$e${depth}$; END $d${depth}$`;
    const changes = changesOf(sql, [HISTORY]);
    expect(changes.map(({ kind }) => kind)).toEqual(["do", "do", "do", "do"]);
    expect(changes.at(-1)).toMatchObject({ readable: false });
  });
});
