/** Both sides of no-cross-tenant-reference. */
import type { Example } from "../../../model/rule.ts";

const ID = "  id          BigInt   @id @default(autoincrement())\n  createdAt   DateTime @default(now())\n  updatedAt   DateTime @updatedAt\n";
const model = (name: string, lines: readonly string[], attributes: readonly string[] = []) =>
  `model ${name} {\n${ID}${lines.map((line) => `  ${line}\n`).join("")}${attributes.length > 0 ? `\n${attributes.map((line) => `  ${line}\n`).join("")}` : ""}}\n\n`;
const OWNED = ["workspaceId BigInt", "workspace   Workspace @relation(fields: [workspaceId], references: [id], onDelete: Restrict)"];
const LED = "@@index([workspaceId, createdAt])";

/** A workspace with boards and labels, and cards that refer to them. */
function shop(card: readonly string[], { attributes = [] as readonly string[], board = [] as readonly string[], owner = OWNED } = {}): string {
  return [
    model("Workspace", ["boards      Board[]", ...(owner === OWNED ? ["labels      Label[]"] : []), "cards       Card[]", "notes       Note[]"]),
    model("Note", OWNED, [LED]),
    model("Board", [...OWNED, "cards       Card[]"], [LED, ...board]),
    model("Label", [...owner, "cards       Card[]"], owner === OWNED ? [LED] : []),
    model("Card", [...OWNED, ...card], [LED, ...attributes]),
  ].join("");
}

const TO_LABEL = ["labelId     BigInt", "label       Label    @relation(fields: [labelId], references: [id], onDelete: Cascade)"];
const TO_BOARD = ["boardId     BigInt", "board       Board    @relation(fields: [boardId], references: [id], onDelete: Cascade)"];
const WITH_TENANT = ["boardId     BigInt", "board       Board    @relation(fields: [workspaceId, boardId], references: [workspaceId, id], onDelete: Restrict)"];
const without = (text: string, ...names: readonly string[]) =>
  names.reduce((left, name) => left.replace(new RegExp(`(model ${name} \\{[^}]*?)  cards       Card\\[\\]\\n`), "$1"), text);

const SQL = (columns: string) => `SET lock_timeout = '5s';
CREATE TABLE cards (id bigint PRIMARY KEY, tenant_id bigint NOT NULL, board_id bigint NOT NULL, ${columns}, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX ON cards (tenant_id, board_id);
CREATE INDEX ON cards (board_id);`;
const HISTORY = "CREATE TABLE boards (id bigint PRIMARY KEY, tenant_id bigint NOT NULL, UNIQUE (tenant_id, id));";
const KEYS = { tenancy: { keys: ["tenantId"] } };

export const bad: readonly Example[] = [
  { title: "a card of a board", schema: without(shop(TO_BOARD, { attributes: ["@@index([boardId])"] }), "Label") },
  { title: "two references of one model: said once", schema: shop([...TO_BOARD, ...TO_LABEL], { attributes: ["@@index([boardId])", "@@index([labelId])"] }) },
  { title: "in SQL, the key told by the configuration", history: HISTORY, migration: SQL("FOREIGN KEY (board_id) REFERENCES boards (id) ON DELETE RESTRICT"), config: KEYS },
];

export const good: readonly Example[] = [
  {
    title: "the tenant is part of the reference",
    schema: without(shop(WITH_TENANT, { attributes: ["@@index([workspaceId, boardId])"], board: ["@@unique([workspaceId, id])"] }), "Label"),
  },
  {
    title: "the tenant is part of it, in SQL",
    history: HISTORY,
    migration: SQL("FOREIGN KEY (tenant_id, board_id) REFERENCES boards (tenant_id, id) ON DELETE RESTRICT"),
    config: KEYS,
  },
  { title: "a parent that all tenants share", schema: without(shop(TO_LABEL, { attributes: ["@@index([labelId])"], owner: [] }), "Board") },
  { title: "shared by the configuration", schema: without(shop(TO_BOARD, { attributes: ["@@index([boardId])"] }), "Label"), config: { tenancy: { shared: ["Board"] } } },
];
