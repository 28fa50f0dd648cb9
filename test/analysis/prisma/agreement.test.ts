import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { readSchema } from "../../../src/analysis/prisma/read-schema.ts";

/** What Prisma itself makes of a schema; it knows no places, ignored fields, unsupported types or predicates. */
interface Datamodel {
  readonly models: readonly {
    readonly name: string;
    readonly dbName: string | null;
    readonly documentation?: string;
    readonly fields: readonly {
      readonly name: string;
      readonly dbName?: string | null;
      readonly kind: string;
      readonly isRequired: boolean;
      readonly isList: boolean;
      readonly isUpdatedAt?: boolean;
      readonly hasDefaultValue: boolean;
      readonly documentation?: string;
      readonly relationFromFields?: readonly string[];
      readonly relationOnDelete?: string;
    }[];
  }[];
  readonly indexes: readonly {
    readonly model: string;
    readonly type: string;
    readonly dbName?: string;
    readonly algorithm?: string;
    readonly fields: readonly { readonly name: string; readonly sortOrder?: string }[];
  }[];
}

const internals = createRequire(createRequire(import.meta.url).resolve("@prisma/internals"));

function datamodel(text: string): Datamodel {
  const wasm = internals("@prisma/prisma-schema-wasm") as { get_datamodel(params: string): string };
  return JSON.parse(wasm.get_datamodel(JSON.stringify({ prismaSchema: [["schema.prisma", text]] }))) as Datamodel;
}

const SHOP = `
datasource db {
  provider = "postgresql"
}

/// Who buys.
model Customer {
  id        String   @id @default(cuid())
  email     String   @unique(map: "customer_email") @db.VarChar(320)
  fullName  String?  @map("full_name") /// as on the card
  createdAt DateTime @default(now()) @map("created_at") @db.Timestamptz(3)
  updatedAt DateTime @updatedAt
  tags      String[] @default([])
  role      Role     @default(BUYER)
  orders    Order[]
  friends   Customer[] @relation("friends")
  friendOf  Customer[] @relation("friends")
  @@map("customers")
  @@index([createdAt(sort: Desc), role])
  @@index([tags(ops: ArrayOps)], type: Gin)
}

model Order {
  customerId String
  number     Int
  total      Decimal
  customer   Customer @relation(fields: [customerId], references: [id], onDelete: Cascade)
  lines      Line[]
  @@id([customerId, number], map: "order_pk")
  @@unique([number, total], name: "byTotal")
}

model Line {
  id         BigInt @id @default(autoincrement())
  customerId String
  number     Int
  order      Order  @relation(fields: [customerId, number], references: [customerId, number])
  parentId   BigInt?
  parent     Line?  @relation("split", fields: [parentId], references: [id], onDelete: SetNull)
  parts      Line[] @relation("split")
  @@index([customerId, number], type: Hash, map: "line_order")
}

enum Role {
  BUYER @map("buyer")
  STAFF
}
`;

/** The same words from both sides. */
function ofPrisma({ models, indexes }: Datamodel) {
  return models.map((model) => ({
    table: model.dbName ?? model.name,
    doc: model.documentation,
    columns: model.fields
      .filter(({ kind }) => kind !== "object")
      .map((field) => [field.dbName ?? field.name, !field.isRequired || field.isList, field.isUpdatedAt === true, field.hasDefaultValue, field.documentation]),
    indexes: indexes
      .filter((index) => index.model === model.name)
      .map(({ type, dbName, algorithm, fields }) =>
        [type, dbName, (algorithm ?? "BTree").toLowerCase(), fields.map(({ name, sortOrder }) => `${name} ${sortOrder ?? "asc"}`).join()].join("|"),
      )
      .sort(),
    relations: model.fields
      .filter((field) => field.relationFromFields?.length)
      .map((field) => [field.name, field.relationFromFields?.join(), field.relationOnDelete !== undefined]),
  }));
}

function ofOurs(text: string) {
  const { schema } = readSchema([{ path: "schema.prisma", text }], "head");
  return [...schema.tables.values()].map((table) => {
    const field = (name: string | undefined) => table.columns.find((column) => column.name === name)?.field;
    const all = [...(table.primaryKey ? [{ ...table.primaryKey, type: "id" }] : []), ...table.indexes.map((index) => ({ ...index, type: index.unique ? "unique" : "normal" }))];
    return {
      table: table.name,
      doc: table.doc,
      columns: table.columns.map(({ name, nullable, updatedAt, default: value, doc }) => [name, nullable, updatedAt, value !== undefined, doc]),
      indexes: all.map(({ type, name, method, columns }) => [type, name, method, columns.map(({ column, order }) => `${field(column)} ${order}`).join()].join("|")).sort(),
      relations: table.foreignKeys.map(({ relation, columns, onDeleteStated }) => [relation?.field, columns.map(field).join(), onDeleteStated]),
    };
  });
}

describe("the scanner and Prisma's parser", () => {
  it("see the same tables, columns, keys, indexes, relations and comments", () => {
    expect(ofOurs(SHOP)).toEqual(ofPrisma(datamodel(SHOP)));
  });

  it("agree however the file is laid out", () => {
    const squeezed = SHOP.replace(/ {2,}/g, " ").replace(/\n\n+/g, "\n");
    expect(ofOurs(squeezed)).toEqual(ofPrisma(datamodel(squeezed)));
    expect(ofOurs(SHOP.replaceAll("\n", "\r\n"))).toEqual(ofPrisma(datamodel(SHOP.replaceAll("\n", "\r\n"))));
  });
});
