/** Names that PostgreSQL cuts: as PostgreSQL itself does, wherever they are declared. */
import type { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { filesOf } from "../../../src/analysis/rules/example-files.ts";
import { longNamesIn, mayHoldLongNames } from "../../../src/analysis/sql/long-names.ts";
import { lint } from "../../../src/index.ts";
import { truncated } from "../../../src/model/identifiers.ts";
import type { Example } from "../../../src/model/rule.ts";
import { openDatabase } from "./observed.ts";

describe("what is kept of a name", () => {
  let db: PGlite;
  beforeAll(async () => {
    db = await openDatabase();
  });
  afterAll(() => db.close());

  it.each([
    "id",
    "a".repeat(63),
    "a".repeat(64),
    "é".repeat(31),
    "é".repeat(32),
    `a${"é".repeat(31)}`,
    `aa${"é".repeat(31)}`,
    "価".repeat(21),
    "価".repeat(22),
    "😀".repeat(15),
    "😀".repeat(16),
    `aaa${"😀".repeat(15)}`,
    `aaaa${"😀".repeat(15)}`,
  ])("%s", async (name) => {
    const { rows } = await db.query<{ kept: string }>("SELECT $1::text::name AS kept", [name]);
    expect(truncated(name)).toBe(rows[0]!.kept);
    const sql = `CREATE TABLE "${name}" ()`;
    expect(longNamesIn(sql).map(({ kept }) => kept)).toEqual(rows[0]!.kept === name ? [] : [rows[0]!.kept]);
    if (rows[0]!.kept !== name) expect(mayHoldLongNames(sql)).toBe(true);
  });
});

const LONG = "subscription_renewal_notification_preference_override_reason_codes"; // 66 bytes
const OTHER = `by_${LONG}`;
const HISTORY = `CREATE TABLE t (id bigint PRIMARY KEY, a text, b text);\nALTER TABLE t ADD COLUMN ${LONG} text;`;

async function told(migration: Example["migration"], more: Partial<Example> = {}): Promise<string[]> {
  const { findings } = await lint({ ...filesOf({ title: "", history: HISTORY, migration, ...more }), now: "2026-01-15T12:00:00Z" });
  return findings.filter(({ rule }) => rule === "no-identifier-truncation").map(({ message }) => message);
}

describe("no-identifier-truncation", () => {
  it("says what is left of the name", async () => {
    const [message] = await told(`CREATE INDEX CONCURRENTLY ${OTHER} ON t (a);`);
    expect(message).toContain(`\`${OTHER}\``);
    expect(message).toContain(`\`${OTHER.slice(0, 63)}\``);
  });

  it("speaks once of a name that a migration uses several times", async () => {
    expect(await told(`CREATE TABLE ${OTHER} (id bigint PRIMARY KEY);\nCREATE VIEW v AS SELECT id FROM ${OTHER};`)).toHaveLength(1);
  });

  it("is quiet about names that stood before", async () => {
    expect(await told(`CREATE VIEW v AS SELECT ${LONG} FROM t;`)).toEqual([]);
    expect(await told(`ALTER TABLE t DROP COLUMN ${LONG};`)).toEqual([]);
  });

  it("leaves Drizzle's own names alone, until two of them collide", async () => {
    const drizzle = {
      path: "drizzle/meta/_journal.json",
      text: JSON.stringify({
        version: "7",
        dialect: "postgresql",
        entries: [
          { idx: 0, version: "7", when: 1, tag: "0000_base", breakpoints: true },
          { idx: 1, version: "7", when: 2, tag: "0001_next", breakpoints: true },
        ],
      }),
    };
    const base = [{ path: "drizzle/0000_base.sql", text: HISTORY }];
    const judged = async (sql: string): Promise<string[]> => {
      const { findings } = await lint({ files: [{ path: "drizzle/0001_next.sql", text: sql }, drizzle], history: [], base, now: "2026-01-15T12:00:00Z" });
      return findings.filter(({ rule }) => rule === "no-identifier-truncation").map(({ message }) => message);
    };
    const index = (name: string, column: string): string => `CREATE INDEX "${name}" ON "t" ("${column}");`;
    expect(await judged(index(`${OTHER}_index`, "a"))).toEqual([]);
    expect(await judged(`${index(`${OTHER}_a_index`, "a")}\n${index(`${OTHER}_b_index`, "b")}`)).toEqual([expect.stringContaining("cut to the same name")]);
    expect(await judged(index(`${OTHER}_by_hand`, "a"))).toHaveLength(1);
  });
});
