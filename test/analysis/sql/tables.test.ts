import { beforeAll, describe, expect, it } from "vitest";
import { prepareSql } from "../../../src/analysis/sql/libpg.ts";
import { ofKind } from "../../../src/model/change.ts";
import { changesOf, read, statementsOf, tableAfter, words } from "./history.ts";

beforeAll(prepareSql);

describe("CREATE TABLE", () => {
  it("gives columns with canonical types, nullability and defaults of each kind", () => {
    const table = tableAfter(
      `CREATE TYPE mood AS ENUM ('sad'); CREATE DOMAIN short AS text;
       CREATE TABLE a (id bigserial, v varchar(20), n numeric(8), l int4[] NOT NULL, t timestamptz(3) DEFAULT now(), u uuid DEFAULT gen_random_uuid(),
         c text DEFAULT 'x' || 'y', s int DEFAULT nextval('q'), m mood DEFAULT 'sad'::mood, d short, o citext, i int GENERATED ALWAYS AS IDENTITY, g text GENERATED ALWAYS AS (upper(v)) STORED, e text DEFAULT NULL)`,
      "a",
    );
    const told = table.columns.map(({ name, type, nullable, default: value, generated }) =>
      [name, type.name, type.modifiers.join(), type.list ? "list" : "", type.category, nullable ? "null" : "", value?.kind ?? "", generated ?? ""].join("|"),
    );
    expect(told).toEqual([
      "id|bigint|||builtin||sequence|",
      "v|character varying|20||builtin|null||",
      "n|numeric|8,0||builtin|null||",
      "l|integer||list|builtin|||",
      "t|timestamp with time zone|3||builtin|null|stable|",
      "u|uuid|||builtin|null|volatile|",
      "c|text|||builtin|null|constant|",
      "s|integer|||builtin|null|sequence|",
      "m|mood|||enum|null|constant|",
      "d|short|||domain|null||",
      "o|citext|||unknown|null||",
      "i|integer|||builtin|||identity-always",
      "g|text|||builtin|null||stored",
      "e|text|||builtin|null||",
    ]);
  });

  it("gives each column and constraint its own place, with comments in between", () => {
    const result = read("CREATE TABLE a (\n  id int PRIMARY KEY, -- the id, of course\n  b text DEFAULT 'x, y' /* z */ NOT NULL,\n  CONSTRAINT c CHECK (b <> ',')\n);");
    const table = result.catalog.after.tables.get("a")!;
    expect(table.columns.map(({ span }) => words(result, span))).toEqual(["id int PRIMARY KEY", "b text DEFAULT 'x, y' /* z */ NOT NULL"]);
    expect(words(result, table.checks[0]!.span)).toBe("CONSTRAINT c CHECK (b <> ',')");
    expect(words(result, table.nameSpan)).toBe("a");
    expect(table.columns[1]?.default).toEqual({ expression: "'x, y'", kind: "constant" });
  });

  it("gives the same places without comments, by the shorter way", () => {
    const result = read('CREATE TABLE "É" (id int PRIMARY KEY , b text\n,CONSTRAINT c CHECK (b IS NOT NULL));');
    const table = result.catalog.after.tables.get("É")!;
    expect(table.columns.map(({ span }) => words(result, span))).toEqual(["id int PRIMARY KEY", "b text"]);
    expect(table.checks.map(({ span, notNullColumn }) => [words(result, span), notNullColumn])).toEqual([["CONSTRAINT c CHECK (b IS NOT NULL)", "b"]]);
  });

  it("copies columns by LIKE and INHERITS, and keys into partitions", () => {
    const history = "CREATE TABLE p (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at); CREATE INDEX ON p (at);";
    const partition = tableAfter("CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')", "p1", [history]);
    expect(partition.partitionOf).toBe("p");
    expect([partition.primaryKey?.name, partition.indexes[0]?.name]).toEqual(["p1_pkey", "p1_at_idx"]);
    expect(tableAfter("CREATE TABLE l (LIKE p INCLUDING INDEXES, x int)", "l", [history]).columns.map(({ name }) => name)).toEqual(["id", "at", "x"]);
    expect(tableAfter("CREATE TABLE l (LIKE unknown)", "l").complete).toBe(false);
    expect(tableAfter("CREATE TABLE k (y int) INHERITS (p)", "k", [history]).columns.map(({ name }) => name)).toEqual(["id", "at", "y"]);
  });

  it("says which tables its foreign keys refer to", () => {
    const [change] = ofKind(
      changesOf("CREATE TABLE b (a int REFERENCES a ON DELETE CASCADE, c int, FOREIGN KEY (c) REFERENCES gone (id))", ["CREATE TABLE a (id int PRIMARY KEY)"]),
      "create-table",
    );
    expect(change?.references).toEqual([
      { table: "a", isNew: false },
      { table: "gone", isNew: false },
    ]);
    expect(change?.after?.foreignKeys).toMatchObject([
      { name: "b_a_fkey", references: { table: "a", columns: ["id"] }, onDelete: "cascade", onDeleteStated: true, valid: true, enforced: true },
      { name: "b_c_fkey", references: { table: "gone", columns: ["id"] }, onDelete: "no-action", onDeleteStated: false },
    ]);
  });

  it("finds the key of the table it stands in", () => {
    expect(tableAfter("CREATE TABLE a (id int PRIMARY KEY, parent int REFERENCES a)", "a").foreignKeys[0]?.references).toEqual({ table: "a", columns: ["id"] });
  });
});

describe("ALTER TABLE", () => {
  it("is one change for each action, each with its own place", () => {
    const sql = "ALTER TABLE ONLY a /* x, y */ ADD COLUMN n numeric(8,2) DEFAULT 0, ALTER COLUMN b TYPE int USING round(b, 2)::int -- z,\n , DROP CONSTRAINT IF EXISTS c;";
    const result = read(sql, ["CREATE TABLE a (b text)"]);
    const changes = statementsOf(result)[0]!.changes;
    expect(changes.map(({ kind, span }) => [kind, words(result, span)])).toEqual([
      ["add-column", "ADD COLUMN n numeric(8,2) DEFAULT 0"],
      ["alter-column", "ALTER COLUMN b TYPE int USING round(b, 2)::int"],
      ["drop-constraint", "DROP CONSTRAINT IF EXISTS c"],
    ]);
    expect(changes[1]).toMatchObject({ action: "type", from: { type: { name: "text" } }, to: { type: { name: "integer" } }, using: "round(b, 2)::int" });
  });

  it("adds what stands in a column's definition as changes of the same place", () => {
    const changes = changesOf("ALTER TABLE a ADD COLUMN b int UNIQUE REFERENCES c (id) CHECK (b > 0)", ["CREATE TABLE a (id int); CREATE TABLE c (id int PRIMARY KEY)"]);
    expect(changes.map(({ kind }) => kind)).toEqual(["add-column", "add-unique", "add-foreign-key", "add-check"]);
    expect(changes.slice(1).every((change) => "withColumn" in change && change.withColumn)).toBe(true);
  });

  it("tells the forms of ALTER COLUMN apart", () => {
    const sql = `ALTER TABLE a ALTER b SET NOT NULL, ALTER b DROP NOT NULL, ALTER b SET DEFAULT now() + interval '1 day', ALTER b DROP DEFAULT, ALTER b SET DEFAULT NULL,
      ALTER i ADD GENERATED BY DEFAULT AS IDENTITY, ALTER i SET GENERATED ALWAYS, ALTER i DROP IDENTITY, ALTER g DROP EXPRESSION`;
    const changes = ofKind(changesOf(sql, ["CREATE TABLE a (b timestamptz, i int NOT NULL, g int GENERATED ALWAYS AS (i) STORED)"]), "alter-column");
    expect(changes.map(({ action, to }) => [action, to?.nullable, to?.default?.kind, to?.generated])).toEqual([
      ["set-not-null", false, undefined, undefined],
      ["drop-not-null", true, undefined, undefined],
      ["set-default", true, "stable", undefined],
      ["drop-default", true, undefined, undefined],
      ["drop-default", true, undefined, undefined],
      ["identity", false, undefined, "identity-by-default"],
      ["identity", false, undefined, "identity-always"],
      ["identity", false, undefined, undefined],
      ["generated", true, undefined, undefined],
    ]);
  });

  it("knows constraints by the names that PostgreSQL gave them", () => {
    const history = "CREATE TABLE u (id int PRIMARY KEY, e text UNIQUE, p int REFERENCES u, CHECK (id > 0)); ALTER TABLE u ADD CONSTRAINT nn NOT NULL e NOT VALID;";
    const sql =
      "ALTER TABLE u DROP CONSTRAINT u_pkey, DROP CONSTRAINT u_e_key, DROP CONSTRAINT u_p_fkey, DROP CONSTRAINT u_id_check, VALIDATE CONSTRAINT nn, DROP CONSTRAINT nn, DROP CONSTRAINT zzz";
    const changes = changesOf(sql, [history]);
    expect(changes.map((change) => ("constraint" in change ? change.constraint : undefined))).toEqual([
      "primary-key",
      "unique",
      "foreign-key",
      "check",
      "not-null",
      "not-null",
      undefined,
    ]);
    expect(changes[2]).toMatchObject({ references: "u" });
    expect(changes[4]).toMatchObject({ before: { columns: [{}, { nullable: true }, {}] }, after: { columns: [{}, { nullable: false }, {}] } });
  });

  it("makes a constraint of an index", () => {
    const table = tableAfter("ALTER TABLE a ADD CONSTRAINT a_unique UNIQUE USING INDEX i", "a", ["CREATE TABLE a (b int); CREATE UNIQUE INDEX i ON a (b DESC)"]);
    expect(table.indexes).toMatchObject([{ name: "a_unique", constraint: true, unique: true, columns: [{ column: "b", order: "desc" }] }]);
  });
});

describe("CREATE INDEX", () => {
  it("keeps expressions, operator classes, order and predicate as written", () => {
    const [change] = ofKind(
      changesOf(
        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY a USING gin (b DESC, lower(c) text_ops, (d || ',')) INCLUDE (e) NULLS NOT DISTINCT WHERE f IS NULL AND g = ';'",
      ),
      "add-index",
    );
    expect(change).toMatchObject({ table: "a", concurrently: true, ifNotExists: true, onlyParent: true, before: undefined, isNew: false });
    expect(change?.index).toMatchObject({
      name: "i",
      method: "gin",
      unique: true,
      constraint: false,
      nullsNotDistinct: true,
      include: ["e"],
      where: "f IS NULL AND g = ';'",
      columns: [{ column: "b", order: "desc" }, { expression: "lower(c)", opclass: "text_ops" }, { expression: "d || ','" }],
    });
  });
});
