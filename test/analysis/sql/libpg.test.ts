import { beforeEach, describe, expect, it } from "vitest";
import { MAX_SQL_LENGTH, parsePlpgsql, parseSql, prepareSql } from "../../../src/analysis/sql/libpg.ts";

beforeEach(prepareSql);

describe("PostgreSQL's parser", () => {
  it("gives a tree, or PostgreSQL's own message with its place in code points", () => {
    expect(parseSql("SELECT 1")).toMatchObject({ ok: true });
    expect(parseSql("SELECT '😀' FRM x y")).toEqual({ ok: false, crashed: false, message: 'syntax error at or near "x"', position: 15 });
  });

  it("refuses a NUL byte, which would hide what follows it", () => {
    expect(parseSql("SELECT 1;\0 DROP TABLE users")).toMatchObject({ ok: false, message: expect.stringContaining("NUL") });
  });

  it("reads up to the cap and no further", () => {
    const filler = "-".repeat(MAX_SQL_LENGTH - "SELECT 1\n".length);
    expect(parseSql(`SELECT 1\n${filler}`)).toMatchObject({ ok: true });
    expect(parseSql(`SELECT 1\n${filler}-`)).toMatchObject({ ok: false, message: expect.stringContaining("longer") });
  });

  it("survives text that breaks the parser, and is replaced by a sound one", async () => {
    const hostile = `SELECT ${"1+".repeat(20_000)}1`;
    for (let round = 0; round < 30; round++) expect(parseSql(hostile).ok).toBe(false);
    await prepareSql();
    expect(parseSql("SELECT 1")).toMatchObject({ ok: true });
    expect(parsePlpgsql("CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN NULL; END $$")).toMatchObject({ ok: true });
  });

  it("tells when PL/pgSQL is broken", () => {
    expect(parsePlpgsql("CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN IF END $$")).toMatchObject({ ok: false, crashed: false });
  });
});
