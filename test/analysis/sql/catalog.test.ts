import { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { prepareSql } from "../../../src/analysis/sql/libpg.ts";
import type { ColumnType, Schema } from "../../../src/model/schema.ts";
import { read } from "./history.ts";

/** Stories that a migration history tells; the replay must end where PostgreSQL itself ends. */
const STORIES: Readonly<Record<string, string>> = {
  "generated names": `CREATE TABLE a_table_with_a_name_that_is_rather_long_indeed (id int PRIMARY KEY, a_column_that_is_just_as_long_as_that text UNIQUE, x int CHECK (x > 0), y int, CHECK (x > y), CHECK (y > 0));
    CREATE INDEX ON a_table_with_a_name_that_is_rather_long_indeed (a_column_that_is_just_as_long_as_that, lower(a_column_that_is_just_as_long_as_that), (x + y));
    CREATE INDEX ON a_table_with_a_name_that_is_rather_long_indeed (x); CREATE INDEX ON a_table_with_a_name_that_is_rather_long_indeed (x);
    CREATE TABLE child (id serial PRIMARY KEY, p int REFERENCES a_table_with_a_name_that_is_rather_long_indeed, q int REFERENCES a_table_with_a_name_that_is_rather_long_indeed (id) ON DELETE SET NULL, UNIQUE (p, q));
    ALTER TABLE child ADD COLUMN r int REFERENCES child, ADD CHECK (r > 1), ADD FOREIGN KEY (q) REFERENCES child (id) NOT VALID; CREATE TABLE "naïve é" ("ö" int UNIQUE);`,
  renames: `CREATE TABLE a (id int PRIMARY KEY, b text NOT NULL, c int UNIQUE); CREATE TABLE d (a_id int REFERENCES a (id), CHECK (a_id > 0)); CREATE INDEX d_partial ON d (a_id) WHERE a_id IS NOT NULL;
    ALTER TABLE a RENAME COLUMN id TO key; ALTER TABLE a RENAME TO e; ALTER TABLE d RENAME COLUMN a_id TO "E"; ALTER INDEX d_partial RENAME TO d_part; ALTER TABLE e RENAME CONSTRAINT a_c_key TO c_once; CREATE SCHEMA s; ALTER TABLE d SET SCHEMA s;`,
  drops: `CREATE TABLE a (id int PRIMARY KEY, b int, c int, CONSTRAINT bc UNIQUE (b, c), CHECK (c > 0)); CREATE INDEX ON a (b) WHERE c > 0; CREATE INDEX ON a (lower(c::text)); CREATE TABLE d (x int REFERENCES a, y int REFERENCES a);
    ALTER TABLE a DROP COLUMN c; ALTER TABLE d DROP CONSTRAINT d_y_fkey; ALTER TABLE a DROP CONSTRAINT a_pkey CASCADE; CREATE TYPE t AS ENUM ('x'); CREATE TABLE f (t t, u int); DROP TYPE t CASCADE; CREATE TABLE g (id int); DROP TABLE g; DROP INDEX IF EXISTS gone;`,
  types: `CREATE TYPE mood AS ENUM ('b'); ALTER TYPE mood ADD VALUE 'a' BEFORE 'b'; ALTER TYPE mood ADD VALUE 'c' AFTER 'b'; ALTER TYPE mood RENAME VALUE 'b' TO 'bb'; CREATE TYPE other AS ENUM ('z');
    CREATE TABLE a (a char, b varchar, c decimal(5), d float, e float4, f time, g timetz(2), h bit(3), i varbit(4), j "char", k bpchar, l int2[], m mood[], n bigserial, o smallserial, p timestamp(3), q double precision, r interval, s jsonb, t name);
    ALTER TABLE a ALTER b TYPE varchar(9), ALTER c TYPE numeric(12, 2), ALTER f DROP NOT NULL, ALTER e SET NOT NULL, ALTER e SET DEFAULT 1, ALTER n DROP DEFAULT; ALTER TYPE other RENAME TO another;`,
  rollbacks: `BEGIN; CREATE TABLE a (id int); SAVEPOINT s; ALTER TABLE a ADD COLUMN b int; ROLLBACK TO s; ALTER TABLE a ADD COLUMN c int; COMMIT; BEGIN; DROP TABLE a; CREATE TABLE z (id int); ROLLBACK;`,
  partitions: `CREATE TABLE p (id int, at date NOT NULL, v text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at); CREATE INDEX ON p (v); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
    CREATE TABLE p2 (id int NOT NULL, at date NOT NULL, v text); CREATE TABLE l (LIKE p INCLUDING ALL); ALTER TABLE p ADD COLUMN w int; ALTER TABLE p RENAME COLUMN v TO u; CREATE TABLE i (n int) INHERITS (p2);`,
  "partitions of partitions": `CREATE TABLE k (id int PRIMARY KEY); CREATE TABLE r (id int REFERENCES k) PARTITION BY LIST (id); CREATE TABLE r1 PARTITION OF r FOR VALUES IN (1) PARTITION BY LIST (id);
    CREATE TABLE r2 PARTITION OF r1 FOR VALUES IN (1); DROP TABLE r;`,
  blocks: `DO $$ BEGIN CREATE TYPE mood AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN null; END $$; CREATE TABLE a (m mood); DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_tables WHERE tablename = 'zz') THEN ALTER TABLE a ADD COLUMN n int; END IF; EXECUTE 'CREATE INDEX ON a (n)'; END $$;`,
  "tables of queries": `CREATE TABLE a (id int PRIMARY KEY, b text); CREATE TABLE c AS SELECT a.id, b AS bb, count(*) AS n, max(x.id) AS m, coalesce(b) AS k, a.id > 1 AS p FROM a, (SELECT id FROM a) x GROUP BY 1, 2; SELECT * INTO d FROM a; CREATE TABLE e (x, y) AS SELECT 1, 'z'::text;`,
};

let database: PGlite;
beforeAll(async () => {
  await prepareSql();
  database = await PGlite.create();
});
afterAll(() => database.close());

describe("the replayed catalogue is PostgreSQL's", () => {
  it.each(Object.entries(STORIES))("%s", async (_title, sql) => {
    await database.exec("DROP SCHEMA IF EXISTS s CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public; SET search_path TO public;");
    await database.exec(sql);
    expect(factsOf(read(sql, [], "none").catalog.after)).toEqual(await observed(database));
  });
});

const NAME = "CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END";

/** Columns, indexes, foreign keys, checks and enums, a line each. */
async function observed(db: PGlite): Promise<string[]> {
  const lines = async (query: string) => (await db.query<{ line: string }>(query)).rows.map(({ line }) => line);
  const ours = "n.nspname IN ('public', 's')";
  const found = await Promise.all([
    lines(`SELECT concat_ws(' ', 'column', ${NAME} || c.relname, a.attname, format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'not null' END, CASE WHEN a.atthasdef THEN 'default' END) AS line
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND ${ours}`),
    lines(`SELECT concat_ws(' ', 'index', ${NAME} || c.relname, i.relname, (SELECT string_agg(coalesce((SELECT attname FROM pg_attribute WHERE attrelid = x.indrelid AND attnum = k.n), '()'), ',' ORDER BY k.o) FROM unnest(x.indkey) WITH ORDINALITY k (n, o)),
      CASE WHEN x.indisunique THEN 'unique' END, CASE WHEN x.indisprimary THEN 'primary' END, CASE WHEN x.indpred IS NOT NULL THEN 'partial' END) AS line
      FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_class i ON i.oid = x.indexrelid WHERE c.relkind IN ('r', 'p') AND ${ours}`),
    lines(`SELECT concat_ws(' ', 'foreign key', ${NAME} || c.relname, k.conname, (SELECT string_agg(a.attname, ',' ORDER BY o) FROM unnest(k.confkey) WITH ORDINALITY z (n, o) JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = z.n),
      k.confdeltype::text, k.convalidated::text) AS line FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE k.contype = 'f' AND ${ours}`),
    lines(
      `SELECT concat_ws(' ', 'check', ${NAME} || c.relname, k.conname) AS line FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE k.contype = 'c' AND ${ours}`,
    ),
    lines(
      `SELECT concat_ws(' ', 'enum', t.typname, string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder)) AS line FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_enum e ON e.enumtypid = t.oid WHERE ${ours} GROUP BY t.typname`,
    ),
  ]);
  return found.flat().sort();
}

const ACTIONS = { "no-action": "a", restrict: "r", cascade: "c", "set-null": "n", "set-default": "d" };

function factsOf(schema: Schema): string[] {
  const facts = [...schema.enums.values()].map(({ name, values }) => `enum ${name} ${values.join()}`);
  const line = (...parts: readonly (string | false | undefined)[]) => facts.push(parts.filter((part) => part !== undefined && part !== false).join(" "));
  for (const table of schema.tables.values()) {
    if (table.kind !== "table" && table.kind !== "partitioned-table") continue;
    for (const column of table.columns)
      line("column", table.name, column.name, typeWords(column.type), !column.nullable && "not null", (column.default || column.generated === "stored") && "default");
    for (const index of [table.primaryKey, ...table.indexes])
      if (index) {
        const columns = [...index.columns.map(({ column }) => column ?? "()"), ...index.include].join();
        line("index", table.name, index.name, columns, index.unique && "unique", index === table.primaryKey && "primary", index.where !== undefined && "partial");
      }
    for (const key of table.foreignKeys) line("foreign key", table.name, key.name, key.references.columns.join(), ACTIONS[key.onDelete], String(key.valid));
    for (const check of table.checks) line("check", table.name, check.name);
  }
  return facts.sort();
}

/** As format_type writes it. */
function typeWords({ name, modifiers, list }: ColumnType): string {
  const inner = modifiers.length === 0 ? "" : `(${modifiers.join()})`;
  const words = /^time(?:stamp)? /.test(name) ? name.replace(/^(time(?:stamp)?) /, `$1${inner} `) : `${name}${inner}`;
  return `${words.replace(/^char$/, '"char"').replace(/^character$/, "bpchar")}${list ? "[]" : ""}`;
}
