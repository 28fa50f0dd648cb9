/** Where other linters say otherwise than our rules, PostgreSQL is asked. */
import type { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { observe, openDatabase, setUp } from "./observed.ts";

const TABLES = `
CREATE TYPE state AS ENUM ('open', 'closed');
CREATE TABLE ticket (id bigint PRIMARY KEY, state state NOT NULL DEFAULT 'open', title text);
CREATE TABLE note (id bigint PRIMARY KEY, body text);
CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER audit BEFORE INSERT ON ticket FOR EACH ROW EXECUTE FUNCTION audit();
CREATE MATERIALIZED VIEW titles AS SELECT id, title FROM ticket;
CREATE UNIQUE INDEX titles_id ON titles (id);
INSERT INTO ticket (id, title) SELECT n, 'title ' || n FROM generate_series(1, 100) n;
INSERT INTO note (id) SELECT id FROM ticket;`;

let db: PGlite;
beforeAll(async () => {
  db = await openDatabase();
  await setUp(db, TABLES);
});
afterAll(() => db.close());

describe("nothing to report, whatever others say", () => {
  it("ADD VALUE runs in a transaction and locks no table, not even one that uses the type", async () => {
    expect(await observe(db, "ALTER TYPE state ADD VALUE 'pending' AFTER 'open'")).toEqual({ locks: {}, rewrites: [], read: [], builds: [] });
  });

  it("ENABLE TRIGGER holds its lock for no work at all", async () => {
    expect(await observe(db, "ALTER TABLE ticket ENABLE TRIGGER audit")).toEqual({ locks: { ticket: "SHARE ROW EXCLUSIVE" }, rewrites: [], read: [], builds: [] });
  });

  it("REFRESH CONCURRENTLY leaves the view to its readers: EXCLUSIVE conflicts with all locks but theirs", async () => {
    expect((await observe(db, "REFRESH MATERIALIZED VIEW CONCURRENTLY titles")).locks.titles).toBe("EXCLUSIVE");
  });

  it("two columns on two tables in one transaction: brief locks, no row is read", async () => {
    const observed = await observe(db, "ALTER TABLE ticket ADD COLUMN email text; ALTER TABLE note ADD COLUMN total numeric");
    expect(observed).toEqual({ locks: { ticket: "ACCESS EXCLUSIVE", note: "ACCESS EXCLUSIVE" }, rewrites: [], read: [], builds: [] });
  });

  it("one row inserted after a column was added: no row is read while the lock is held", async () => {
    expect((await observe(db, "ALTER TABLE note ADD COLUMN isbn text; INSERT INTO note (id, isbn) VALUES (1000, '978')")).read).toEqual([]);
  });
});

describe("something to report, whatever others say", () => {
  it("SET NOT NULL reads the table, with or without a lock_timeout", async () => {
    expect(await observe(db, "SET LOCAL lock_timeout = '2s'; ALTER TABLE ticket ALTER COLUMN title SET NOT NULL")).toMatchObject({
      locks: { ticket: "ACCESS EXCLUSIVE" },
      read: ["ticket"],
    });
  });

  it.each(["bigserial", "int GENERATED ALWAYS AS IDENTITY", "text GENERATED ALWAYS AS (title || '!') STORED"])("ADD COLUMN %s rewrites the table", async (type) => {
    expect((await observe(db, `ALTER TABLE ticket ADD COLUMN extra ${type}`)).rewrites).toEqual(["ticket"]);
  });

  it("a trigger on a second table keeps the first one's ACCESS EXCLUSIVE lock for as long as it waits", async () => {
    const sql = "ALTER TABLE ticket ALTER COLUMN title SET NOT NULL; CREATE TRIGGER audit BEFORE INSERT ON note FOR EACH ROW EXECUTE FUNCTION audit()";
    expect((await observe(db, sql)).locks).toMatchObject({ ticket: "ACCESS EXCLUSIVE", note: "SHARE ROW EXCLUSIVE" });
  });

  it("DELETE without WHERE loses every row, as TRUNCATE does", async () => {
    await db.exec("BEGIN; DELETE FROM note");
    expect((await db.query("SELECT count(*)::int AS rows FROM note")).rows).toEqual([{ rows: 0 }]);
    await db.exec("ROLLBACK");
  });

  it("REFRESH … WITH NO DATA makes every query on the view fail", async () => {
    await db.exec("BEGIN; REFRESH MATERIALIZED VIEW titles WITH NO DATA");
    await expect(db.query("SELECT * FROM titles")).rejects.toThrow("has not been populated");
    await db.exec("ROLLBACK");
  });
});
