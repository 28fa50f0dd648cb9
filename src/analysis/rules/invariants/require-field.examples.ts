/** Examples of require-field.ts. */
import type { Example } from "../../../model/rule.ts";

const ID = "  id        BigInt   @id @default(autoincrement())\n";
const TIMES = "  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";
const SQL = "SET lock_timeout = '5s';\nCREATE TABLE team (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());";

function fields(...wanted: readonly Readonly<Record<string, unknown>>[]): NonNullable<Example["config"]> {
  return { rules: { "require-field": { options: { fields: wanted } } } };
}

const NOTE = fields({ name: "note", type: "String", default: '""' });
const CURRENCY = fields({ name: "currencyCode", ifSibling: "*[aA]mountD6" });
const TIMESTAMPTZ = fields({ name: "*At", type: "DateTime", nativeType: "Timestamptz" });

export const bad: readonly Example[] = [
  { title: "a new model without it", schema: `model Team {\n${ID}${TIMES}}\n`, config: NOTE },
  { title: "a new model whose sibling calls for it", schema: `model Product {\n${ID}  priceAmountD6 BigInt\n${TIMES}}\n`, config: CURRENCY },
  {
    title: "an old model that gets the sibling",
    schema: { before: `model Product {\n${ID}${TIMES}}\n`, after: `model Product {\n${ID}  priceAmountD6 BigInt?\n${TIMES}}\n` },
    config: CURRENCY,
  },
  { title: "another type", schema: `model Team {\n${ID}  seenAt    String?\n${TIMES}}\n`, config: fields({ name: "*At", type: "DateTime" }) },
  { title: "another native type", schema: `model Team {\n${ID}  seenAt    DateTime? @db.Timestamp(3)\n}\n`, config: { ...TIMESTAMPTZ, audit: { exempt: ["Team"] } } },
  { title: "another default", schema: `model Team {\n${ID}  note      String @default("none")\n${TIMES}}\n`, config: NOTE },
  { title: "a table in SQL", migration: SQL, config: fields({ name: "tenant_id", models: ["team*"] }) },
  { title: "another type in SQL", migration: SQL.replace("updated_at timestamptz", "updated_at timestamp"), config: fields({ name: "*_at", type: "timestamptz" }) },
];

export const good: readonly Example[] = [
  { title: "it is there", schema: `model Team {\n${ID}  note      String   @default("")\n${TIMES}}\n`, config: NOTE },
  { title: "no sibling", schema: `model Product {\n${ID}${TIMES}}\n`, config: CURRENCY },
  { title: "with the sibling", schema: `model Product {\n${ID}  priceAmountD6 BigInt\n  currencyCode String\n${TIMES}}\n`, config: CURRENCY },
  {
    title: "a relation of that name",
    schema: `model Team {\n${ID}  parentId  BigInt?\n  parent    Team?    @relation("tree", fields: [parentId], references: [id], onDelete: Restrict)\n  teams     Team[]   @relation("tree")\n${TIMES}\n  @@index([parentId])\n}\n`,
    config: fields({ name: "teams" }, { name: "parent" }),
  },
  {
    title: "models that it does not concern",
    schema: `model Tenant {\n${ID}${TIMES}}\n`,
    config: fields({ name: "tenantId", except: ["Tenant"] }, { name: "note", models: ["*Entity"] }),
  },
  {
    title: "an old model that has always lacked it",
    schema: { before: `model Team {\n${ID}${TIMES}}\n`, after: `model Team {\n${ID}  hue       String?\n${TIMES}}\n` },
    config: NOTE,
  },
  { title: "the native type", schema: `model Team {\n${ID}  seenAt    DateTime? @db.Timestamptz(6)\n}\n`, config: { ...TIMESTAMPTZ, audit: { exempt: ["Team"] } } },
  { title: "nothing that could have the type", schema: `model Team {\n${ID}${TIMES}}\n`, config: fields({ name: "seenAt", type: "DateTime", ifPresent: true }) },
  { title: "as asked in SQL", migration: SQL, config: fields({ name: "*_at", type: "timestamptz", default: "now()" }, { name: "id", type: "int8" }) },
];
