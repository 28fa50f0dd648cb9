// biome-ignore-all lint/suspicious/noTemplateCurlyInString: so Flyway writes its placeholders
import { beforeAll, describe, expect, it } from "vitest";
import { prepareSql } from "../../../src/analysis/sql/libpg.ts";
import { read, statementsOf, words } from "./history.ts";

beforeAll(prepareSql);

function texts(sql: string): string[] {
  return statementsOf(read(sql)).map((statement) => statement.text);
}

/** What could not be read: the words at the gap, and why. */
function gaps(sql: string): [string, string][] {
  const result = read(sql);
  return result.gaps.map((gap) => [words(result, gap.span), gap.reason]);
}

describe("a file that PostgreSQL accepts", () => {
  it("falls into statements without comments before them and the semicolon after them", () => {
    expect(texts("-- one\nSELECT 1; /* two */\n\nSELECT 2 -- tail\n;\nSELECT 'a;b' -- end")).toEqual(["SELECT 1", "SELECT 2", "SELECT 'a;b'"]);
  });

  it("may start with a byte order mark, which keeps its place", () => {
    const result = read("\ufeffSELECT 1;");
    expect(statementsOf(result).map(({ span }) => [span.start, span.end])).toEqual([[1, 9]]);
  });

  it("has its places right behind characters of two, three and four bytes", () => {
    expect(texts("-- é € 😀\nSELECT 'é€😀'; SELECT 2;")).toEqual(["SELECT 'é€😀'", "SELECT 2"]);
  });

  it("may be empty, or comments only", () => {
    expect(texts("")).toEqual([]);
    expect(texts("-- nothing\n;;")).toEqual([]);
    expect(gaps("-- nothing\n;;")).toEqual([]);
  });
});

describe("a file with a broken statement", () => {
  it("loses that one alone, with PostgreSQL's message at its line", () => {
    const sql = "CREATE TABLE a (id int);\nALTER TABLE é ADD COLUM x int y;\nCREATE TABLE b (id int);";
    expect(texts(sql)).toEqual(["CREATE TABLE a (id int)", "CREATE TABLE b (id int)"]);
    expect(gaps(sql)).toEqual([["int y", 'PostgreSQL cannot read this statement: syntax error at or near "int".']]);
  });

  it("keeps function bodies whole: dollar quotes, BEGIN ATOMIC, CASE … END", () => {
    const body = "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 1 END; END";
    const quoted = "CREATE FUNCTION g() RETURNS void LANGUAGE plpgsql AS $x$ BEGIN DELETE FROM a; END $x$";
    expect(texts(`SELEC 1; ${body}; ${quoted}; SELECT 2;`)).toEqual([body, quoted, "SELECT 2"]);
  });

  it("reads on after a quote that never closes", () => {
    const sql = "SELECT 1;\nSELECT 'broken;\nCREATE TABLE ok (id int);\nDROP TABLE ok;\n";
    expect(texts(sql)).toEqual(["SELECT 1", "CREATE TABLE ok (id int)", "DROP TABLE ok"]);
    expect(gaps(sql)).toHaveLength(1);
  });

  it("does not take the inside of a broken function for statements", () => {
    expect(texts("CREATE FUNCTION f( RETURNS void AS $$ BEGIN\nDELETE FROM a;\nDELETE FROM b;\nEND $$ LANGUAGE plpgsql;\nSELECT 1;")).toEqual(["SELECT 1"]);
  });

  it("refuses a NUL byte and a file past the cap as a whole", () => {
    expect(gaps("SELECT 1;\0 DROP TABLE x")).toEqual([["\0", "This file holds a NUL byte, which PostgreSQL refuses; remove it."]]);
    expect(gaps(`SELECT 1;\n${"-".repeat(1_000_000)}`)[0]?.[1]).toContain("1,000,000 characters");
  });

  it("is deeper than the parser can go: a gap, and the next file is read", () => {
    const result = read([`SELECT ${"1+".repeat(20_000)}1;`, "SELECT 2;"]);
    expect(result.gaps).toHaveLength(1);
    expect(statementsOf(result).map(({ text }) => text)).toContain("SELECT 2");
  });
});

describe("psql scripts", () => {
  it("leave psql's own commands and the rows of COPY out", () => {
    const sql = "\\restrict abc\nCREATE TABLE x (a text);\nCOPY x (a) FROM stdin;\n1'; DROP TABLE x;\n2\\\"\n\\.\n\\connect other\nCREATE TABLE y (a int);\n";
    expect(texts(sql)).toEqual(["CREATE TABLE x (a text)", "COPY x (a) FROM stdin", "CREATE TABLE y (a int)"]);
    expect(gaps(sql)).toEqual([]);
  });

  it("report SQL that stands in another file", () => {
    expect(gaps("SELECT 1;\n\\i other.sql\nSELECT 2;")).toEqual([["\\i other.sql", expect.stringContaining("not in this file")]]);
  });
});

describe("placeholders", () => {
  it("are read as names of the same length, a schema as the default one", () => {
    const result = read(
      "CREATE TABLE :SCHEMA.jobs (id int DEFAULT 1::int);\nALTER TABLE ${ns}.jobs ADD COLUMN a text;\nCOMMENT ON TABLE :\"SCHEMA\".jobs IS :'words';\nDROP TABLE {{ns}}.old;",
    );
    expect(result.gaps).toEqual([]);
    expect(statementsOf(result).map(({ text }) => text)[1]).toBe("ALTER TABLE ${ns}.jobs ADD COLUMN a text");
    expect(result.catalog.after.tables.get("jobs")?.columns.map(({ name }) => name)).toEqual(["id", "a"]);
    expect(statementsOf(result).at(-1)?.changes).toMatchObject([{ kind: "drop-table", table: "old" }]);
  });

  it("may be a comment where the schema's name belongs", () => {
    expect(read('CREATE TABLE /* SCHEMA */."Team" (id int);').catalog.after.tables.has("Team")).toBe(true);
  });

  it("are nothing that valid SQL is searched for", () => {
    expect(texts("SELECT a::text, b[1:n], '${x}' FROM t")).toEqual(["SELECT a::text, b[1:n], '${x}' FROM t"]);
  });
});
