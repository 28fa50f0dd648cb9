/** Both sides of require-tenant-in-unique. */
import type { Example } from "../../../model/rule.ts";

const ID = "  id          BigInt   @id @default(autoincrement())\n  createdAt   DateTime @default(now())\n  updatedAt   DateTime @updatedAt\n";
const owned = (name: string, ...lines: string[]) =>
  `model ${name} {\n${ID}  workspaceId BigInt\n${lines.map((line) => `  ${line}\n`).join("")}  workspace   Workspace @relation(fields: [workspaceId], references: [id], onDelete: Restrict)\n\n  @@index([workspaceId, createdAt])\n`;

const WORKSPACE = `model Workspace {\n${ID}  slug        String   @unique\n  tags        Tag[]\n  boards      Board[]\n  notes       Note[]\n}\n\n`;
const OTHERS = `${owned("Board")}}\n\n${owned("Note")}}\n\n`;
const tag = (line: string, attribute = "") => `${WORKSPACE}${OTHERS}${owned("Tag", line)}${attribute}}\n`;
const KEYS = { tenancy: { keys: ["tenantId"] } };

const SQL =
  "CREATE TABLE labels (id bigint PRIMARY KEY, tenant_id bigint NOT NULL, title text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());\nCREATE INDEX ON labels (tenant_id, created_at);";

export const bad: readonly Example[] = [
  { title: "a name that is unique among all workspaces", schema: tag("label       String   @unique") },
  { title: "a block attribute", schema: tag("label       String", "  @@unique([label])\n") },
  { title: "in SQL, the key told by the configuration", migration: `SET lock_timeout = '5s';\n${SQL}\nCREATE UNIQUE INDEX labels_title ON labels (title);`, config: KEYS },
];

export const good: readonly Example[] = [
  { title: "unique within a workspace", schema: tag("label       String", "  @@unique([workspaceId, label])\n") },
  { title: "a token", schema: tag("shareToken  String   @unique") },
  { title: "a domain name", schema: tag("domain      String   @unique") },
  { title: "an id of another service", schema: tag("stripeId    String   @unique") },
  { title: "the workspace itself is nobody's", schema: `${WORKSPACE.replace("  tags        Tag[]\n", "")}${OTHERS}` },
  { title: "shared between tenants", schema: tag("label       String   @unique"), config: { tenancy: { shared: ["Tag"] } } },
  { title: "the tenant is part of it, in SQL", migration: `SET lock_timeout = '5s';\n${SQL}\nCREATE UNIQUE INDEX labels_title ON labels (tenant_id, title);`, config: KEYS },
];
