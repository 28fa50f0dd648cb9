import { beforeAll, describe, expect, it } from "vitest";
import { prepareSql } from "../../../src/analysis/sql/libpg.ts";
import { tableAfter } from "./history.ts";

beforeAll(prepareSql);

/** Doc comments of the columns of `posts` that have one. */
function docs(sql: string): Record<string, string> {
  return Object.fromEntries(tableAfter(sql, "posts").columns.flatMap(({ name, doc }) => (doc === undefined ? [] : [[name, doc]])));
}

describe("annotations in comments of SQL", () => {
  it("belong to the column that they stand beside", () => {
    expect(docs("CREATE TABLE posts (\n  id int PRIMARY KEY, -- the id\n  comments int NOT NULL, -- @denormalized source: comments rebuild: nightly\n  title text\n);")).toEqual({
      comments: "@denormalized source: comments rebuild: nightly",
    });
  });

  it("go on in the lines below, but not into the next column's own", () => {
    expect(
      docs(
        "CREATE TABLE posts (\n  a int, -- @denormalized source: x\n         -- rebuild: nightly\n  b int, -- @denormalized source: y\n  -- @determines c -> d\n  c int, d int -- the last\n);",
      ),
    ).toEqual({ a: "@denormalized source: x\nrebuild: nightly", b: "@denormalized source: y", c: "@determines c -> d" });
  });

  it("may stand above the column, with prose before them", () => {
    expect(
      docs("CREATE TABLE posts (\n  id int,\n  -- Shown in lists.\n  -- @denormalized source: comments\n  -- rebuild: nightly\n  n int,\n\n  -- plain words\n  title text\n);"),
    ).toEqual({
      n: "@denormalized source: comments\nrebuild: nightly",
    });
  });

  it("of an added column may stand above its statement or behind it", () => {
    const base = "CREATE TABLE posts (id int);\n";
    expect(docs(`${base}-- @denormalized source: a rebuild: b\nALTER TABLE posts ADD COLUMN n int;`)).toEqual({ n: "@denormalized source: a rebuild: b" });
    expect(docs(`${base}ALTER TABLE posts ADD COLUMN n int; -- @denormalized source: a rebuild: b\nALTER TABLE posts ADD COLUMN m int;\r\n`)).toEqual({
      n: "@denormalized source: a rebuild: b",
    });
    expect(docs(`${base}ALTER TABLE posts\n  ADD COLUMN n int, -- @denormalized source: a rebuild: b\n  ADD COLUMN m int;`)).toEqual({ n: "@denormalized source: a rebuild: b" });
  });

  it("of a table stand above CREATE TABLE", () => {
    expect(tableAfter("-- All posts.\n-- @determines room -> building\nCREATE TABLE posts (room int, building int);", "posts").doc).toBe("@determines room -> building");
    expect(docs("-- @determines room -> building\nCREATE TABLE posts (room int, building int);")).toEqual({});
    expect(tableAfter("-- @determines room -> building\n\nCREATE TABLE posts (room int, building int);", "posts").doc).toBeUndefined();
  });

  it("give way to COMMENT ON, and other comments are no documentation", () => {
    expect(docs("CREATE TABLE posts (\n  n int -- @denormalized source: a\n);\nCOMMENT ON COLUMN posts.n IS 'How many.';")).toEqual({ n: "How many." });
    expect(docs("CREATE TABLE posts (\n  -- denormalized, source: none\n  n int -- see @denormalizedness\n);")).toEqual({});
  });

  it("in a text are no comments", () => {
    expect(docs("CREATE TABLE posts (\n  n text DEFAULT '-- @denormalized source: a',\n  m text DEFAULT $$ x -- @denormalized source: a $$\n);")).toEqual({});
  });
});
