import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffSchemas } from "../../../src/analysis/diff/diff-schemas.ts";
import { readSchema } from "../../../src/analysis/prisma/read-schema.ts";
import { type Change, isTableChange } from "../../../src/model/change.ts";
import type { Schema, Table } from "../../../src/model/schema.ts";

function schema(text: string, side: "base" | "head" = "head"): Schema {
  return readSchema([{ path: "schema.prisma", text }], side).schema;
}

function diff(before: string, after: string): Change[] {
  return diffSchemas(schema(before, "base"), schema(after));
}

/** `add-column Post.title`, in the order of the diff. */
function words(changes: readonly Change[]): string[] {
  return changes.map((change) => {
    const subject = "table" in change ? change.table : "enum" in change ? (typeof change.enum === "string" ? change.enum : change.enum.name) : "";
    const detail =
      "column" in change ? (typeof change.column === "string" ? change.column : change.column.name) : "name" in change ? change.name : "value" in change ? change.value : "";
    return `${change.kind} ${[subject, detail].filter(Boolean).join(".")}`;
  });
}

const USER = "model User {\n  id Int @id\n  email String @unique\n}\n";

describe("what a pull request changes", () => {
  it("a new model: its table, and its indexes and foreign keys as new", () => {
    const after = `${USER.replace("}", "  posts Post[]\n}")}model Post {\n  id Int @id\n  slug String @unique\n  userId Int\n  user User @relation(fields: [userId], references: [id])\n  @@index([userId])\n}\n`;
    const changes = diff(USER, after);
    expect(words(changes)).toEqual(["create-table Post", "add-index Post", "add-index Post", "add-foreign-key Post"]);
    expect(changes.every((change) => "isNew" in change && change.isNew)).toBe(true);
    expect(changes.at(-1)).toMatchObject({ referencesNew: false, foreignKey: { columns: ["userId"] }, after: { name: "Post" } });
  });

  it("fields and attributes, each at its own line of the head, of the base for what is gone", () => {
    const before = "model Post {\n  id Int @id\n  title String\n  views Int\n  @@index([title])\n}\n";
    const after = "model Post {\n  id Int @id\n  title String?\n  body String\n  @@index([body])\n}\n";
    const changes = diff(before, after);
    expect(words(changes)).toEqual(["alter-column Post.title", "add-column Post.body", "drop-column Post.views", "add-index Post", "drop-index Post.Post_title_idx"]);
    expect(changes.map(({ span }) => [span.side, (span.side === "head" ? after : before).slice(span.start, span.end)])).toEqual([
      ["head", "title String?"],
      ["head", "body String"],
      ["base", "views Int"],
      ["head", "@@index([body])"],
      ["base", "@@index([title])"],
    ]);
    expect(changes[2]).toMatchObject({ dropped: { type: { name: "integer" } }, isNew: false });
  });

  it.each([
    ["n Int", "n BigInt", "type"],
    ["n String @db.VarChar(10)", "n String @db.VarChar(20)", "type"],
    ["n Int?", "n Int", "set-not-null"],
    ["n Int", "n Int?", "drop-not-null"],
    ["n Int", "n Int @default(0)", "set-default"],
    ["n Int @default(0)", "n Int @default(1)", "set-default"],
    ["n Int @default(0)", "n Int", "drop-default"],
    ["n Int", "n BigInt?", "several"],
  ])("%s → %s is alter-column %s", (before, after, action) => {
    const model = (field: string) => `model A {\n  id Int @id\n  ${field}\n}\n`;
    expect(diff(model(before), model(after))).toMatchObject([{ kind: "alter-column", column: "n", action }]);
  });

  it("an enum's values, and implicit many-to-many relations", () => {
    const models = (a: string, b: string) => `model A {\n  id Int @id\n${a}}\nmodel B {\n  id Int @id\n${b}}\n`;
    const before = `enum Role {\n  A\n  B\n}\n${models("", "")}`;
    const after = `enum Role {\n  B\n  C\n}\nenum More {\n  X\n}\n${models("  bs B[]\n", "  as A[]\n")}`;
    expect(words(diff(before, after))).toEqual(["add-enum-value Role.C", "drop-enum-value Role.A", "create-enum More", "create-implicit-join _AToB"]);
    expect(words(diff(after, before))).toEqual(["add-enum-value Role.A", "drop-enum-value Role.C", "drop-type More", "drop-implicit-join _AToB"]);
  });

  it("a changed onDelete drops the foreign key and adds it again", () => {
    const model = (action: string) => `model U {\n  id Int @id\n  ps P[]\n}\nmodel P {\n  id Int @id\n  uId Int\n  u U @relation(fields: [uId], references: [id]${action})\n}\n`;
    expect(words(diff(model(""), model(", onDelete: Cascade")))).toEqual(["add-foreign-key P", "drop-constraint P.P_uId_fkey"]);
    expect(diff(model(""), model(", onDelete: Restrict"))).toEqual([]);
  });

  it("another primary key", () => {
    expect(words(diff("model A {\n  a Int @id\n  b Int\n}\n", "model A {\n  a Int\n  b Int\n  @@id([a, b])\n}\n"))).toEqual(["drop-constraint A.A_pkey", "add-primary-key A"]);
  });

  it("a name given to an index is a rename; the name that it had anyway is nothing", () => {
    const model = (map: string) => `model A {\n  id Int @id\n  b Int\n  @@index([b]${map})\n}\n`;
    expect(diff(model(""), model(', map: "by_b"'))).toMatchObject([{ kind: "rename-index", name: "A_b_idx", to: "by_b" }]);
    expect(diff(model(""), model(', map: "A_b_idx"'))).toEqual([]);
  });
});

describe("what is no change of the database", () => {
  it("a model, field or enum value renamed in Prisma under its @@map and @map", () => {
    const before = 'model User {\n  id Int @id\n  name String @map("full_name")\n  role Role\n  @@map("users")\n}\nenum Role {\n  ADMIN @map("admin")\n  @@map("role")\n}\n';
    const after = 'model Account {\n  id Int @id\n  fullName String @map("full_name")\n  role Kind\n  @@map("users")\n}\nenum Kind {\n  Boss @map("admin")\n  @@map("role")\n}\n';
    expect(diff(before, after)).toEqual([]);
  });

  it("comments, layout, the order of models and fields, @ignore and defaults that only the client knows", () => {
    const before = "model A {\n  id String @id\n  b Int\n  t DateTime\n}\nmodel B {\n  id Int @id\n}\n";
    const after = "// moved\nmodel B {\n  id Int @id\n}\n/// doc\nmodel A {\n  t DateTime @updatedAt\n  b   Int @ignore\n  id String @id @default(cuid())\n}\n";
    expect(diff(before, after)).toEqual([]);
  });
});

describe("SQL's own schemas", () => {
  const span = (start: number) => ({ path: "migrations/1.sql", side: "head" as const, start, end: start + 10 });
  const table = (name: string, more: Partial<Table> = {}): Table => ({
    name,
    kind: "table",
    columns: [],
    indexes: [],
    foreignKeys: [],
    checks: [],
    ignored: false,
    complete: true,
    persistence: "permanent",
    span: span(0),
    nameSpan: span(0),
    ...more,
  });
  const column = (name: string, start: number) => ({
    name,
    type: { name: "text", modifiers: [], list: false, category: "builtin" as const },
    nullable: true,
    updatedAt: false,
    ignored: false,
    span: span(start),
  });
  const sql = (...tables: Table[]): Schema => ({ tables: new Map(tables.map((one) => [one.name, one])), enums: new Map(), implicitJoins: [] });

  it("a renamed table or column keeps the place of its declaration and is not new", () => {
    const changes = diffSchemas(sql(table("old", { columns: [column("a", 20)] })), sql(table("new", { columns: [column("b", 20)] })));
    expect(words(changes)).toEqual(["rename-table old", "rename-column new.a"]);
    expect(diffSchemas(sql(table("old")), sql(table("other", { span: span(50) }))).map(({ kind }) => kind)).toEqual(["create-table", "drop-table"]);
  });

  it("a renamed table whose old name a view has taken is not new", () => {
    const changes = diffSchemas(sql(table("old")), sql(table("old", { kind: "view", span: span(90) }), table("new")));
    expect(words(changes)).toEqual(["create-view old", "rename-table old"]);
  });

  it("tables made by one block of code have one place and are not taken for each other", () => {
    const changes = diffSchemas(sql(table("a"), table("b")), sql(table("c"), table("d")));
    expect(changes.map(({ kind }) => kind)).toEqual(["create-table", "create-table", "drop-table", "drop-table"]);
  });

  it("a table that the history never saw being made is not new when a migration first speaks of it", () => {
    expect(diffSchemas(sql(), sql(table("legacy", { complete: false, columns: [column("a", 20)] })))).toMatchObject([{ kind: "add-column", table: "legacy", isNew: false }]);
  });

  it("a foreign key or check validated later", () => {
    const key = {
      columns: ["a"],
      references: { table: "t", columns: ["id"] },
      onDelete: "no-action",
      onUpdate: "no-action",
      onDeleteStated: false,
      enforced: true,
      name: "fk",
      span: span(30),
    } as const;
    const check = { name: "c", expression: "a IS NOT NULL", span: span(40) };
    const [before, after] = [false, true].map((valid) => sql(table("x", { foreignKeys: [{ ...key, valid }], checks: [{ ...check, valid }] })));
    expect(words(diffSchemas(before!, after!))).toEqual(["validate-constraint x.fk", "validate-constraint x.c"]);
  });

  it("a view is no table", () => {
    expect(diffSchemas(sql(), sql(table("v", { kind: "view", indexes: [] })))).toMatchObject([{ kind: "create-view", materialized: false }]);
  });
});

/** Small schemas of tables A–D with fields a–e, keys and relations to A; `shuffled` is the same in another order. */
const field = fc.record({
  name: fc.constantFrom("a", "b", "c", "d", "e"),
  type: fc.constantFrom("Int", "String", "Json", "DateTime", "String @db.VarChar(9)"),
  optional: fc.boolean(),
  unique: fc.boolean(),
  default: fc.boolean(),
});
const model = fc.record({
  name: fc.constantFrom("A", "B", "C", "D"),
  fields: fc.uniqueArray(field, { selector: ({ name }) => name, maxLength: 5 }),
  indexed: fc.boolean(),
  relation: fc.boolean(),
});
const models = fc.uniqueArray(model, { selector: ({ name }) => name, maxLength: 4 });
type Models = typeof models extends fc.Arbitrary<infer T> ? T : never;

function write(list: Models, relations = true): string {
  return list
    .map(({ name, fields, indexed, relation }) => {
      const lines = fields.map(({ name: f, type, optional, unique, default: fallback }) => {
        const [base, native = ""] = type.split(" ");
        return `  ${f} ${base}${optional ? "?" : ""} ${native}${unique ? " @unique" : ""}${fallback && base === "Int" ? " @default(1)" : ""}`;
      });
      const index = indexed && fields[0] ? [`  @@index([${fields[0].name}])`] : [];
      const related =
        relation && relations && list.some((other) => other.name === "A") && name !== "A" ? ["  rel Int", '  to A @relation("x", fields: [rel], references: [id])'] : [];
      return `model ${name} {\n  id Int @id\n${[...lines, ...related, ...index].join("\n")}\n}\n`;
    })
    .join("\n");
}

describe("laws", () => {
  it("nothing differs from itself, nor from itself moved down and reordered", () => {
    fc.assert(
      fc.property(models, (list) => {
        expect(diffSchemas(schema(write(list), "base"), schema(write(list)))).toEqual([]);
        const reordered = [...list].reverse().map((one) => ({ ...one, fields: one.indexed ? one.fields : [...one.fields].reverse() }));
        expect(diffSchemas(schema(write(list), "base"), schema(`// moved\n\n${write(reordered)}`))).toEqual([]);
      }),
    );
  });

  it("two schemas that differ in the database differ in changes, both ways", () => {
    /** What the database sees, in an order of its own. */
    const facts = (value: Schema) =>
      [...value.tables.values()]
        .map((one) =>
          JSON.stringify([
            one.name,
            one.columns.map(({ name, type, nullable, default: fallback }) => [name, type.name, type.modifiers, nullable, fallback?.expression]).sort(),
            one.indexes.map(({ unique, columns }) => [unique, columns.map(({ column }) => column)]).sort(),
            one.foreignKeys.map(({ columns, references }) => [columns, references]),
          ]),
        )
        .sort()
        .join("\n");
    fc.assert(
      fc.property(models, models, (one, other) => {
        const [a, b] = [schema(write(one)), schema(write(other))];
        const same = facts(a) === facts(b);
        expect(diffSchemas(a, b).length === 0).toBe(same);
        expect(diffSchemas(b, a).length === 0).toBe(same);
      }),
    );
  });

  it("a model that is added adds its own changes only, and taking it away drops it only", () => {
    fc.assert(
      fc.property(models, model, (list, extra) => {
        const added = { ...extra, name: "Z" as "A", relation: false };
        const changes = diffSchemas(schema(write(list)), schema(write([...list, added])));
        expect(changes[0]).toMatchObject({ kind: "create-table", table: "Z" });
        expect(changes.every((change) => isTableChange(change) && change.table === "Z" && change.isNew)).toBe(true);
        expect(diffSchemas(schema(write([...list, added])), schema(write(list)))).toMatchObject([{ kind: "drop-table", table: "Z" }]);
      }),
    );
  });

  it("playing the tables' and columns' changes onto the old schema gives the names of the new one", () => {
    fc.assert(
      fc.property(models, models, (one, other) => {
        const [before, after] = [schema(write(one, false)), schema(write(other, false))];
        const names = new Map([...before.tables.values()].map((t) => [t.name, new Set(t.columns.map(({ name }) => name))]));
        for (const change of diffSchemas(before, after)) {
          if (change.kind === "create-table") names.set(change.table, new Set(change.after!.columns.map(({ name }) => name)));
          if (change.kind === "drop-table") names.delete(change.table);
          if (change.kind === "add-column") names.get(change.table)!.add(change.column.name);
          if (change.kind === "drop-column") names.get(change.table)!.delete(change.column);
        }
        expect(names).toEqual(new Map([...after.tables.values()].map((t) => [t.name, new Set(t.columns.map(({ name }) => name))])));
      }),
    );
  });
});
