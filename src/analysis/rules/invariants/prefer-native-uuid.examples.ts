/** Both sides of prefer-native-uuid. */
import type { Example } from "../../../model/rule.ts";

const TIMES = "  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";
const model = (name: string, id: string, ...lines: string[]) => `model ${name} {\n  ${id}\n${TIMES}${lines.map((line) => `  ${line}\n`).join("")}}\n`;
const TEXT = "id        String   @id @default(uuid())";
const SQL = "SET lock_timeout = '5s';\nCREATE TABLE orders (";
const SQL_TIMES = ", created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());";
const three = ["Board", "Card", "Team"].map((name) => model(name, TEXT)).join("\n");

export const bad: readonly Example[] = [
  { title: "uuid() without a native type", schema: model("Order", TEXT) },
  { title: "a newer version, beside another id", schema: model("Order", "id        BigInt   @id @default(autoincrement())", "publicId  String   @unique @default(uuid(7))") },
  { title: "two tables: said once", schema: `${model("Order", TEXT)}\n${model("Parcel", TEXT)}` },
  { title: "in SQL", migration: `${SQL}id text PRIMARY KEY DEFAULT gen_random_uuid()${SQL_TIMES}` },
];

export const good: readonly Example[] = [
  { title: "the native type", schema: model("Order", "id        String   @id @default(uuid()) @db.Uuid") },
  { title: "an id of another kind", schema: model("Order", "id        String   @id @default(cuid())") },
  { title: "a token", schema: model("Order", "id        String   @id @default(cuid())", "shareToken String @unique @default(uuid())") },
  { title: "as the schema keeps them", schema: { before: three, after: `${three}\n${model("Order", TEXT)}` } },
  { title: "a text that holds more than a uuid, in SQL", migration: `${SQL}id text PRIMARY KEY DEFAULT ('ord_' || gen_random_uuid())${SQL_TIMES}` },
  { title: "the native type, in SQL", migration: `${SQL}id uuid PRIMARY KEY DEFAULT gen_random_uuid()${SQL_TIMES}` },
];
