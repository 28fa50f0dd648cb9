/** Both sides of prefer-consistent-id. */
import type { Example } from "../../../model/rule.ts";

const TIMES = "  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";
const model = (name: string, id: string, ...lines: string[]) => `model ${name} {\n  ${id}\n  title     String\n${TIMES}${lines.map((line) => `  ${line}\n`).join("")}}\n`;

const CUID = "id        String   @id @default(cuid())";
const COUNTED = "id        BigInt   @id @default(autoincrement())";
const NAMES = ["Board", "Card", "Team", "Comment", "Invoice"];
const five = (id: string) => NAMES.map((name) => model(name, id)).join("\n");
const added = (id: string, more: string): Example["schema"] => ({ before: five(id), after: `${five(id)}\n${more}` });

const extended = (more: string): Example["schema"] => ({
  before: five(CUID),
  after: `${five(CUID).replace("  updatedAt DateTime @updatedAt\n", "  updatedAt DateTime @updatedAt\n  setting   BoardSetting?\n")}\n${more}`,
});

const SQL_TIMES = "created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()";
const table = (name: string, id: string) => `CREATE TABLE ${name} (${id}, title text NOT NULL, ${SQL_TIMES});`;
const SQL_UUID = "id uuid PRIMARY KEY DEFAULT gen_random_uuid()";

export const bad: readonly Example[] = [
  { title: "counted among cuids", schema: added(CUID, model("Order", COUNTED)) },
  { title: "a uuid among numbers", schema: added(COUNTED, model("Order", "id        String   @id @default(uuid()) @db.Uuid")) },
  { title: "two of one kind: said once", schema: added(CUID, `${model("Order", COUNTED)}\n${model("Parcel", COUNTED)}`) },
  {
    title: "in SQL",
    history: NAMES.map((name) => table(`${name.toLowerCase()}s`, SQL_UUID)).join("\n"),
    migration: `SET lock_timeout = '5s';\n${table("orders", "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY")}`,
  },
];

export const good: readonly Example[] = [
  { title: "as the others have it", schema: added(CUID, model("Order", CUID)) },
  {
    title: "uuids of the client beside those of the database",
    schema: added("id        String   @id @default(uuid()) @db.Uuid", model("Order", 'id        String   @id @default(dbgenerated("gen_random_uuid()")) @db.Uuid')),
  },
  { title: "a schema without a habit", schema: `${model("Board", CUID)}\n${model("Card", COUNTED)}` },
  { title: "a log whose order counts", schema: added(CUID, model("LoginEvent", COUNTED)) },
  { title: "a lookup table", schema: added(CUID, "model Country {\n  code String @id @db.Char(2)\n  name String\n}\n") },
  {
    title: "a parent's key",
    schema: extended(
      "model BoardSetting {\n  boardId   String   @id\n  theme     String\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n  board     Board    @relation(fields: [boardId], references: [id], onDelete: Cascade)\n}\n",
    ),
  },
];
