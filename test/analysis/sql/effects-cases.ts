/** Statements on tables with rows, and what reads them: the material of the tests of the table of effects. */
import { expect } from "vitest";
import type { MigrationFile } from "../../../src/analysis/sql/layouts.ts";
import { readMigrations } from "../../../src/analysis/sql/read-migrations.ts";
import type { ChangeKind, LockMode } from "../../../src/model/change.ts";
import type { Lock, Statement } from "../../../src/model/migration.ts";

function file(name: string, text: string, status: "unchanged" | "added"): MigrationFile {
  return { name, path: `migrations/${name}`, text, status, annotations: [] };
}

/** The last statement of a pull request on a base whose history is `setup`. */
export function read(setup: string, sql: string, postgres = 18): Statement {
  const folder = { root: "", path: "migrations", layout: "plain" as const, files: [file("1.sql", setup, "unchanged"), file("2.sql", sql, "added")] };
  const { migrations, gaps } = readMigrations(folder, { runner: { name: "plain", transaction: "none", evidence: "test" }, postgres });
  expect(gaps).toEqual([]);
  return migrations[1]!.statements.at(-1)!;
}

export function kindsOf(sql: string): { kind: ChangeKind }[] {
  const folder = { root: "", path: "migrations", layout: "plain" as const, files: [file("1.sql", sql, "added")] };
  const { migrations } = readMigrations(folder, { runner: { name: "plain", transaction: "none", evidence: "test" }, postgres: 18 });
  return migrations.flatMap(({ statements }) => statements.flatMap(({ changes }) => [...changes]));
}

export function lockMap(locks: readonly Pick<Lock, "table" | "mode">[]): Record<string, LockMode> {
  return Object.fromEntries(locks.map(({ table, mode }) => [table, mode] as const).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export const PEOPLE = `
  CREATE TABLE teams (id int PRIMARY KEY, label text);
  INSERT INTO teams SELECT g, 'x' FROM generate_series(1, 50) g;
  CREATE TABLE people (id int PRIMARY KEY, team int REFERENCES teams, age int, name varchar(20), mail text NOT NULL, born timestamp, grade numeric(8,2));
  INSERT INTO people SELECT g, g, g, 'x', 'x' FROM generate_series(1, 50) g;`;
export const LOOSE = `
  ${PEOPLE}
  CREATE TABLE loose (id int, team int, age int);
  INSERT INTO loose SELECT g, g, g FROM generate_series(1, 50) g;
  CREATE INDEX loose_age ON loose (age);
  CREATE UNIQUE INDEX loose_id ON loose (id);`;
const CONSTRAINED = `
  ${LOOSE}
  ALTER TABLE loose ADD CONSTRAINT aged CHECK (age > 0) NOT VALID;
  ALTER TABLE loose ADD CONSTRAINT teamed FOREIGN KEY (team) REFERENCES teams NOT VALID;
  ALTER TABLE loose ADD CONSTRAINT known CHECK (id IS NOT NULL);`;
export const PARTS = `
  CREATE TABLE parts (id int, at int) PARTITION BY RANGE (at);
  CREATE TABLE first_part PARTITION OF parts FOR VALUES FROM (0) TO (100);
  INSERT INTO parts SELECT g, g FROM generate_series(1, 50) g;
  CREATE TABLE apart (id int, at int);
  INSERT INTO apart VALUES (1, 150);
  CREATE TABLE proven (id int, at int, CHECK (at IS NOT NULL AND at >= 200 AND at < 300));
  INSERT INTO proven VALUES (1, 250);`;
const PROGRAMS = `
  ${PEOPLE}
  CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
  CREATE TRIGGER touched BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION touch();
  CREATE POLICY own ON people USING (true);
  CREATE RULE quiet AS ON INSERT TO teams DO NOTHING;
  CREATE STATISTICS ages ON age, name FROM people;
  CREATE VIEW adults AS SELECT * FROM people;
  CREATE MATERIALIZED VIEW aging AS SELECT * FROM people;
  CREATE UNIQUE INDEX aging_id ON aging (id);`;
const GENERATED = `
  CREATE TABLE made (id int GENERATED ALWAYS AS IDENTITY, twice int GENERATED ALWAYS AS (1 + 1) STORED, plain int NOT NULL, small citext, kind text);
  INSERT INTO made (plain) VALUES (1), (2);
  CREATE INDEX made_small ON made (small);
  CREATE DOMAIN label AS text;
  CREATE DOMAIN filled AS text CHECK (VALUE <> '');
  CREATE TYPE mood AS ENUM ('sad', 'happy');
  CREATE TYPE mood_new AS ENUM ('happy');
  ALTER TABLE made ADD COLUMN mood mood;`;

/** Each statement with the tables that it stands on. */
export const CASES: readonly (readonly [setup: string, ...statements: string[]])[] = [
  [
    PEOPLE,
    "CREATE TABLE pets (id int PRIMARY KEY, owner int REFERENCES people)",
    "CREATE TABLE copied AS SELECT 1 AS one",
    "DROP TABLE people",
    "ALTER TABLE people RENAME TO persons",
    "ALTER TABLE people ADD COLUMN note text",
    "ALTER TABLE people ADD COLUMN note int NOT NULL DEFAULT 5",
    "ALTER TABLE people ADD COLUMN seen timestamptz NOT NULL DEFAULT now()",
    "ALTER TABLE people ADD COLUMN seen timestamptz DEFAULT CURRENT_TIMESTAMP",
    "ALTER TABLE people ADD COLUMN seen timestamptz DEFAULT clock_timestamp()",
    "ALTER TABLE people ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid()",
    "ALTER TABLE people ADD COLUMN number serial",
    "ALTER TABLE people ADD COLUMN number int GENERATED ALWAYS AS IDENTITY",
    "ALTER TABLE people ADD COLUMN older int GENERATED ALWAYS AS (age + 1) STORED",
    "ALTER TABLE people ADD COLUMN older int GENERATED ALWAYS AS (age + 1) VIRTUAL",
    "ALTER TABLE people ADD COLUMN chief int REFERENCES people",
    "ALTER TABLE people ADD COLUMN other int REFERENCES teams",
    "ALTER TABLE people ADD COLUMN other int DEFAULT 1 REFERENCES teams",
    "ALTER TABLE people ADD COLUMN size int CHECK (size > 0)",
    "ALTER TABLE people ADD COLUMN code text UNIQUE",
    "ALTER TABLE people ADD COLUMN a int, ADD COLUMN b int DEFAULT 1",
    "ALTER TABLE people DROP COLUMN age",
    "ALTER TABLE people DROP COLUMN team",
    "ALTER TABLE people RENAME COLUMN age TO years",
    "ALTER TABLE people ALTER COLUMN age SET NOT NULL",
    "ALTER TABLE people ALTER COLUMN mail SET NOT NULL",
    "ALTER TABLE people ALTER COLUMN mail DROP NOT NULL",
    "ALTER TABLE people ALTER COLUMN age SET DEFAULT 7",
    "ALTER TABLE people ALTER COLUMN age DROP DEFAULT",
    "ALTER TABLE people ALTER COLUMN age SET STATISTICS 200",
    "ALTER TABLE people ALTER COLUMN age SET (n_distinct = 5)",
    "ALTER TABLE people ALTER COLUMN mail SET STORAGE EXTERNAL",
    "ALTER TABLE people ALTER COLUMN mail SET COMPRESSION pglz",
    "ALTER TABLE people ALTER COLUMN name TYPE varchar(50)",
    "ALTER TABLE people ALTER COLUMN name TYPE text",
    "ALTER TABLE people ALTER COLUMN name TYPE varchar(10)",
    "ALTER TABLE people ALTER COLUMN mail TYPE varchar(50)",
    "ALTER TABLE people ALTER COLUMN grade TYPE numeric(12,2)",
    "ALTER TABLE people ALTER COLUMN grade TYPE numeric(12,4)",
    "ALTER TABLE people ALTER COLUMN age TYPE bigint",
    "ALTER TABLE people ALTER COLUMN team TYPE bigint",
    "ALTER TABLE people ALTER COLUMN born TYPE timestamp(3)",
    "ALTER TABLE people ALTER COLUMN born TYPE timestamptz",
    "ALTER TABLE people SET UNLOGGED",
    "ALTER TABLE people SET (fillfactor = 80)",
    "ALTER TABLE people SET (autovacuum_enabled = false)",
    "ALTER TABLE people RESET (fillfactor)",
    "ALTER TABLE people SET (user_catalog_table = true)",
    "ALTER TABLE people REPLICA IDENTITY FULL",
    "ALTER TABLE people OWNER TO postgres",
    "ALTER TABLE people CLUSTER ON people_pkey",
    "ALTER TABLE people SET WITHOUT CLUSTER",
    "CLUSTER people USING people_pkey",
    "COMMENT ON TABLE people IS 'all of them'",
    "COMMENT ON COLUMN people.age IS 'in years'",
    "GRANT SELECT ON people TO public",
    "REVOKE SELECT ON people FROM public",
    "LOCK TABLE people IN SHARE MODE",
    "ANALYZE people",
    "INSERT INTO teams VALUES (99)",
    "INSERT INTO teams SELECT id + 1000 FROM people",
    "UPDATE people SET age = 1",
    "UPDATE people SET age = teams.id FROM teams WHERE teams.id = people.team",
    "DELETE FROM people",
    "DELETE FROM people USING teams WHERE teams.id = people.team",
    "MERGE INTO people USING teams ON teams.id = people.team WHEN MATCHED THEN UPDATE SET age = 1",
    "COPY people TO STDOUT",
    "TRUNCATE people",
    "SELECT * FROM people",
    "SELECT * FROM people FOR UPDATE",
    "ALTER TABLE people SET SCHEMA extensions",
  ],
  [
    LOOSE,
    "CREATE INDEX loose_team ON loose (team)",
    "CREATE UNIQUE INDEX loose_team ON loose (team)",
    "DROP INDEX loose_age",
    "ALTER INDEX loose_age RENAME TO loose_years",
    "REINDEX INDEX loose_age",
    "REINDEX TABLE loose",
    "ALTER TABLE loose ADD PRIMARY KEY (id)",
    "ALTER TABLE loose ADD CONSTRAINT pk PRIMARY KEY USING INDEX loose_id",
    "ALTER TABLE loose ADD CONSTRAINT uq UNIQUE (team)",
    "ALTER TABLE loose ADD CONSTRAINT uq UNIQUE USING INDEX loose_id",
    "ALTER TABLE loose ADD CONSTRAINT fk FOREIGN KEY (team) REFERENCES teams",
    "ALTER TABLE loose ADD CONSTRAINT fk FOREIGN KEY (team) REFERENCES teams NOT VALID",
    "ALTER TABLE loose ADD CONSTRAINT fk FOREIGN KEY (team) REFERENCES teams NOT ENFORCED",
    "ALTER TABLE loose ADD CONSTRAINT ck CHECK (age > 0)",
    "ALTER TABLE loose ADD CONSTRAINT ck CHECK (age > 0) NOT VALID",
    "ALTER TABLE loose ADD CONSTRAINT ck CHECK (age > 0) NOT ENFORCED",
    "ALTER TABLE loose ADD CONSTRAINT nn NOT NULL age",
    "ALTER TABLE loose ADD CONSTRAINT nn NOT NULL age NOT VALID",
    "ALTER TABLE loose ADD CONSTRAINT ex EXCLUDE USING btree (team WITH =)",
    "ALTER TABLE loose SET ACCESS METHOD heap, ALTER COLUMN age TYPE bigint",
  ],
  [
    CONSTRAINED,
    "ALTER TABLE loose VALIDATE CONSTRAINT aged",
    "ALTER TABLE loose VALIDATE CONSTRAINT teamed",
    "ALTER TABLE loose DROP CONSTRAINT aged",
    "ALTER TABLE loose DROP CONSTRAINT teamed",
    "ALTER TABLE loose DROP CONSTRAINT IF EXISTS nothing",
    "ALTER TABLE people DROP CONSTRAINT people_pkey",
    "ALTER TABLE loose RENAME CONSTRAINT aged TO grown",
    "ALTER TABLE loose ALTER CONSTRAINT teamed DEFERRABLE",
    "ALTER TABLE loose ALTER COLUMN id SET NOT NULL",
    "ALTER TABLE loose ALTER COLUMN age SET NOT NULL",
    "ALTER TABLE loose ADD CONSTRAINT pk PRIMARY KEY USING INDEX loose_id",
    "DROP TABLE loose",
  ],
  [
    "CREATE TABLE checked (id int PRIMARY KEY, short varchar(5) CHECK (short <> ''), free varchar(5)); INSERT INTO checked VALUES (1, 'x', 'x');",
    "ALTER TABLE checked ALTER COLUMN short TYPE varchar(10)",
    "ALTER TABLE checked ALTER COLUMN free TYPE varchar(10)",
  ],
  [
    PARTS,
    "CREATE TABLE second_part PARTITION OF parts FOR VALUES FROM (500) TO (600)",
    "CREATE INDEX parts_id ON ONLY parts (id)",
    "ALTER TABLE parts ATTACH PARTITION apart FOR VALUES FROM (100) TO (200)",
    "ALTER TABLE parts ATTACH PARTITION proven FOR VALUES FROM (200) TO (300)",
    "ALTER TABLE parts DETACH PARTITION first_part",
    "DROP TABLE first_part",
  ],
  [`${PARTS} CREATE INDEX parts_id ON ONLY parts (id); CREATE INDEX first_id ON first_part (id);`, "ALTER INDEX parts_id ATTACH PARTITION first_id"],
  [
    PROGRAMS,
    "ALTER TABLE people ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY more ON people USING (true)",
    "ALTER POLICY own ON people USING (false)",
    "DROP POLICY own ON people",
    "CREATE TRIGGER also AFTER INSERT ON people FOR EACH ROW EXECUTE FUNCTION touch()",
    "DROP TRIGGER touched ON people",
    "ALTER TRIGGER touched ON people RENAME TO again",
    "ALTER TABLE people DISABLE TRIGGER touched",
    "ALTER TABLE people ENABLE TRIGGER ALL",
    "CREATE RULE silent AS ON UPDATE TO people DO NOTHING",
    "DROP RULE quiet ON teams",
    "CREATE STATISTICS more ON age, mail FROM people",
    "CREATE VIEW minors AS SELECT * FROM people",
    "CREATE OR REPLACE VIEW adults AS SELECT * FROM people",
    "DROP VIEW adults",
    "DROP MATERIALIZED VIEW aging",
    "REFRESH MATERIALIZED VIEW aging",
    "REFRESH MATERIALIZED VIEW CONCURRENTLY aging",
    "REFRESH MATERIALIZED VIEW aging WITH NO DATA",
    "CREATE FUNCTION other() RETURNS int LANGUAGE sql AS 'SELECT 1'",
  ],
  [
    GENERATED,
    "ALTER TABLE made ALTER COLUMN id SET GENERATED BY DEFAULT",
    "ALTER TABLE made ALTER COLUMN id DROP IDENTITY",
    "ALTER TABLE made ALTER COLUMN plain ADD GENERATED ALWAYS AS IDENTITY",
    "ALTER TABLE made ALTER COLUMN twice DROP EXPRESSION",
    "ALTER TABLE made ALTER COLUMN twice SET EXPRESSION AS (3)",
    "ALTER TABLE made ALTER COLUMN small TYPE text",
    "ALTER TABLE made ALTER COLUMN kind TYPE label",
    "ALTER TABLE made ALTER COLUMN kind TYPE filled",
    "ALTER TABLE made ALTER COLUMN mood TYPE mood_new USING mood::text::mood_new",
    "ALTER TABLE made ADD COLUMN tag label",
    "ALTER TABLE made ADD COLUMN tag filled",
    "ALTER TYPE mood ADD VALUE 'proud'",
    "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'",
    "DROP TYPE mood_new",
    "SET lock_timeout = '5s'",
  ],
];
