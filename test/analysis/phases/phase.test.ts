import { describe, expect, it } from "vitest";
import { phaseOfMigration, phaseOfStatement, strongest } from "../../../src/analysis/phases/phase.ts";
import { migration } from "./migrations.ts";

const HISTORY = `
  CREATE TYPE mood AS ENUM ('sad', 'happy');
  CREATE TABLE teams (id int PRIMARY KEY);
  CREATE TABLE people (id int PRIMARY KEY, team int, name varchar(20), mail text, born timestamp, nick text, size numeric(8,2), feeling mood);
  CREATE TABLE old (id int);
  CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
  ALTER TABLE people ADD CONSTRAINT named CHECK (name <> '') NOT VALID;
`;

describe("expand", () => {
  it.each([
    "CREATE TABLE pets (id int PRIMARY KEY)",
    "CREATE TYPE colour AS ENUM ('red')",
    "CREATE SEQUENCE numbers",
    "CREATE VIEW adults AS SELECT * FROM people",
    "ALTER TABLE people ADD COLUMN note text",
    "ALTER TABLE people ADD COLUMN note text NOT NULL DEFAULT ''",
    "ALTER TABLE people ADD COLUMN seen timestamptz NOT NULL DEFAULT now()",
    "ALTER TABLE people ADD COLUMN number int GENERATED ALWAYS AS IDENTITY",
    "ALTER TABLE people ADD COLUMN boss int REFERENCES people",
    "ALTER TABLE people ADD COLUMN code text UNIQUE",
    "ALTER TABLE people ADD COLUMN age int CHECK (age > 0)",
    "ALTER TABLE people ADD CONSTRAINT fk FOREIGN KEY (team) REFERENCES teams NOT VALID",
    "ALTER TABLE people ADD CONSTRAINT ck CHECK (mail <> '') NOT VALID",
    "CREATE INDEX CONCURRENTLY people_mail ON people (mail)",
    "CREATE INDEX people_mail ON people (mail)",
    "ALTER TYPE mood ADD VALUE 'proud'",
    "ALTER TABLE people ALTER COLUMN id DROP NOT NULL",
    "ALTER TABLE people ALTER COLUMN mail SET DEFAULT ''",
    "ALTER TABLE people ALTER COLUMN name TYPE varchar(50)",
    "ALTER TABLE people ALTER COLUMN name TYPE text",
    "ALTER TABLE people ALTER COLUMN size TYPE numeric(12,2)",
    "CREATE TRIGGER sync BEFORE INSERT OR UPDATE ON people FOR EACH ROW EXECUTE FUNCTION touch()",
    "GRANT SELECT ON people TO public",
  ])("%s", (sql) => expect(phaseOfMigration(migration(sql, HISTORY))).toBe("expand"));

  it("takes in the constraints of a column that the same migration adds", () => {
    expect(phaseOfMigration(migration("ALTER TABLE people ADD COLUMN boss int; ALTER TABLE people ADD CONSTRAINT fk FOREIGN KEY (boss) REFERENCES people", HISTORY))).toBe(
      "expand",
    );
    expect(phaseOfMigration(migration("ALTER TABLE people ADD COLUMN age int; ALTER TABLE people ADD CONSTRAINT ck CHECK (age > 0)", HISTORY))).toBe("expand");
    expect(phaseOfMigration(migration("ALTER TABLE people ADD COLUMN code text; ALTER TABLE people ADD CONSTRAINT uq UNIQUE (code)", HISTORY))).toBe("expand");
  });
});

describe("backfill", () => {
  it.each([
    "UPDATE people SET nick = name WHERE nick IS NULL",
    "INSERT INTO old SELECT id FROM people",
    "DELETE FROM old WHERE id > 10",
    "MERGE INTO people USING teams ON teams.id = people.team WHEN MATCHED THEN UPDATE SET nick = 'x'",
    "COPY old FROM STDIN",
    "DO $$ BEGIN UPDATE people SET nick = name; END $$",
  ])("%s", (sql) => expect(phaseOfMigration(migration(sql, HISTORY))).toBe("backfill"));
});

describe("contract", () => {
  it.each([
    "DROP TABLE old",
    "ALTER TABLE people DROP COLUMN nick",
    "ALTER TABLE people ALTER COLUMN mail SET NOT NULL",
    "ALTER TABLE people VALIDATE CONSTRAINT named",
    "ALTER TABLE people DROP CONSTRAINT named",
    "ALTER TABLE people ADD CONSTRAINT uq UNIQUE (mail)",
    "ALTER TABLE people ADD CONSTRAINT ck CHECK (mail <> '')",
    "ALTER TABLE people ADD CONSTRAINT fk FOREIGN KEY (team) REFERENCES teams",
    "ALTER TABLE people ALTER COLUMN mail DROP DEFAULT",
    "DROP TYPE mood CASCADE",
    "REVOKE SELECT ON people FROM public",
    "TRUNCATE old",
    "ALTER TABLE people ADD COLUMN age int; UPDATE people SET age = 1; ALTER TABLE people ALTER COLUMN age SET NOT NULL",
  ])("%s", (sql) => expect(phaseOfMigration(migration(sql, HISTORY))).toBe("contract"));
});

describe("breaking", () => {
  it.each([
    "ALTER TABLE people RENAME TO persons",
    "ALTER TABLE people RENAME COLUMN nick TO alias",
    "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'",
    "ALTER TABLE people ALTER COLUMN id TYPE bigint",
    "ALTER TABLE people ALTER COLUMN name TYPE varchar(10)",
    "ALTER TABLE people ALTER COLUMN born TYPE timestamptz",
    "ALTER TABLE unseen ALTER COLUMN a TYPE bigint",
    // What runs now does not write the column: its inserts fail.
    "ALTER TABLE people ADD COLUMN note text NOT NULL",
  ])("%s", (sql) => expect(phaseOfMigration(migration(sql, HISTORY))).toBe("breaking"));
});

describe("neutral", () => {
  it.each([
    "SET lock_timeout = '5s'",
    "COMMENT ON TABLE people IS 'all'",
    "ANALYZE people",
    "INSERT INTO teams VALUES (1)",
    "ALTER INDEX people_pkey RENAME TO pk",
    "ALTER TABLE people ALTER COLUMN mail SET STATISTICS 500",
  ])("%s", (sql) => expect(phaseOfMigration(migration(sql, HISTORY))).toBe("neutral"));

  it("is all that happens to a table which the pull request makes, but its making", () => {
    const made = migration(
      "CREATE TABLE pets (id int); ALTER TABLE pets ALTER COLUMN id TYPE bigint; INSERT INTO pets SELECT id FROM people; ALTER TABLE pets ADD UNIQUE (id); DROP TABLE pets",
      HISTORY,
    );
    expect(made.statements.map((statement) => phaseOfStatement(statement))).toEqual(["expand", "neutral", "neutral", "neutral", "neutral"]);
  });
});

it("the strongest phase of several is told", () => {
  expect(strongest([])).toBe("neutral");
  expect(strongest(["expand", "backfill"])).toBe("backfill");
  expect(strongest(["contract", "expand", "breaking", "neutral"])).toBe("breaking");
});
