/** The printed way back, run: after the migration and its reverse the catalogue must be what it was. */
import { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rollbackOf } from "../../../src/analysis/phases/rollback.ts";
import { migration } from "./migrations.ts";

let db: PGlite;
beforeAll(async () => {
  db = new PGlite();
  await db.exec("SELECT 1");
});
afterAll(() => db.close());

const HISTORY = `
  CREATE TYPE mood AS ENUM ('sad', 'happy');
  CREATE TABLE teams (id int PRIMARY KEY, name varchar(20) DEFAULT 'none');
  CREATE TABLE "People" (
    id int PRIMARY KEY, team int CONSTRAINT teamed REFERENCES teams ON DELETE CASCADE, "Full Name" text NOT NULL DEFAULT 'x', mail varchar(50),
    size numeric(8,2), seen timestamp(3) with time zone, feeling mood, tags text[],
    CONSTRAINT sized CHECK (size > 0), CONSTRAINT mailed UNIQUE (mail)
  );
  CREATE INDEX people_team ON "People" (team DESC) WHERE team IS NOT NULL;
  CREATE INDEX "People Tags" ON "People" USING gin (tags);
  CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
`;

async function catalogue(): Promise<string[]> {
  const { rows } = await db.query<{ line: string }>(`
    SELECT 'class ' || relkind::text || ' ' || relname || ' ' || relrowsecurity || ' ' || relpersistence::text AS line FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT 'column ' || attrelid::regclass || ' ' || attname || ' ' || format_type(atttypid, atttypmod) || ' ' || attnotnull || ' ' || attidentity::text || attgenerated::text || ' ' || coalesce(pg_get_expr(adbin, adrelid), '')
      FROM pg_attribute JOIN pg_class c ON c.oid = attrelid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'v', 'm')
    UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
    UNION ALL SELECT 'index ' || pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class ON oid = indexrelid WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT 'type ' || typname || ' ' || coalesce((SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid), '') FROM pg_type t WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')
    UNION ALL SELECT 'routine ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT 'trigger ' || tgname || ' ' || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'policy ' || polname FROM pg_policy UNION ALL SELECT 'rule ' || rulename FROM pg_rules WHERE schemaname = 'public'
    UNION ALL SELECT 'schema ' || nspname FROM pg_namespace ORDER BY 1`);
  return rows.map(({ line }) => line);
}

/** In a transaction, or statement by statement where one refuses it. */
async function thereAndBack(sql: string, reverse: string): Promise<{ before: string[]; between: string[]; after: string[] }> {
  await db.exec(`DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP SCHEMA IF EXISTS audit CASCADE; ${HISTORY}`);
  const before = await catalogue();
  await runEach(sql);
  const between = await catalogue();
  await runEach(reverse);
  return { before, between, after: await catalogue() };
}

async function runEach(sql: string): Promise<void> {
  if (!/concurrently/i.test(sql)) return void (await db.exec(sql));
  for (const statement of sql.split(";")) if (statement.trim() !== "") await db.exec(statement);
}

const REVERSIBLE: readonly string[] = [
  'CREATE TABLE pets (id int PRIMARY KEY, owner int REFERENCES "People"); CREATE INDEX pets_owner ON pets (owner)',
  "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a); ALTER TABLE a ADD COLUMN b int; ALTER TABLE a ADD CONSTRAINT a_b_fkey FOREIGN KEY (b) REFERENCES b",
  "CREATE TABLE a (id int); ALTER TABLE a RENAME TO c",
  'ALTER TABLE "People" ADD COLUMN note text',
  'ALTER TABLE "People" ADD COLUMN "createdAt" timestamptz NOT NULL DEFAULT now(), ADD COLUMN other int',
  'ALTER TABLE "People" ADD COLUMN number serial',
  'ALTER TABLE "People" ADD COLUMN number int GENERATED ALWAYS AS IDENTITY',
  'ALTER TABLE "People" ADD COLUMN note text; UPDATE "People" SET note = mail; CREATE INDEX people_note ON "People" (note)',
  'CREATE UNIQUE INDEX "People Name" ON "People" ("Full Name")',
  'CREATE INDEX ON "People" (seen)',
  'CREATE INDEX CONCURRENTLY people_seen ON "People" (seen)',
  "DROP INDEX people_team",
  'DROP INDEX "People Tags"',
  "DROP INDEX CONCURRENTLY people_team",
  "ALTER INDEX people_team RENAME TO people_teams",
  'ALTER TABLE "People" ADD CONSTRAINT named UNIQUE ("Full Name")',
  'ALTER TABLE "People" ADD UNIQUE (seen)',
  'ALTER TABLE "People" ADD CONSTRAINT seen_ck CHECK (seen IS NOT NULL) NOT VALID',
  'ALTER TABLE "People" ADD FOREIGN KEY (id) REFERENCES teams NOT VALID',
  'ALTER TABLE "People" DROP CONSTRAINT teamed',
  'ALTER TABLE "People" DROP CONSTRAINT sized',
  'ALTER TABLE "People" DROP CONSTRAINT mailed',
  'ALTER TABLE "People" RENAME CONSTRAINT sized TO measured',
  'ALTER TABLE "People" ALTER COLUMN mail SET NOT NULL',
  'ALTER TABLE "People" ALTER COLUMN "Full Name" DROP NOT NULL',
  "ALTER TABLE \"People\" ALTER COLUMN mail SET DEFAULT ''",
  'ALTER TABLE "People" ALTER COLUMN "Full Name" SET DEFAULT \'y\'',
  'ALTER TABLE "People" ALTER COLUMN "Full Name" DROP DEFAULT',
  'ALTER TABLE "People" ALTER COLUMN mail TYPE varchar(80)',
  'ALTER TABLE "People" ALTER COLUMN mail TYPE text',
  'ALTER TABLE "People" ALTER COLUMN size TYPE numeric(12,2)',
  'ALTER TABLE "People" RENAME COLUMN "Full Name" TO name',
  'ALTER TABLE "People" RENAME TO persons',
  "CREATE SCHEMA audit; ALTER TABLE teams SET SCHEMA audit",
  'ALTER TABLE "People" ENABLE ROW LEVEL SECURITY; CREATE POLICY "own rows" ON "People" USING (true)',
  'CREATE TRIGGER sync BEFORE INSERT ON "People" FOR EACH ROW EXECUTE FUNCTION touch()',
  "CREATE RULE quiet AS ON INSERT TO teams DO NOTHING",
  "CREATE TYPE colour AS ENUM ('red'); CREATE TABLE paints (colour colour)",
  "CREATE DOMAIN label AS text CHECK (VALUE <> ''); CREATE SEQUENCE numbers",
  "CREATE FUNCTION other() RETURNS int LANGUAGE sql AS 'SELECT 1'",
  'CREATE VIEW names AS SELECT "Full Name" FROM "People"',
  'CREATE MATERIALIZED VIEW names AS SELECT "Full Name" FROM "People"',
  "ALTER TYPE mood RENAME VALUE 'sad' TO 'it''s blue'",
  "ALTER TYPE mood RENAME TO feeling",
  'ALTER TABLE "People" SET UNLOGGED',
  "CREATE TABLE teams_log (id int); INSERT INTO teams_log SELECT id FROM teams; ALTER TABLE teams_log ALTER COLUMN id SET NOT NULL",
];

describe("reversible", () => {
  it.each(REVERSIBLE)("%s", async (sql) => {
    const { grade, sql: reverse } = rollbackOf(migration(sql, HISTORY));
    expect(grade).toBe("reversible");
    const { before, between, after } = await thereAndBack(sql, reverse ?? "");
    expect(between).not.toEqual(before);
    expect(after).toEqual(before);
  });
});

describe("reversible with data loss: the shape comes back, the data does not", () => {
  it.each([
    ['ALTER TABLE "People" DROP COLUMN team', /values of `People\.team`/],
    ['ALTER TABLE "People" DROP COLUMN mail', /values of `People\.mail`/],
    ['ALTER TABLE "People" DROP COLUMN tags', /values of `People\.tags`/],
    ['ALTER TABLE "People" DROP COLUMN size', /values of `People\.size`/],
    ['ALTER TABLE "People" ALTER COLUMN mail TYPE varchar(10)', /cuts, rounds or turns/],
    ['DROP TABLE "People"', /rows of `People`/],
    [
      `CREATE TYPE mood_new AS ENUM ('happy'); ALTER TABLE "People" ALTER COLUMN feeling TYPE mood_new USING (feeling::text::mood_new);
       ALTER TYPE mood RENAME TO mood_old; ALTER TYPE mood_new RENAME TO mood; DROP TYPE mood_old`,
      /cuts, rounds or turns in `People\.feeling`/,
    ],
  ])("%s", async (sql, lost) => {
    const { grade, sql: reverse, why } = rollbackOf(migration(sql, HISTORY));
    expect(grade).toBe("reversible-with-data-loss");
    expect(why).toMatch(lost);
    const { before, between, after } = await thereAndBack(sql, reverse ?? "");
    expect(between).not.toEqual(before);
    expect(after).toEqual(before);
  });

  it.each([
    ["UPDATE teams SET name = upper(name)", /former values of `teams\.name`/],
    ["DELETE FROM teams WHERE id > 5", /deleted rows of `teams`/],
    ["TRUNCATE teams CASCADE", /rows of `teams`/],
  ])("%s", (sql, lost) => {
    const { grade, sql: reverse, why } = rollbackOf(migration(sql, HISTORY));
    expect(grade).toBe("reversible-with-data-loss");
    expect(reverse).toBeUndefined();
    expect(why).toMatch(lost);
  });

  it("brings a required column back as nullable, for the rows have no value for it", () => {
    const required = `${HISTORY} ALTER TABLE teams ADD COLUMN code text NOT NULL;`;
    expect(rollbackOf(migration("ALTER TABLE teams DROP COLUMN code", required)).sql).toBe("ALTER TABLE teams ADD COLUMN code text;");
  });
});

describe("irreversible: no statement is known that undoes it", () => {
  it.each([
    ["ALTER TYPE mood ADD VALUE 'proud'", /cannot remove the value `proud`/],
    ["DROP TABLE unseen", /columns of `unseen` are not known/],
    ["ALTER TABLE unseen DROP COLUMN a", /type of `unseen\.a` is not known/],
    ["ALTER TABLE unseen ALTER COLUMN a TYPE bigint", /former state of `unseen\.a`/],
    ["DROP FUNCTION touch()", /text of `touch` is not known/],
    ["CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$", /former text/],
    ["DROP SCHEMA public CASCADE", /what schema `public` held/],
    ["DO $$ BEGIN EXECUTE 'DROP TABLE ' || current_user; END $$", /cannot be read/],
  ])("%s", (sql, reason) => {
    const { grade, sql: reverse, why } = rollbackOf(migration(sql, HISTORY));
    expect(grade).toBe("irreversible");
    expect(reverse).toBeUndefined();
    expect(why).toMatch(reason);
  });
});

describe("what needs no way back", () => {
  it.each(["SET lock_timeout = '5s'", "COMMENT ON TABLE teams IS 'all'", "ANALYZE teams", "SELECT 1"])("%s", (sql) => {
    expect(rollbackOf(migration(sql, HISTORY))).toEqual({ grade: "reversible", why: "It leaves nothing to undo." });
  });

  it("says what stays behind", () => {
    expect(rollbackOf(migration("INSERT INTO teams VALUES (1)", HISTORY)).why).toMatch(/Left as it is: the rows inserted into `teams`/);
    expect(rollbackOf(migration("CREATE EXTENSION IF NOT EXISTS pg_trgm", HISTORY)).why).toMatch(/extension `pg_trgm`/);
  });
});

describe("a down file", () => {
  it("is the way back that is printed", () => {
    expect(rollbackOf(migration("ALTER TYPE mood ADD VALUE 'proud'", HISTORY, "-- the value stays\nSELECT 1;\n"))).toEqual({
      grade: "reversible",
      sql: "-- the value stays\nSELECT 1;",
      why: "`migrations/2.down.sql` undoes it.",
    });
  });

  it("does not bring data back either", () => {
    const { grade, why } = rollbackOf(migration("DROP TABLE teams", HISTORY, "CREATE TABLE teams (id int);"));
    expect(grade).toBe("reversible-with-data-loss");
    expect(why).toBe("`migrations/2.down.sql` undoes it, but does not bring back the rows of `teams`.");
  });

  it("counts for nothing when it is empty", () => {
    expect(rollbackOf(migration("DROP TABLE unseen", HISTORY, "  \n")).grade).toBe("irreversible");
  });
});
