import { describe, expect, it } from "vitest";
import { isPostgres, readSchema } from "../../../src/analysis/prisma/read-schema.ts";
import type { Schema, Table } from "../../../src/model/schema.ts";
import type { Span } from "../../../src/model/source.ts";

function read(text: string): { schema: Schema; gaps: { reason: string; at: string }[]; textOf: (span: Span) => string } {
  const { schema, gaps } = readSchema([{ path: "prisma/schema.prisma", text }], "head");
  const textOf = ({ start, end }: Span) => text.slice(start, end);
  return { schema, gaps: gaps.map(({ reason, span }) => ({ reason, at: textOf(span) })), textOf };
}

function table(text: string, name: string): Table {
  const found = read(text).schema.tables.get(name);
  if (!found) throw new Error(`no table ${name}`);
  return found;
}

describe("names", () => {
  it("are the database's: @map, @@map and @@schema, with public left out", () => {
    const text = `
model User {
  id        Int    @id
  firstName String @map("first_name")
  @@map("users")
  @@schema("auth")
}
model Plain {
  id Int @id
  @@schema("public")
}`;
    const users = table(text, "auth.users");
    expect(users.model).toBe("User");
    expect(users.columns.map(({ name, field }) => [name, field])).toEqual([
      ["id", "id"],
      ["first_name", "firstName"],
    ]);
    expect(table(text, "Plain").name).toBe("Plain");
  });

  it("of enum values are the mapped ones", () => {
    const { schema } = read('enum Role {\n  ADMIN @map("admin")\n  USER\n  @@map("role")\n}');
    expect(schema.enums.get("role")).toMatchObject({ name: "role", model: "Role", values: ["admin", "USER"] });
  });
});

describe("types", () => {
  it.each([
    ["String", "text", []],
    ["Int", "integer", []],
    ["BigInt", "bigint", []],
    ["Float", "double precision", []],
    ["Decimal", "numeric", [65, 30]],
    ["Boolean", "boolean", []],
    ["DateTime", "timestamp without time zone", [3]],
    ["Json", "jsonb", []],
    ["Bytes", "bytea", []],
    ["String @db.VarChar(255)", "character varying", [255]],
    ["String @db.Uuid", "uuid", []],
    ["String @db.Char(2)", "character", [2]],
    ["DateTime @db.Timestamptz(6)", "timestamp with time zone", [6]],
    ["DateTime @db.Date", "date", []],
    ["Decimal @db.Decimal(12, 2)", "numeric", [12, 2]],
    ["Int @db.SmallInt", "smallint", []],
    ["Json @db.Json", "json", []],
    ['Unsupported("vector(1536)")', "vector", [1536]],
    ['Unsupported("geography(Point, 4326)")', "geography", [4326]],
    ['Unsupported("timestamptz")', "timestamp with time zone", []],
  ])("%s is %s", (written, name, modifiers) => {
    const [, column] = table(`model A {\n  id Int @id\n  x ${written}\n}`, "A").columns;
    expect(column?.type).toMatchObject({ name, modifiers, list: false });
  });

  it("tell lists and optional fields: a list has no NOT NULL in PostgreSQL", () => {
    const { columns } = table("model A {\n  id Int @id\n  tags String[]\n  note String?\n  role Role\n}\nenum Role {\n  X\n}", "A");
    expect(columns.map(({ name, nullable, type }) => [name, nullable, type.list, type.category])).toEqual([
      ["id", false, false, "builtin"],
      ["tags", true, true, "builtin"],
      ["note", true, false, "builtin"],
      ["role", false, false, "enum"],
    ]);
  });
});

describe("defaults", () => {
  it.each([
    ["Int @default(autoincrement())", "sequence", "nextval"],
    ["DateTime @default(now())", "stable", "CURRENT_TIMESTAMP"],
    ["String @default(cuid())", "client", "cuid()"],
    ["String @default(uuid(7))", "client", "uuid()"],
    ["String @default(nanoid(12))", "client", "nanoid()"],
    ['String @default(dbgenerated("gen_random_uuid()"))', "volatile", "gen_random_uuid()"],
    ["String @default(dbgenerated(\"encode(gen_random_bytes(16), 'hex')\"))", "volatile", "encode(gen_random_bytes(16), 'hex')"],
    ["DateTime @default(dbgenerated(\"(now() + '14 days'::interval)\"))", "stable", "(now() + '14 days'::interval)"],
    ["String @default(dbgenerated(\"'now()'::text\"))", "constant", "'now()'::text"],
    ["Int @default(dbgenerated(\"nextval('s'::regclass)\"))", "sequence", "nextval('s'::regclass)"],
    ['String @default("it\'s")', "constant", "'it''s'"],
    ["Int @default(-1)", "constant", "-1"],
    ["Boolean @default(false)", "constant", "false"],
    ["Role @default(ADMIN)", "constant", "'admin'"],
    ["String[] @default([])", "constant", "'{}'"],
    ['String[] @default(["a", "b"])', "constant", "ARRAY['a', 'b']"],
  ])("%s is %s", (written, kind, expression) => {
    const { columns } = table(`model A {\n  id Int @id\n  x ${written}\n}\nenum Role {\n  ADMIN @map("admin")\n}`, "A");
    expect(columns[1]?.default).toEqual({ kind, expression });
  });
});

describe("keys and indexes", () => {
  it("come from fields and from the block, with map, sort, ops, type and where", () => {
    const text = `
model Post {
  id    Int      @id(map: "post_pk")
  slug  String   @unique
  title String   @map("post_title")
  data  Json
  gone  DateTime?
  @@unique([slug, title(sort: Desc)], map: "slug_title")
  @@index([data(ops: JsonbPathOps)], type: Gin)
  @@index(fields: [title(ops: raw("gin_trgm_ops"))], type: Gin, name: "trgm")
  @@index([slug], where: raw("gone IS NULL"))
  @@unique([title], where: { gone: null, slug: "x" })
}`;
    const post = table(text, "Post");
    expect(post.primaryKey).toMatchObject({ name: "post_pk", unique: true, constraint: true, columns: [{ column: "id", order: "asc" }] });
    expect(post.indexes.map(({ name, unique, method, where, columns }) => ({ name, unique, method, where, columns }))).toEqual([
      { name: undefined, unique: true, method: "btree", where: undefined, columns: [{ column: "slug", order: "asc" }] },
      {
        name: "slug_title",
        unique: true,
        method: "btree",
        where: undefined,
        columns: [
          { column: "slug", order: "asc" },
          { column: "post_title", order: "desc" },
        ],
      },
      { name: undefined, unique: false, method: "gin", where: undefined, columns: [{ column: "data", order: "asc", opclass: "jsonb_path_ops" }] },
      { name: "trgm", unique: false, method: "gin", where: undefined, columns: [{ column: "post_title", order: "asc", opclass: "gin_trgm_ops" }] },
      { name: undefined, unique: false, method: "btree", where: "gone IS NULL", columns: [{ column: "slug", order: "asc" }] },
      { name: undefined, unique: true, method: "btree", where: '"gone" IS NULL AND "slug" = \'x\'', columns: [{ column: "post_title", order: "asc" }] },
    ]);
    const { textOf, schema } = read(text);
    expect(textOf(schema.tables.get("Post")!.indexes[2]!.span)).toBe("@@index([data(ops: JsonbPathOps)], type: Gin)");
  });

  it("understand compound ids", () => {
    const member = table("model Member {\n  userId Int\n  teamId Int\n  @@id([userId, teamId])\n}", "Member");
    expect(member.primaryKey?.columns.map(({ column }) => column)).toEqual(["userId", "teamId"]);
  });
});

describe("relations", () => {
  const BLOG = `
model User {
  id     Int    @id
  posts  Post[] @relation("author")
  edited Post[] @relation("editor")
}
model Post {
  id       Int   @id
  authorId Int   @map("author_id")
  editorId Int?
  author   User  @relation("author", fields: [authorId], references: [id], onDelete: Cascade, map: "post_author")
  editor   User? @relation(name: "editor", fields: [editorId], references: [id])
}`;

  it("are foreign keys where the columns are, with the field that answers", () => {
    const [author, editor] = table(BLOG, "Post").foreignKeys;
    expect(author).toMatchObject({
      name: "post_author",
      columns: ["author_id"],
      references: { table: "User", columns: ["id"] },
      onDelete: "cascade",
      onDeleteStated: true,
      onUpdate: "cascade",
      enforced: true,
      relation: { field: "author", back: "posts", backIsList: true },
    });
    expect(editor).toMatchObject({ onDelete: "set-null", onDeleteStated: false, relation: { field: "editor", back: "edited", backIsList: true } });
    expect(table(BLOG, "User").foreignKeys).toEqual([]);
  });

  it("restrict by default as soon as one of the columns is required", () => {
    const text = `
model Org {
  id   Int
  code Int
  teams Team[]
  @@id([id, code])
}
model Team {
  id      Int  @id
  orgId   Int
  orgCode Int?
  org     Org? @relation(fields: [orgId, orgCode], references: [id, code])
}`;
    expect(table(text, "Team").foreignKeys[0]).toMatchObject({ onDelete: "restrict", columns: ["orgId", "orgCode"], references: { columns: ["id", "code"] } });
  });

  it("are not enforced under relationMode prisma, nor from a view", () => {
    const mode = `datasource db {\n  provider = "postgresql"\n  relationMode = "prisma"\n}\n${BLOG}`;
    expect(table(mode, "Post").foreignKeys.map(({ enforced }) => enforced)).toEqual([false, false]);
    expect(table(BLOG.replace("model Post", "view Post"), "Post")).toMatchObject({ kind: "view", foreignKeys: [{ enforced: false }, { enforced: false }] });
  });

  it("may point at their own model", () => {
    const text = 'model Node {\n  id Int @id\n  parentId Int?\n  parent Node? @relation("tree", fields: [parentId], references: [id])\n  children Node[] @relation("tree")\n}';
    expect(table(text, "Node").foreignKeys).toMatchObject([{ relation: { field: "parent", back: "children", backIsList: true } }]);
  });

  it("with lists on both sides are hidden join tables, named by the models in alphabetical order or by the relation", () => {
    const text = `
model Post {
  id   Int    @id
  tags Tag[]
  fans User[] @relation("likes")
}
model Tag {
  id    Int @id
  posts Post[]
}
model User {
  id      Int    @id
  liked   Post[] @relation("likes")
  friends User[] @relation("friends")
  friendOf User[] @relation("friends")
}`;
    expect(read(text).schema.implicitJoins.map(({ table: name, models, field }) => [name, models, field])).toEqual([
      ["_PostToTag", ["Post", "Tag"], "tags"],
      ["_likes", ["Post", "User"], "fans"],
      ["_friends", ["User", "User"], "friends"],
    ]);
  });
});

describe("settings", () => {
  it("tell provider, urls as written, relation mode and preview features", () => {
    const text =
      'datasource db {\n  provider  = "postgres" // ours\n  url = env("DATABASE_URL")\n  directUrl = env("DIRECT")\n}\ngenerator c {\n  provider = "prisma-client-js"\n  previewFeatures = ["views", "tracing"]\n}';
    expect(read(text).schema.prisma).toMatchObject({
      provider: "postgresql",
      relationMode: "foreignKeys",
      url: 'env("DATABASE_URL")',
      directUrl: 'env("DIRECT")',
      previewFeatures: ["views", "tracing"],
      span: { start: 0 },
    });
  });

  it.each([
    ["mysql", false],
    ["sqlite", false],
    ["sqlserver", false],
    ["mongodb", false],
    ["cockroachdb", false],
    ["postgres", true],
    ["postgresql", true],
  ])("%s: ours %s", (provider, ours) => {
    expect(isPostgres(read(`datasource db {\n  provider = "${provider}"\n}`).schema)).toBe(ours);
  });

  it("take a schema without datasource for PostgreSQL's", () => {
    expect(isPostgres(read("model A {\n  id Int @id\n}").schema)).toBe(true);
  });
});

describe("what else a schema says", () => {
  it("ignored models and fields, @updatedAt, unsupported columns and doc comments", () => {
    const text = `
/// People who
/// sign in.
model User {
  id      Int      @id
  /// Never shown.
  secret  String   @ignore // plain
  changed DateTime @updatedAt /// beside
  place   Unsupported("point")?
  @@ignore
}`;
    const user = table(text, "User");
    expect(user).toMatchObject({ ignored: true, doc: "People who\nsign in." });
    expect(user.columns.map(({ name, ignored, updatedAt, doc }) => [name, ignored, updatedAt, doc])).toEqual([
      ["id", false, false, undefined],
      ["secret", true, false, "Never shown."],
      ["changed", false, true, "beside"],
      ["place", false, false, undefined],
    ]);
    expect(user.columns[3]?.type).toMatchObject({ name: "point", category: "unknown" });
  });

  it("spans: the block, its name, the field without its comment, in UTF-16 after an emoji", () => {
    const { schema, textOf } = read('// 🎉 é\nmodel User {\n  id Int @id // key\n  name String @default("}") @map(\n    "n"\n  )\n}\n');
    const user = schema.tables.get("User")!;
    expect(textOf(user.nameSpan)).toBe("User");
    expect(textOf(user.span)).toMatch(/^model User \{[\s\S]*\}$/);
    expect(user.columns.map(({ span }) => textOf(span))).toEqual(["id Int @id", 'name String @default("}") @map(\n    "n"\n  )']);
  });

  it("all files of one schema make one Schema", () => {
    const files = [
      { path: "prisma/schema/a.prisma", text: "model A {\n  id Int @id\n  bs B[]\n}" },
      { path: "prisma/schema/b.prisma", text: "model B {\n  id Int @id\n  aId Int\n  a A @relation(fields: [aId], references: [id])\n}" },
    ];
    const { schema } = readSchema(files, "base");
    expect(schema.tables.get("B")?.foreignKeys).toMatchObject([{ references: { table: "A" }, span: { path: "prisma/schema/b.prisma", side: "base" } }]);
  });
});
