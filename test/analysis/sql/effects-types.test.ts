/** ALTER COLUMN TYPE, judged and done: every pair is changed in a real PostgreSQL too. */
import { PGlite } from "@electric-sql/pglite";
import { citext } from "@electric-sql/pglite/contrib/citext";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ColumnType } from "../../../src/model/schema.ts";
import { typeChange } from "../../../src/model/type-change.ts";

let db: PGlite;
beforeAll(async () => {
  db = await PGlite.create({ extensions: { citext } });
  await db.exec(`
    SET TimeZone = 'America/New_York';
    CREATE EXTENSION citext;
    CREATE TYPE mood AS ENUM ('sad', 'happy');
    CREATE TYPE mood_new AS ENUM ('sad', 'happy', 'proud');
    CREATE DOMAIN label AS text;
    CREATE DOMAIN filled AS text CHECK (VALUE <> '');
  `);
});
afterAll(() => db.close());

const CATEGORIES: Readonly<Record<string, ColumnType["category"]>> = { mood: "enum", mood_new: "enum", label: "domain", filled: "domain", citext: "unknown" };

/** The canonical name as PostgreSQL itself prints it. */
async function typeOf(written: string): Promise<ColumnType> {
  await db.exec(`BEGIN; CREATE TABLE named (a ${written})`);
  const { rows } = await db.query<{ type: string }>("SELECT format_type(atttypid, atttypmod) AS type FROM pg_attribute WHERE attrelid = 'named'::regclass AND attname = 'a'");
  await db.exec("ROLLBACK");
  const match = /^([a-z_ ]+?)(?:\(([\d,]+)\))?( with(?:out)? time zone)?(\[\])?$/.exec(rows[0]?.type ?? "");
  const name = `${match?.[1]}${match?.[3] ?? ""}`;
  return { name, modifiers: match?.[2]?.split(",").map(Number) ?? [], list: match?.[4] !== undefined, category: CATEGORIES[name] ?? "builtin" };
}

async function rewrites(from: string, to: string, using = ""): Promise<boolean> {
  await db.exec(`CREATE TABLE changed (id int PRIMARY KEY, a ${from}); INSERT INTO changed VALUES (1, NULL)`);
  try {
    const node = async (): Promise<unknown> => (await db.query<{ node: number }>("SELECT pg_relation_filenode('changed') AS node")).rows[0]?.node;
    const before = await node();
    await db.exec(`ALTER TABLE changed ALTER COLUMN a TYPE ${to} ${using}`);
    return (await node()) !== before;
  } finally {
    await db.exec("DROP TABLE changed");
  }
}

describe("which changes write the rows anew", () => {
  it.each([
    ["varchar(20)", "varchar(50)"],
    ["varchar(20)", "varchar"],
    ["varchar(20)", "varchar(10)"],
    ["varchar(20)", "varchar(20)"],
    ["varchar(20)", "text"],
    ["text", "varchar"],
    ["text", "varchar(50)"],
    ["char(5)", "char(8)"],
    ["char(5)", "text"],
    ["char(5)", "varchar(5)"],
    ["text", "citext"],
    ["citext", "text"],
    ["varchar(10)", "citext"],
    ["citext", "varchar(10)"],
    ["numeric(8,2)", "numeric(12,2)"],
    ["numeric(8,2)", "numeric"],
    ["numeric(8,2)", "numeric(12,4)"],
    ["numeric(8,2)", "numeric(8,1)"],
    ["numeric(8,2)", "numeric(6,2)"],
    ["numeric", "numeric(8,2)"],
    ["int", "bigint"],
    ["bigint", "int"],
    ["smallint", "int"],
    ["int", "numeric"],
    ["int", "oid"],
    ["real", "double precision"],
    ["timestamp(3)", "timestamp"],
    ["timestamp", "timestamp(6)"],
    ["timestamp", "timestamp(3)"],
    ["timestamptz(3)", "timestamptz(6)"],
    ["timestamp(6)", "timestamptz(3)"],
    ["time(3)", "time"],
    ["time", "time(3)"],
    ["interval(3)", "interval"],
    ["interval", "interval(3)"],
    ["date", "timestamp"],
    ["bit(3)", "varbit"],
    ["bit(3)", "varbit(5)"],
    ["varbit(3)", "varbit(5)"],
    ["varbit(5)", "varbit(3)"],
    ["varbit", "varbit(5)"],
    ["cidr", "inet"],
    ["inet", "cidr"],
    ["xml", "text"],
    ["json", "jsonb"],
    ["jsonb", "json"],
    ["mood", "text"],
    ["varchar(20)[]", "varchar(50)[]"],
    ["varchar(20)[]", "text[]"],
    ["int[]", "bigint[]"],
    ["text[]", "text[]"],
  ])("%s → %s", async (from, to) => {
    const judged = typeChange(await typeOf(from), await typeOf(to), undefined, "a").rewrites;
    expect(judged).toBe((await rewrites(from, to)) ? "yes" : "no");
  });

  it.each([
    ["text", "a::text", "varchar(20)", "text"],
    ["text", "a", "varchar(20)", "text"],
    ["varchar(50)", "(a)::varchar(50)", "varchar(20)", "varchar(50)"],
    ["varchar(50)", "CAST(a AS varchar(50))", "varchar(20)", "varchar(50)"],
    ["text", "lower(a)", "varchar(20)", "text"],
    ["text", "a || ''", "text", "text"],
    ["integer", "a::integer", "text", "integer"],
    ["mood_new", "a::text::mood_new", "mood", "mood_new"],
    ["timestamptz", "a AT TIME ZONE 'UTC'", "timestamp", "timestamptz"],
  ])("to %s USING %s", async (to, using, from, named) => {
    const judged = typeChange(await typeOf(from), await typeOf(named), using, "a").rewrites;
    const done = await rewrites(from, to, `USING ${using}`);
    expect(judged).toBe(done ? "yes" : "no");
  });

  it("depends on the session's time zone between timestamp and timestamptz", async () => {
    expect(typeChange(await typeOf("timestamp"), await typeOf("timestamptz"), undefined, "a").rewrites).toBe("may");
    expect(await rewrites("timestamp", "timestamptz")).toBe(true);
    await db.exec("SET TimeZone = 'UTC'");
    expect(await rewrites("timestamp", "timestamptz")).toBe(false);
    await db.exec("SET TimeZone = 'America/New_York'");
  });

  it("depends on a domain's constraints, which the type alone does not show", async () => {
    expect(typeChange(await typeOf("text"), await typeOf("label"), undefined, "a").rewrites).toBe("may");
    expect(await rewrites("text", "label")).toBe(false);
    expect(await rewrites("text", "filled")).toBe(true);
  });

  it("is not known without the old type", async () => {
    expect(typeChange(undefined, await typeOf("bigint"), undefined, "a")).toEqual({ rewrites: "may", fits: "unknown" });
    expect(typeChange(undefined, await typeOf("bigint"), "length(a)", "a").rewrites).toBe("yes");
  });
});

/** Values at the edges of each type, as literals of it. */
const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  smallint: ["-32768", "32767"],
  int: ["-2147483648", "2147483647"],
  bigint: ["-9223372036854775808", "9223372036854775807"],
  "numeric(8,2)": ["999999.99", "-999999.99"],
  numeric: ["123456789012345678901234567890.123456789"],
  real: ["3.4028235e38", "1.1754944e-38", "0.1"],
  "double precision": ["1.7976931348623157e308", "0.1"],
  "varchar(20)": ["twenty characters ok", ""],
  text: ["a text that is longer than any small column", ""],
  "char(5)": ["abcde"],
  "timestamp(3)": ["2026-01-01 12:34:56.789"],
  timestamp: ["2026-01-01 12:34:56.789123"],
  timestamptz: ["2026-01-01 12:34:56.789123+05"],
  date: ["2026-02-28"],
  mood: ["sad"],
  boolean: ["t", "f"],
};

describe("which values fit", () => {
  it.each([
    ["smallint", "int"],
    ["int", "smallint"],
    ["int", "bigint"],
    ["bigint", "int"],
    ["int", "numeric"],
    ["int", "numeric(12,2)"],
    ["int", "numeric(10,2)"],
    ["bigint", "numeric(19,0)"],
    ["int", "double precision"],
    ["bigint", "double precision"],
    ["int", "real"],
    ["smallint", "real"],
    ["int", "text"],
    ["numeric(8,2)", "numeric(12,2)"],
    ["numeric(8,2)", "numeric(12,4)"],
    ["numeric(8,2)", "numeric(8,4)"],
    ["numeric(8,2)", "numeric(6,2)"],
    ["numeric(8,2)", "numeric(8,1)"],
    ["numeric", "numeric(8,2)"],
    ["numeric", "double precision"],
    ["numeric(8,2)", "int"],
    ["real", "double precision"],
    ["double precision", "real"],
    ["varchar(20)", "varchar(50)"],
    ["varchar(20)", "varchar(10)"],
    ["varchar(20)", "text"],
    ["text", "varchar(20)"],
    ["text", "int"],
    ["text", "uuid"],
    ["text", "jsonb"],
    ["char(5)", "text"],
    ["char(5)", "char(8)"],
    ["char(5)", "char(3)"],
    ["timestamp(3)", "timestamp"],
    ["timestamp", "timestamp(3)"],
    ["timestamp", "date"],
    ["date", "timestamp"],
    ["timestamptz", "date"],
    ["mood", "text"],
    ["text", "mood"],
    ["boolean", "int"],
    ["int", "boolean"],
  ])("%s → %s", async (from, to) => {
    const judged = typeChange(await typeOf(from), await typeOf(to), undefined, "a").fits;
    let kept = true;
    for (const value of SAMPLES[from] ?? []) kept &&= await comesBack(value, from, to);
    expect(judged).toBe(kept ? "all" : "some");
  });

  /** There and back again without a loss; an error on either way is one. */
  async function comesBack(value: string, from: string, to: string): Promise<boolean> {
    const old = `CAST('${value}' AS ${from})`;
    return db.query<{ same: boolean }>(`SELECT CAST(CAST(${old} AS ${to}) AS ${from})::text = ${old}::text AS same`).then(
      ({ rows }) => rows[0]?.same === true,
      () => false,
    );
  }
});
