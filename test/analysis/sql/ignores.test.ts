import { beforeAll, describe, expect, it } from "vitest";
import { rules } from "../../../src/analysis/rules/index.ts";
import { EUGENE_RULES, PGFENCE_RULES, SQUAWK_RULES } from "../../../src/analysis/sql/foreign-rules.ts";
import { prepareSql } from "../../../src/analysis/sql/libpg.ts";
import { read, words } from "./history.ts";

beforeAll(prepareSql);

/** [rules, reason, what is covered, whose grammar]. */
function ignores(sql: string): unknown[][] {
  const result = read(sql);
  return result.ignores.map(({ rules, reason, covers, origin }) => [rules.join(" "), reason, words(result, covers), origin]);
}

describe("ignore comments", () => {
  it("cover the statement below them, or the one they stand in or behind", () => {
    const sql = `-- schema-review-ignore no-data-loss, require-rollback-plan: copied to archive
DROP TABLE a;
DROP TABLE b; -- schema-review-ignore no-data-loss: empty
/* schema-review-ignore no-required-column: backfilled */
ALTER TABLE c
  -- schema-review-ignore no-table-rewrite: small
  ALTER x TYPE int;`;
    expect(ignores(sql)).toEqual([
      ["no-data-loss require-rollback-plan", "copied to archive", "DROP TABLE a", "schema-review"],
      ["no-data-loss", "empty", "DROP TABLE b", "schema-review"],
      ["no-required-column", "backfilled", "ALTER TABLE c\n  -- schema-review-ignore no-table-rewrite: small\n  ALTER x TYPE int", "schema-review"],
      ["no-table-rewrite", "small", "ALTER TABLE c\n  -- schema-review-ignore no-table-rewrite: small\n  ALTER x TYPE int", "schema-review"],
    ]);
  });

  it("cover the file when they say so", () => {
    const sql = "-- schema-review-ignore-file require-lock-timeout: set by the role\nSELECT 1;\nSELECT 2;";
    expect(ignores(sql)).toEqual([["require-lock-timeout", "set by the role", sql, "schema-review"]]);
  });

  it("have an empty reason when none is given", () => {
    expect(ignores("-- schema-review-ignore no-data-loss\nDROP TABLE a;")).toEqual([["no-data-loss", "", "DROP TABLE a", "schema-review"]]);
  });

  it("stand above a broken statement, not above the next one", () => {
    expect(ignores("-- schema-review-ignore no-data-loss: x\nDROP TABL a;\nDROP TABLE b;")).toEqual([["no-data-loss", "x", "DROP TABL a", "schema-review"]]);
  });

  it("cover nothing but themselves at the end of a file", () => {
    expect(ignores("SELECT 1;\n-- schema-review-ignore no-data-loss: x")).toEqual([["no-data-loss", "x", "-- schema-review-ignore no-data-loss: x", "schema-review"]]);
  });

  it("are not looked for in strings", () => {
    expect(ignores("COMMENT ON TABLE a IS '-- schema-review-ignore no-data-loss: x';")).toEqual([]);
  });

  it("are understood in squawk's and eugene's grammar", () => {
    const sql = `-- squawk-ignore ban-drop-table
DROP TABLE a;
-- squawk-ignore
DROP TABLE b;
-- eugene: ignore E6, W13
CREATE INDEX ON c (d);
-- squawk-ignore some-rule-of-theirs
DROP TABLE e;`;
    expect(ignores(sql)).toEqual([
      ["no-drop-in-same-deploy no-data-loss require-rollback-plan", "ignored by a comment for squawk", "DROP TABLE a", "squawk"],
      ["*", "ignored by a comment for squawk", "DROP TABLE b", "squawk"],
      ["require-concurrent-index", "ignored by a comment for eugene", "CREATE INDEX ON c (d)", "eugene"],
    ]);
    expect(ignores("-- squawk-ignore-file renaming-table\nALTER TABLE a RENAME TO b;")[0]?.[2]).toContain("squawk-ignore-file");
  });

  it("are understood in pgfence's three spellings", () => {
    const sql = `-- pgfence: ignore drop-column
ALTER TABLE a DROP COLUMN b;
-- pgfence-ignore: wide-lock-window, missing-lock-timeout
ALTER TABLE c ADD d int;
-- pgfence-ignore
DROP TABLE e;
-- pgfence-ignore: a-rule-of-theirs
DROP TABLE f;
-- pgfence says this is safe
DROP TABLE g;`;
    expect(ignores(sql)).toEqual([
      ["no-drop-in-same-deploy no-data-loss require-rollback-plan", "ignored by a comment for pgfence", "ALTER TABLE a DROP COLUMN b", "pgfence"],
      ["no-lock-pileup require-lock-timeout", "ignored by a comment for pgfence", "ALTER TABLE c ADD d int", "pgfence"],
      ["*", "ignored by a comment for pgfence", "DROP TABLE e", "pgfence"],
    ]);
  });

  it.each([...Object.entries(SQUAWK_RULES), ...Object.entries(EUGENE_RULES), ...Object.entries(PGFENCE_RULES)])("%s stands for rules that we have", (_, ours) => {
    for (const rule of ours) expect(rules.map(({ id }) => id)).toContain(rule);
  });
});
