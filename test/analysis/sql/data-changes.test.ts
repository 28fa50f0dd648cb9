import { beforeAll, describe, expect, it } from "vitest";
import { prepareSql } from "../../../src/analysis/sql/libpg.ts";
import type { Change } from "../../../src/model/change.ts";
import { changesOf } from "./history.ts";

beforeAll(prepareSql);

const HISTORY =
  "CREATE TABLE u (id int PRIMARY KEY, email text UNIQUE, tenant int, code int, old text, new text, n int, UNIQUE (tenant, code)); CREATE TABLE o (id int PRIMARY KEY);";

/** `update filtered bounded guarded reads o`. */
function told(change: Change): string {
  const flags = change as unknown as Record<string, unknown>;
  const said = ["fromSelect", "filtered", "bounded", "guarded", "forUpdate"].filter((flag) => flags[flag] === true);
  const reads = flags.reads as readonly string[] | undefined;
  return [change.kind, ...said, ...(reads && reads.length > 0 ? ["reads", ...reads] : [])].join(" ");
}

const CASES: readonly (readonly [string, ...string[]])[] = [
  ["UPDATE u SET new = old", "update"],
  ["UPDATE u SET new = old WHERE true", "update"],
  ["UPDATE u SET new = old WHERE 1 = 1", "update"],
  ["UPDATE u SET new = old WHERE new IS NULL", "update filtered guarded"],
  ["UPDATE u SET new = 'b' WHERE new = 'a'", "update filtered guarded"],
  ["UPDATE u SET n = n + 1 WHERE n > 3", "update filtered"],
  ["UPDATE u SET new = 'x' WHERE old = 'a'", "update filtered"],
  ["UPDATE u SET new = 'x' WHERE id = 5", "update filtered bounded"],
  ["UPDATE u SET new = 'x' WHERE 5 = id", "update filtered bounded"],
  ["UPDATE u SET new = 'x' WHERE email = 'a'", "update filtered bounded"],
  ["UPDATE u SET new = 'x' WHERE tenant = 1", "update filtered"],
  ["UPDATE u SET new = 'x' WHERE tenant = 1 AND code = 2", "update filtered bounded"],
  ["UPDATE u SET new = 'x' WHERE id IN (1, 2)", "update filtered bounded"],
  ["UPDATE u SET new = 'x' WHERE old IN ('a', 'b')", "update filtered"],
  ["UPDATE u SET new = 'x' WHERE id = ANY('{1,2}')", "update filtered bounded"],
  ["UPDATE u SET new = 'x' WHERE id BETWEEN 1 AND 10", "update filtered bounded"],
  ["UPDATE u SET new = 'x' WHERE id > 1 AND id <= 10", "update filtered bounded"],
  ["UPDATE u SET new = 'x' WHERE id > 1", "update filtered"],
  ["UPDATE u SET new = 'x' WHERE id = 1 OR id = 2", "update filtered bounded"],
  ["UPDATE u SET new = 'x' WHERE id = 1 OR old = 'a'", "update filtered"],
  ["UPDATE u SET new = 'x' WHERE ctid = '(0,1)'", "update filtered bounded"],
  ["UPDATE u SET new = 'x' WHERE id IN (SELECT id FROM u WHERE new IS NULL LIMIT 100)", "update filtered bounded guarded reads u"],
  ["UPDATE u SET new = 'x' WHERE id IN (SELECT id FROM o)", "update filtered reads o"],
  ["UPDATE u SET new = 'x' WHERE old = (SELECT max(id)::text FROM o LIMIT 1)", "update filtered reads o"],
  ["UPDATE u SET new = o.id FROM o WHERE o.id = u.id", "update filtered reads o"],
  ["WITH b AS (SELECT id FROM u LIMIT 5) UPDATE u SET new = 'y' FROM b WHERE b.id = u.id", "update filtered bounded reads u"],
  ["UPDATE unknown SET a = 1 WHERE id = 3", "update filtered bounded"],
  ["DELETE FROM u", "delete guarded"],
  ["DELETE FROM u USING o WHERE o.id = u.id", "delete filtered guarded reads o"],
  ["DELETE FROM u WHERE id = 1", "delete filtered bounded guarded"],
  ["INSERT INTO u (id) VALUES (1), (2)", "insert bounded"],
  ["INSERT INTO u (id) SELECT 1", "insert bounded"],
  ["INSERT INTO u (id) SELECT * FROM generate_series(1, 5)", "insert bounded"],
  ["INSERT INTO u (id) SELECT id FROM o", "insert fromSelect reads o"],
  ["INSERT INTO u (id) SELECT id FROM o ON CONFLICT DO NOTHING", "insert fromSelect guarded reads o"],
  ["INSERT INTO u (id) SELECT id FROM o WHERE id = 1", "insert fromSelect bounded reads o"],
  ["INSERT INTO u (id) SELECT id FROM o LIMIT 10", "insert fromSelect bounded reads o"],
  ["INSERT INTO u (id) SELECT id FROM o WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.id = o.id)", "insert fromSelect guarded reads o u"],
  ["INSERT INTO u (id) SELECT o.id FROM o LEFT JOIN u ON u.id = o.id WHERE u.id IS NULL", "insert fromSelect guarded reads o u"],
  ["INSERT INTO u (id) SELECT id FROM o UNION ALL SELECT 1", "insert fromSelect reads o"],
  ["WITH d AS (DELETE FROM o RETURNING *) INSERT INTO u (id) SELECT id FROM d", "delete guarded", "insert fromSelect"],
  ["WITH d AS (UPDATE o SET id = 1 RETURNING *) SELECT * FROM d", "update"],
  ["SELECT * FROM u, o", "select", "select"],
  ["SELECT * FROM u FOR UPDATE", "select forUpdate"],
  ["SELECT * FROM pg_class", "no-effect-on-tables"],
  ["MERGE INTO u USING o ON u.id = o.id WHEN MATCHED THEN DELETE", "merge reads o"],
  ["COPY (SELECT * FROM u) TO '/tmp/x'", "select"],
];

describe("data changes say how much they touch and whether they may run twice", () => {
  it.each(CASES)("%s", (sql, ...expected) => {
    expect(changesOf(sql, [HISTORY]).map(told)).toEqual(expected);
  });
});
