import { beforeAll, describe, expect, it } from "vitest";
import { prepareSql } from "../../../src/analysis/sql/libpg.ts";
import type { Change } from "../../../src/model/change.ts";
import { changesOf } from "./history.ts";

beforeAll(prepareSql);

/** One line for a change: its kind, its table or name, and what is asked for. */
function told(change: Change): string {
  const rest = change as { table?: string; name?: string; what?: string };
  return [change.kind, rest.table ?? rest.what, rest.name].filter((word) => word !== undefined).join(" ");
}

const HISTORY = `CREATE TABLE t (id int PRIMARY KEY, a text, b int); CREATE TABLE auth.users (id uuid PRIMARY KEY);
CREATE INDEX t_a ON t (a); CREATE TYPE mood AS ENUM ('sad'); CREATE DOMAIN short AS text CHECK (length(VALUE) < 9); CREATE MATERIALIZED VIEW m AS SELECT 1 AS one;`;

/** Every family of statement, as a migration writes it, and what it is told to do. */
const STATEMENTS: readonly (readonly [string, readonly string[]])[] = [
  ["ALTER TABLE t RENAME TO u", ["rename-table t"]],
  ["ALTER TABLE t RENAME COLUMN a TO c", ["rename-column t"]],
  ["ALTER TABLE t RENAME CONSTRAINT t_pkey TO pk", ["rename-constraint t t_pkey"]],
  ["ALTER TABLE t SET SCHEMA app", ["set-schema t"]],
  ["ALTER INDEX t_a RENAME TO t_b", ["rename-index t t_a"]],
  ["ALTER TABLE t_a RENAME TO t_b", ["rename-index t t_a"]],
  ["ALTER INDEX t_a SET (fillfactor = 70)", ["no-effect-on-tables ALTER INDEX … SET (storage parameters)"]],
  ["ALTER INDEX t_a ATTACH PARTITION t_a1", ["attach-index t t_a"]],
  ["ALTER TABLE t OWNER TO app", ["owner t"]],
  ["ALTER TABLE t SET UNLOGGED", ["set-logged t"]],
  ["ALTER TABLE t SET TABLESPACE fast", ["set-tablespace t"]],
  ["ALTER TABLE t SET ACCESS METHOD heap", ["set-access-method t"]],
  ["ALTER TABLE t SET (fillfactor = 70)", ["set-storage-parameters t"]],
  ["ALTER TABLE t REPLICA IDENTITY FULL", ["replica-identity t"]],
  ["ALTER TABLE t CLUSTER ON t_a", ["cluster-on t"]],
  ["ALTER TABLE t INHERIT p", ["inherit t"]],
  ["ALTER TABLE t ENABLE ROW LEVEL SECURITY", ["row-level-security t"]],
  ["ALTER TABLE t DISABLE TRIGGER ALL, ENABLE TRIGGER x", ["disable-trigger t ALL", "enable-trigger t x"]],
  ["ALTER TABLE t ATTACH PARTITION t1 FOR VALUES IN (1)", ["attach-partition t"]],
  ["ALTER TABLE t DETACH PARTITION t1 CONCURRENTLY", ["detach-partition t"]],
  ["ALTER TABLE t ALTER b SET STATISTICS 100, ALTER a SET STORAGE EXTERNAL", ["alter-column t", "alter-column t"]],
  ["ALTER TABLE t ADD CONSTRAINT e EXCLUDE USING gist (b WITH =)", ["add-exclusion t e"]],
  ["ALTER TABLE t ADD CONSTRAINT n NOT NULL a NOT VALID", ["add-not-null-constraint t n"]],
  ["ALTER TABLE t ALTER CONSTRAINT f DEFERRABLE", ["alter-constraint t f"]],
  ["DROP TABLE t, auth.users", ["drop-table t", "drop-table auth.users"]],
  ["DROP INDEX t_a, gone", ["drop-index t t_a", "drop-index table of gone gone"]],
  ["DROP VIEW v", ["drop-view v"]],
  ["DROP MATERIALIZED VIEW m", ["drop-view m"]],
  ["DROP TYPE mood", ["drop-type mood"]],
  ["DROP DOMAIN short", ["drop-domain short"]],
  ["DROP SEQUENCE s", ["drop-sequence s"]],
  ["DROP FUNCTION f(int)", ["drop-function f"]],
  ["DROP TRIGGER x ON auth.users", ["drop-trigger auth.users x"]],
  ["DROP POLICY p ON t", ["drop-policy t p"]],
  ["DROP RULE r ON t", ["drop-rule t r"]],
  ["DROP SCHEMA auth CASCADE", ["drop-schema auth"]],
  ["DROP EXTENSION citext", ["drop-extension citext"]],
  ["DROP CAST (text AS int)", ["no-effect-on-tables DROP CAST"]],
  ["DROP OWNED BY app", ["drop-owned"]],
  ["CREATE VIEW v AS SELECT a FROM t", ["create-view v"]],
  ["CREATE MATERIALIZED VIEW n AS SELECT a FROM t", ["create-view n"]],
  ["REFRESH MATERIALIZED VIEW CONCURRENTLY m", ["refresh-materialized-view m"]],
  ["CREATE TABLE c AS SELECT a FROM t", ["create-table c"]],
  ["CREATE FOREIGN TABLE f (a int) SERVER s", ["create-table f"]],
  ["CREATE TYPE pair AS (x int, y int)", ["create-type pair"]],
  ["CREATE TYPE span AS RANGE (subtype = int4)", ["create-type span"]],
  ["ALTER TYPE mood ADD VALUE 'ok'", ["add-enum-value"]],
  ["ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'", ["rename-enum-value"]],
  ["ALTER TYPE mood RENAME TO feeling", ["rename-type mood"]],
  ["ALTER TYPE pair ADD ATTRIBUTE z int", ["alter-type pair"]],
  ["ALTER DOMAIN short SET NOT NULL", ["alter-domain short"]],
  ["CREATE TRIGGER x AFTER INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f()", ["create-trigger t x"]],
  ["CREATE POLICY p ON t USING (true)", ["create-policy t p"]],
  ["ALTER POLICY p ON t RENAME TO q", ["alter-policy t p"]],
  ["CREATE RULE r AS ON INSERT TO t DO NOTHING", ["create-rule t r"]],
  ["CREATE STATISTICS s ON a, b FROM t", ["create-statistics t"]],
  ["CREATE SEQUENCE s", ["create-sequence s"]],
  ["ALTER SEQUENCE s OWNED BY t.id", ["alter-sequence s"]],
  ["CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM t; END $$", ["create-function f"]],
  ["CREATE EXTENSION IF NOT EXISTS citext", ["create-extension citext"]],
  ["CREATE SCHEMA s CREATE TABLE x (a int)", ["create-schema s", "create-table s.x"]],
  ["ALTER SCHEMA auth RENAME TO identity", ["rename-schema auth"]],
  ["CREATE DATABASE d", ["create-database d"]],
  ["DROP DATABASE d", ["drop-database d"]],
  ["COMMENT ON TABLE t IS 'words'", ["comment t"]],
  ["COMMENT ON EXTENSION citext IS 'words'", ["no-effect-on-tables COMMENT ON EXTENSION"]],
  ["GRANT SELECT ON t TO app", ["grant t"]],
  ["REVOKE ALL ON t FROM app", ["revoke t"]],
  ["GRANT USAGE ON SCHEMA auth TO app", ["no-effect-on-tables GRANT on schema"]],
  ["LOCK TABLE t IN SHARE MODE", ["lock-table t"]],
  ["VACUUM FULL t", ["vacuum t"]],
  ["VACUUM", ["vacuum-all"]],
  ["ANALYZE t", ["analyze t"]],
  ["CLUSTER t USING t_a", ["cluster t"]],
  ["CLUSTER", ["cluster-all"]],
  ["REINDEX TABLE t", ["reindex t t"]],
  ["REINDEX INDEX CONCURRENTLY t_a", ["reindex t t_a"]],
  ["REINDEX SCHEMA public", ["reindex-all"]],
  ["TRUNCATE t, auth.users", ["truncate t", "truncate auth.users"]],
  ["COPY t FROM '/tmp/t.csv'", ["copy t"]],
  ["SET LOCAL lock_timeout = '5s'", ["set lock_timeout"]],
  ["RESET ALL", ["set all"]],
  ["SELECT set_config('lock_timeout', '1s', true)", ["set lock_timeout"]],
  ["SELECT setval('public.s', 9)", ["alter-sequence s"]],
  ["SET CONSTRAINTS ALL DEFERRED", ["no-effect-on-tables CONSTRAINTS SET"]],
  ["CALL p(1)", ["call p"]],
  ["EXPLAIN DELETE FROM t", ["no-effect-on-tables EXPLAIN"]],
  ["EXPLAIN ANALYZE DELETE FROM t", ["delete t"]],
  ["MERGE INTO t USING auth.users u ON false WHEN MATCHED THEN DELETE", ["merge t"]],
  ["UPDATE pg_index SET indisvalid = false", ["no-effect-on-tables a change of PostgreSQL's own catalogue"]],
  ["SELECT 1", ["no-effect-on-tables a SELECT that reads no table"]],
  ["CREATE ROLE app", ["no-effect-on-tables CREATE ROLE"]],
  ["CREATE PUBLICATION p FOR TABLE t", ["no-effect-on-tables CREATE PUBLICATION"]],
  ["ALTER SYSTEM SET work_mem = '1GB'", ["no-effect-on-tables ALTER SYSTEM"]],
  ["NOTIFY c", ["no-effect-on-tables NOTIFY"]],
  ["SAVEPOINT s; ROLLBACK TO s; RELEASE s", ["savepoint", "rollback-to", "release"]],
];

describe("every statement becomes changes, or says that tables feel nothing", () => {
  it.each(STATEMENTS)("%s", (sql, expected) => {
    expect(changesOf(sql, [HISTORY]).map(told)).toEqual(expected);
  });
});

describe("options in parentheses are read as PostgreSQL reads them", () => {
  it.each([
    ["VACUUM (FULL) t", true],
    ["VACUUM (FULL true) t", true],
    ["VACUUM (FULL 1, ANALYZE) t", true],
    ["VACUUM (FULL false) t", false],
    ["VACUUM (FULL 0) t", false],
    ["VACUUM (ANALYZE) t", false],
  ])("%s: full is %s", (sql, full) => {
    expect(changesOf(sql, [HISTORY])).toMatchObject([{ kind: "vacuum", full }]);
  });

  it.each([
    ["REINDEX (CONCURRENTLY) TABLE t", true],
    ["REINDEX TABLE CONCURRENTLY t", true],
    ["REINDEX (CONCURRENTLY off) TABLE t", false],
    ["REINDEX (CONCURRENTLY 0) TABLE t", false],
    ["REINDEX (VERBOSE) TABLE t", false],
  ])("%s: concurrently is %s", (sql, concurrently) => {
    expect(changesOf(sql, [HISTORY])).toMatchObject([{ kind: "reindex", concurrently }]);
  });
});
