// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Flyway writes its placeholders
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { parseSql, prepareSql } from "../../../src/analysis/sql/libpg.ts";
import { read, statementsOf, words } from "./history.ts";

beforeAll(prepareSql);

const FRAGMENTS = [
  "CREATE TABLE ",
  "ALTER TABLE ",
  "DROP INDEX ",
  "UPDATE ",
  "DO ",
  "INSERT INTO ",
  "é",
  "😀",
  '"Ü"',
  "t",
  "a.b",
  "(",
  ")",
  "((",
  "[",
  "]",
  ",",
  ";",
  ";\n",
  "'",
  "''",
  '"',
  "$$",
  "$x$",
  "$1",
  "--",
  "-- squawk-ignore\n",
  "/*",
  "*/",
  "\n",
  "\r\n",
  " ",
  " ADD COLUMN c int DEFAULT now()",
  " DROP CONSTRAINT k",
  " SET a = 1 WHERE b IS NULL",
  " VALUES (1)",
  " BEGIN ATOMIC ",
  " END",
  "\\connect x\n",
  "COPY t FROM stdin;\n",
  "\\.\n",
  ":NAME",
  "${x}",
  "{{y}}",
  "/* X */.",
  "\ufeff",
  "\ud800",
  "CHECK (a > 0)",
  "USING a::int",
  "E'\\'",
  "1",
  " AS ENUM ('x')",
  " $$ BEGIN EXECUTE 'DROP TABLE t'; END $$",
];

const GOOD = [
  "CREATE TABLE é (id int PRIMARY KEY, b text DEFAULT 'x', CHECK (b <> '')) PARTITION BY RANGE (id);",
  "ALTER TABLE é ADD COLUMN c int REFERENCES é (id) ON DELETE CASCADE, ALTER COLUMN b TYPE varchar(10) USING b::varchar; -- 😀",
  "/* x */ CREATE UNIQUE INDEX CONCURRENTLY ON é (lower(b), c DESC) WHERE c IS NOT NULL;",
  "DO $$ BEGIN IF true THEN ALTER TABLE é DROP COLUMN c; END IF; END $$;",
  "WITH d AS (DELETE FROM é RETURNING *) INSERT INTO é SELECT * FROM d ON CONFLICT DO NOTHING;",
  "SELECT '😀', $x$ ; $x$, \"ü\" FROM é;",
].join("\n");

const soup = fc
  .array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...FRAGMENTS) }, { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 6 }) }), { maxLength: 30 })
  .map((parts) => parts.join(""));
const cut = fc.tuple(fc.nat(GOOD.length), fc.nat(GOOD.length)).map(([from, to]) => GOOD.slice(Math.min(from, to), Math.max(from, to)));
const mixed = fc.tuple(cut, soup, cut).map((parts) => parts.join(""));

/** Nothing is thrown, every place lies in the file, and statements stand one after the other. */
function holds(text: string): void {
  const result = read(text);
  const spans = [...result.gaps.map(({ span }) => span), ...result.ignores.flatMap(({ span, covers }) => [span, covers])];
  let previousEnd = 0;
  for (const statement of statementsOf(result)) {
    spans.push(statement.span, ...statement.changes.map(({ span }) => span));
    expect(statement.span.start).toBeGreaterThanOrEqual(previousEnd);
    expect(words(result, statement.span)).toBe(statement.text);
    expect(statement.changes.length).toBeGreaterThan(0);
    previousEnd = statement.span.end;
  }
  for (const { start, end } of spans) {
    expect(start).toBeGreaterThanOrEqual(0);
    expect(end).toBeGreaterThanOrEqual(start);
    expect(end).toBeLessThanOrEqual(text.length);
  }
}

describe("whatever stands in a file", () => {
  it("is read or becomes a gap: soup of SQL", () => {
    fc.assert(fc.property(soup, holds), { numRuns: 400 });
  });

  it("is read or becomes a gap: SQL cut anywhere, with soup in the middle", () => {
    fc.assert(fc.property(fc.oneof(cut, mixed), holds), { numRuns: 300 });
  });

  it("is read or becomes a gap: any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), holds), { numRuns: 200 });
  });

  it.each([500, 5_000])("may nest parentheses %i deep", (depth) => {
    holds(`SELECT ${"(".repeat(depth)}1${")".repeat(depth)}; SELECT 2;`);
    holds(`ALTER TABLE t ADD CHECK ${"(".repeat(depth)}a > 1${")".repeat(depth)};`);
  });

  it("is never lost silently: words without a statement or gap are comments and psql's own", () => {
    fc.assert(
      fc.property(fc.constantFrom(...FRAGMENTS.filter((fragment) => /^[A-Z]/.test(fragment))), (fragment) => {
        const result = read(`${fragment} nonsense nonsense nonsense`);
        expect(result.gaps.length + statementsOf(result).length).toBeGreaterThan(0);
      }),
    );
  });
});

describe("the text of a statement", () => {
  it("parses again, alone", () => {
    fc.assert(
      fc.property(cut, (text) => {
        for (const statement of statementsOf(read(text))) expect(parseSql(statement.text)).toMatchObject({ ok: true, tree: { stmts: [expect.anything()] } });
      }),
      { numRuns: 200 },
    );
  });
});
