import { describe, expect, it } from "vitest";
import { lint } from "../../src/index.ts";

const SCHEMA = `model Order {
  id         BigInt    @id @default(autoincrement())
  customerId BigInt    @map("customer_id")
  state      String
  email      String
  deletedAt  DateTime? @map("deleted_at")

  @@map("orders")
}
`;

/** Whether a call with this filter is said to lack an index, with these indexes made in SQL. */
async function lacksIndex(where: string, ...indexes: readonly string[]): Promise<boolean> {
  const table = "CREATE TABLE orders (id bigserial PRIMARY KEY, customer_id bigint NOT NULL, state text NOT NULL, email text NOT NULL, deleted_at timestamp(3));";
  const base = [
    { path: "prisma/schema.prisma", text: SCHEMA },
    { path: "prisma/migrations/0001_base/migration.sql", text: [table, ...indexes].join("\n") },
  ];
  const code = { path: "src/orders.ts", text: `export const f = (q, id) => prisma.order.count({ where: ${where} });\n` };
  const { findings, gaps } = await lint({ files: [...base, code], base });
  expect(gaps).toEqual([]);
  return findings.some(({ rule }) => rule === "require-index-for-filter");
}

describe("partial indexes serve the filters that imply their predicate", () => {
  it.each([
    ["{ email: q, deletedAt: null }", "CREATE INDEX ON orders (email) WHERE deleted_at IS NULL;"],
    ["{ email: q }", "CREATE INDEX ON orders (email) WHERE email IS NOT NULL;"],
    ['{ email: q, state: "open" }', "CREATE INDEX ON orders (email) WHERE state = 'open';"],
    ['{ email: q, state: "open", deletedAt: null }', "CREATE INDEX ON orders (email) WHERE state = 'open'::text AND deleted_at IS NULL;"],
    ["{ email: q }", "CREATE INDEX ON orders (email);"],
    ["{ OR: [{ email: q }, { customerId: id }] }", "CREATE INDEX ON orders (email); CREATE INDEX ON orders (customer_id);"],
  ])("%s by %s", async (where, index) => {
    expect(await lacksIndex(where, index)).toBe(false);
  });

  it.each([
    ["{ email: q }", "CREATE INDEX ON orders (email) WHERE deleted_at IS NULL;"],
    ["{ email: q }", "CREATE INDEX ON orders (email) WHERE state = 'open';"],
    ["{ email: q, deletedAt: null }", "CREATE INDEX ON orders (email) WHERE deleted_at IS NOT NULL;"],
    ["{ email: q, deletedAt: null }", "CREATE INDEX ON orders (email) WHERE deleted_at IS NULL OR state = 'open';"],
    ["{ email: q }", "CREATE INDEX ON orders (lower(email));"],
    ["{ email: q }", "CREATE INDEX ON orders (customer_id, email);"],
    ["{ OR: [{ email: q }, { customerId: id }] }", "CREATE INDEX ON orders (email);"],
  ])("%s not by %s", async (where, index) => {
    expect(await lacksIndex(where, index)).toBe(true);
  });
});
