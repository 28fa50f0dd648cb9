/** Hand-written SQL as teams write it: each case was decided by PostgreSQL 15 or 18 itself (locks, file nodes, scans, whether the advice runs). */
import { describe, expect, it } from "vitest";
import { lint, type PublicFinding } from "../../src/index.ts";

interface Case {
  readonly history?: string | readonly string[];
  readonly migration: string | readonly string[];
  readonly config?: Readonly<Record<string, unknown>>;
  readonly path?: (index: number) => string;
  readonly base?: readonly { readonly path: string; readonly text: string }[];
}

async function told({
  history = [],
  migration,
  config,
  path = (index) => `migrations/${String(index).padStart(4, "0")}_step.sql`,
  base = [],
}: Case): Promise<readonly PublicFinding[]> {
  const before = [history].flat().map((text, index) => ({ path: path(index + 1), text }));
  const added = [migration].flat().map((text, index) => ({ path: path(before.length + index + 1), text }));
  const { findings, gaps } = await lint({ files: [...base, ...before, ...added], base: [...base, ...before], config });
  expect(gaps).toEqual([]);
  return findings;
}

async function toldBy(rule: string, given: Case): Promise<readonly PublicFinding[]> {
  return (await told(given)).filter((finding) => finding.rule === rule);
}

const USERS = "CREATE TABLE users (id bigint PRIMARY KEY, email text, role text NOT NULL DEFAULT 'user', name text);";
const ORDERS = `${USERS}\nCREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, user_name text, status text NOT NULL DEFAULT 'new', cents bigint NOT NULL, note text);`;
const SEEDS = `${USERS}\nCREATE TABLE roles (id int PRIMARY KEY, name text UNIQUE NOT NULL);\nCREATE TABLE permissions (id int PRIMARY KEY, name text UNIQUE NOT NULL);\nCREATE TABLE role_permissions (role_id int, permission_id int, PRIMARY KEY (role_id, permission_id));`;
const EVENTS =
  "CREATE TABLE users (id bigint PRIMARY KEY);\nCREATE TABLE ev (id bigint NOT NULL, at date NOT NULL, kind text, user_id bigint, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);\nCREATE TABLE ev_1 PARTITION OF ev FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');";

describe("quiet", () => {
  const cases: readonly (readonly [string, string, Case])[] = [
    [
      "SET NOT NULL that a validated check proves",
      "require-backfill",
      { history: `${USERS}\nALTER TABLE users ADD CONSTRAINT f CHECK (email IS NOT NULL);`, migration: "ALTER TABLE users ALTER email SET NOT NULL;" },
    ],
    ...["no-set-not-null-scan", "require-backfill"].map((rule): [string, string, Case] => [
      "SET NOT NULL that a part of a validated check proves",
      rule,
      {
        history: `${USERS}\nALTER TABLE users RENAME COLUMN name TO mail;\nALTER TABLE users ADD CONSTRAINT f CHECK (mail IS NOT NULL AND (length(mail) > 3 AND role IS NOT NULL));\nALTER TABLE users RENAME COLUMN mail TO nick;`,
        migration: "ALTER TABLE users ALTER nick SET NOT NULL;",
      },
    ]),
    ["the default stands in the same statement", "require-backfill", { history: USERS, migration: "ALTER TABLE users ADD COLUMN x int DEFAULT 1, ALTER x SET NOT NULL;" }],
    [
      "rows come after the column of a new table",
      "no-required-column",
      { migration: "CREATE TABLE q (id int PRIMARY KEY);\nALTER TABLE q ADD COLUMN z text NOT NULL;\nINSERT INTO q VALUES (1, 'a');" },
    ],
    ["a column of this pull request is dropped: data", "no-data-loss", { history: USERS, migration: ["ALTER TABLE users ADD COLUMN x text;", "ALTER TABLE users DROP COLUMN x;"] }],
    [
      "a column of this pull request is dropped: the running version",
      "no-drop-in-same-deploy",
      { history: USERS, migration: ["ALTER TABLE users ADD COLUMN x text;", "ALTER TABLE users DROP COLUMN x;"] },
    ],
    [
      "a column of this pull request is dropped: phases",
      "no-mixed-phases",
      { history: USERS, migration: ["ALTER TABLE users ADD COLUMN x text;", "ALTER TABLE users DROP COLUMN x;"] },
    ],
    ["a column of this pull request is renamed", "no-column-rename", { history: USERS, migration: ["ALTER TABLE users ADD COLUMN x text;", "ALTER TABLE users RENAME x TO y;"] }],
    [
      "ADD COLUMN IF NOT EXISTS of one that is there",
      "no-volatile-default",
      { history: USERS, migration: "ALTER TABLE users ADD COLUMN IF NOT EXISTS name text DEFAULT gen_random_uuid()::text;" },
    ],
    [
      "CREATE INDEX IF NOT EXISTS of one that is there",
      "require-concurrent-index",
      { history: `${USERS}\nCREATE INDEX i ON users (email);`, migration: "CREATE INDEX IF NOT EXISTS i ON users (email);" },
    ],
    [
      "UPDATE … FROM (VALUES …)",
      "require-chunked-backfill",
      { history: USERS, migration: "UPDATE users SET role = v.role FROM (VALUES (1, 'a'), (2, 'b')) AS v(id, role) WHERE users.id = v.id;" },
    ],
    ["a comment that says from", "require-chunked-backfill", { history: ORDERS, migration: "UPDATE orders SET note = 'x' -- moved from users\nWHERE status = 'finished';" }],
    [
      "permissions by their unique names",
      "require-chunked-backfill",
      { history: SEEDS, migration: "INSERT INTO role_permissions SELECT r.id, p.id FROM roles r JOIN permissions p ON p.name IN ('read', 'write') WHERE r.name = 'admin';" },
    ],
    [
      "rows of a listed temporary table",
      "require-chunked-backfill",
      { history: SEEDS, migration: "CREATE TEMP TABLE seed (id int, name text);\nINSERT INTO seed VALUES (1, 'a');\nINSERT INTO roles SELECT id, name FROM seed;" },
    ],
    [
      "rows that the statement moves",
      "no-data-loss",
      { history: ORDERS, migration: "CREATE TABLE archive (LIKE orders);\nWITH d AS (DELETE FROM orders RETURNING *) INSERT INTO archive SELECT * FROM d;" },
    ],
    [
      "a function that the history made STABLE",
      "no-volatile-default",
      {
        history: `${USERS}\nCREATE FUNCTION tenant() RETURNS text LANGUAGE sql STABLE AS $$ SELECT 'x'::text $$;`,
        migration: "ALTER TABLE users ADD COLUMN t text DEFAULT tenant();",
      },
    ],
    ["auth.uid() of Supabase", "no-volatile-default", { history: USERS, migration: "ALTER TABLE users ADD COLUMN owner uuid DEFAULT auth.uid();" }],
    [
      "a DO block that looks for duplicates",
      "no-unchecked-unique",
      {
        history: USERS,
        migration: [
          "DO $$ BEGIN IF EXISTS (SELECT 1 FROM users GROUP BY email HAVING count(*) > 1) THEN RAISE EXCEPTION 'twice'; END IF; END $$;",
          "CREATE UNIQUE INDEX CONCURRENTLY u ON users (email);",
        ],
      },
    ],
    ["a table and its new name are one", "no-lock-pileup", { history: USERS, migration: "ALTER TABLE users RENAME TO members;\nCREATE INDEX i ON members (email);" }],
    [
      "the partitions have the key already",
      "require-not-valid-foreign-key",
      {
        history: `${EVENTS}\nALTER TABLE ev_1 ADD CONSTRAINT f FOREIGN KEY (user_id) REFERENCES users (id);`,
        migration: "ALTER TABLE ev ADD CONSTRAINT f FOREIGN KEY (user_id) REFERENCES users (id);",
      },
    ],
  ];
  it.each(cases)("%s", async (_title, rule, given) => expect(await toldBy(rule, given)).toEqual([]));

  it.each([
    ["ALTER TABLE users DROP COLUMN nick;", 0],
    ["ALTER TABLE users DROP COLUMN nick, ADD COLUMN nickname text;", 0],
    ["ALTER TABLE users ALTER COLUMN nick TYPE varchar(20);", 0],
    ["ALTER TABLE users RENAME COLUMN nick TO nickname;", 0],
    ["ALTER TABLE users DROP COLUMN nick, ALTER COLUMN role TYPE varchar(3);", 1],
    ["UPDATE users SET nick = name, role = 'x' WHERE id IN (1, 2);", 1],
  ])("what this pull request itself adds needs no way back: %s", async (next, count) => {
    const given = { history: USERS, migration: ["SET lock_timeout = '5s';\nALTER TABLE users ADD COLUMN nick text;", `SET lock_timeout = '5s';\n${next}`] };
    expect(await toldBy("require-rollback-plan", given)).toHaveLength(count);
  });

  it("Flyway's repeatable migrations are edited", async () => {
    const text = "CREATE OR REPLACE VIEW v AS SELECT 1 AS a";
    const files = (more: string) => [
      { path: "db/migration/V1__a.sql", text: "CREATE TABLE a (id int PRIMARY KEY);" },
      { path: "db/migration/R__v.sql", text: `${text}${more};` },
    ];
    const { findings } = await lint({ files: files(", 2 AS b"), base: files("") });
    expect(findings.filter(({ rule }) => rule === "no-edited-migration")).toEqual([]);
  });
});

describe("told", () => {
  const IF = "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_indexes WHERE indexname = 'i') THEN CREATE INDEX i ON users (email); END IF; END $$;";
  const cases: readonly (readonly [string, string, Case])[] = [
    [
      "a check that allows null in one of its cases proves nothing",
      "no-set-not-null-scan",
      { history: `${USERS}\nALTER TABLE users ADD CONSTRAINT f CHECK (email IS NOT NULL OR name IS NOT NULL);`, migration: "ALTER TABLE users ALTER email SET NOT NULL;" },
    ],
    ["CONCURRENTLY on a partitioned table, which PostgreSQL refuses", "require-concurrent-index", { history: EVENTS, migration: "CREATE INDEX CONCURRENTLY i ON ev (kind);" }],
    ["CREATE INDEX in a DO block", "require-concurrent-index", { history: USERS, migration: IF }],
    ["CREATE INDEX with a comment in it", "require-concurrent-index", { history: USERS, migration: "CREATE /* big */ INDEX i ON users (email);" }],
    [
      "CONCURRENTLY in a DO block, whatever the runner",
      "no-concurrently-in-transaction",
      { history: USERS, migration: "DO $$ BEGIN EXECUTE 'CREATE INDEX CONCURRENTLY i ON users (email)'; END $$;", config: { runner: "none" } },
    ],
    ["a required list", "no-required-column", { history: USERS, migration: "ALTER TABLE users ADD COLUMN tags text[] NOT NULL;" }],
    [
      "a guard behind a sub-select",
      "require-chunked-backfill",
      { history: ORDERS, migration: "UPDATE orders SET user_name = (SELECT name FROM users WHERE users.id = orders.user_id) WHERE user_name IS NULL;" },
    ],
    ["a guard in a DO block", "require-chunked-backfill", { history: ORDERS, migration: "DO $$ BEGIN UPDATE orders SET note = 'x' WHERE note IS NULL; END $$;" }],
    [
      "a key beside its new column",
      "require-not-valid-foreign-key",
      { history: ORDERS, migration: "ALTER TABLE orders ADD COLUMN s bigint, ADD CONSTRAINT f FOREIGN KEY (s) REFERENCES users (id);" },
    ],
    [
      "NOT VALID and VALIDATE in one statement",
      "no-validate-in-same-transaction",
      { history: ORDERS, migration: "ALTER TABLE orders ADD CONSTRAINT c CHECK (cents > 0) NOT VALID, VALIDATE CONSTRAINT c;", config: { runner: "none" } },
    ],
    [
      "a check does not help before PostgreSQL 12",
      "no-set-not-null-scan",
      { history: `${USERS}\nALTER TABLE users ADD CONSTRAINT f CHECK (email IS NOT NULL);`, migration: "ALTER TABLE users ALTER email SET NOT NULL;", config: { postgres: 11 } },
    ],
    [
      "a checked domain with a default",
      "no-rewriting-column",
      { history: `${USERS}\nCREATE DOMAIN posint AS int CHECK (VALUE > 0);`, migration: "ALTER TABLE users ADD COLUMN n posint DEFAULT 1;" },
    ],
    [
      "an enum of an earlier file",
      "no-enum-value-use-in-transaction",
      {
        history: USERS,
        migration: ["CREATE TYPE k AS ENUM ('a');", "ALTER TYPE k ADD VALUE 'b';\nALTER TABLE users ADD COLUMN k k DEFAULT 'b';"],
        config: { runner: "transaction" },
      },
    ],
    [
      "Drizzle runs all files in one transaction",
      "no-enum-value-use-in-transaction",
      {
        history: `CREATE TYPE k AS ENUM ('a');\nCREATE TABLE t (id int PRIMARY KEY, k k);`,
        migration: ["ALTER TYPE k ADD VALUE 'b';", "ALTER TABLE t ALTER k SET DEFAULT 'b';"],
        config: { runner: "drizzle" },
      },
    ],
  ];
  it.each(cases)("%s", async (_title, rule, given) => expect(await toldBy(rule, given)).toHaveLength(1));
});

describe("advice", () => {
  const advice = async (rule: string, given: Case): Promise<readonly string[]> => (await toldBy(rule, given)).map((finding) => finding.advice?.text ?? "");

  it("drops one index after the other, and never by CASCADE", async () => {
    const history = `${USERS}\nCREATE INDEX i ON users (email);\nCREATE INDEX j ON users (name);`;
    expect(await advice("require-concurrent-index-drop", { history, migration: "DROP INDEX i, j;" })).toEqual(["DROP INDEX CONCURRENTLY i;", "DROP INDEX CONCURRENTLY j;"]);
    expect(await advice("require-concurrent-index-drop", { history, migration: "DROP INDEX i CASCADE;" })).toEqual(["DROP INDEX CONCURRENTLY i;"]);
    for (const migration of ["DROP INDEX i, j;", "DROP INDEX i CASCADE;"])
      for (const { fix } of await toldBy("require-concurrent-index-drop", { history, migration })) expect(fix).toBeUndefined();
  });

  it("does not name NOT VALID or CONCURRENTLY where a partitioned table refuses them", async () => {
    const [key] = await toldBy("require-not-valid-foreign-key", { history: EVENTS, migration: "ALTER TABLE ev ADD CONSTRAINT f FOREIGN KEY (user_id) REFERENCES users (id);" });
    expect(key?.advice?.text).toContain("ALTER TABLE <partition> ADD CONSTRAINT f FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;");
    expect(key?.advice?.text).not.toContain("ALTER TABLE ev ADD CONSTRAINT f FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID");
    expect(key?.fix).toBeUndefined();
    expect((await advice("require-unique-using-index", { history: EVENTS, migration: "ALTER TABLE ev ADD CONSTRAINT u UNIQUE (kind, at);" }))[0]).not.toMatch(
      /CONCURRENTLY u ON ev /,
    );
    expect((await advice("require-concurrent-index-drop", { history: `${EVENTS}\nCREATE INDEX i ON ev (kind);`, migration: "DROP INDEX i;" }))[0]).toBe("");
  });

  it("keeps what the author wrote of a constraint", async () => {
    const key = "ADD CONSTRAINT f FOREIGN KEY (user_id) REFERENCES auth.users MATCH FULL ON DELETE SET NULL (user_id) INITIALLY DEFERRED";
    expect((await advice("require-not-valid-foreign-key", { history: ORDERS, migration: `ALTER TABLE orders ${key};` }))[0]).toContain(`ALTER TABLE orders ${key} NOT VALID;`);
    const unique = (await advice("require-unique-using-index", { history: USERS, migration: "ALTER TABLE users ADD CONSTRAINT u UNIQUE (email) INCLUDE (name) DEFERRABLE;" }))[0];
    expect(unique).toContain("ON users (email) INCLUDE (name);");
    expect(unique).toContain("UNIQUE USING INDEX u DEFERRABLE;");
  });

  it("fills a primary key's columns first, and frees its name", async () => {
    const nullable = (await advice("require-unique-using-index", { history: "CREATE TABLE t (id bigint);", migration: "ALTER TABLE t ADD PRIMARY KEY (id);" }))[0];
    expect(nullable).toContain("CHECK (id IS NOT NULL) NOT VALID;");
    const swapped = (
      await advice("require-unique-using-index", {
        history: "CREATE TABLE t (id text PRIMARY KEY, b int NOT NULL);",
        migration: "ALTER TABLE t DROP CONSTRAINT t_pkey, ADD CONSTRAINT t_pkey PRIMARY KEY (id, b);",
      })
    )[0];
    expect(swapped).toContain("CREATE UNIQUE INDEX CONCURRENTLY t_pkey_new ON t (id, b);");
    expect(swapped).toContain("DROP CONSTRAINT t_pkey, ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX t_pkey_new;");
  });

  it("takes over USING", async () => {
    const history = "CREATE TABLE j (id int PRIMARY KEY, d bigint);";
    expect((await advice("no-table-rewrite", { history, migration: "ALTER TABLE j ALTER d TYPE timestamptz USING to_timestamp(d);" }))[0]).toContain(
      "SET d_new = to_timestamp(d) WHERE",
    );
  });

  it("finds the rows that are not done", async () => {
    const of = async (migration: string) => (await advice("require-chunked-backfill", { history: ORDERS, migration }))[0];
    expect(await of("UPDATE orders SET status = 'x';")).toContain("WHERE status IS DISTINCT FROM ('x') ORDER BY id");
    expect(await of("UPDATE orders o SET note = lower(o.status) WHERE o.note IS NULL;")).toBe(
      "UPDATE orders o SET note = lower(o.status)\nWHERE o.id IN (\n  SELECT o.id FROM orders o WHERE o.note IS NULL ORDER BY o.id LIMIT 5000);",
    );
    expect(await of("UPDATE orders SET cents = cents * 100;")).toMatch(/^(?:--.*\n?)+$/);
    expect(await of("UPDATE orders SET note = 'where x is null';")).toContain("WHERE note IS DISTINCT FROM ('where x is null')");
    expect(await of("DO $$ BEGIN UPDATE orders SET status = 'x'; END $$;")).toContain("UPDATE orders SET status = 'x'\nWHERE id IN");
  });

  it("walks a table by a key that it has", async () => {
    const history = "CREATE TABLE j (a int, b int);";
    expect((await advice("no-table-rewrite", { history, migration: "ALTER TABLE j ALTER a TYPE bigint;" }))[0]).toContain("SELECT ctid FROM j");
    expect((await advice("no-data-loss", { history, migration: "ALTER TABLE j DROP COLUMN b;" }))[0]).toBe("CREATE TABLE j_dropped AS SELECT * FROM j;");
    expect((await advice("no-data-loss", { history: USERS, migration: "ALTER TABLE users DROP COLUMN id;" }))[0]).toBe("CREATE TABLE users_dropped AS SELECT id FROM users;");
  });
});
