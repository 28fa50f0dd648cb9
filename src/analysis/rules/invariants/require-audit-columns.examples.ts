/** Both sides of require-audit-columns. */
import type { Example } from "../../../model/rule.ts";

const ID = "  id        BigInt   @id @default(autoincrement())\n";
const TIMES = "  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";
const TEAM = `model Team {\n${ID}  name      String\n${TIMES}}\n`;

/** Five models, with updatedAt or none of them. */
const OLD = (updated: boolean) =>
  ["One", "Two", "Three", "Four", "Five"].map((name) => `model ${name} {\n${ID}  title     String\n${updated ? TIMES : TIMES.replace(/.*@updatedAt\n/, "")}}\n`).join("\n");

/** A model that has its parent's key. */
const extended = (name: string, line: string) =>
  `model Team {\n${ID}  name      String\n${TIMES}  ${name}  Extra?\n}\n\nmodel Extra {\n  teamId    BigInt   @id\n  theme     String\n${line}  team      Team     @relation(fields: [teamId], references: [id], onDelete: Cascade)\n}\n`;

export const bad: readonly Example[] = [
  { title: "neither", schema: `model Project {\n${ID}  title     String\n}\n` },
  { title: "created, but never updated", schema: `model Project {\n${ID}  title     String\n  createdAt DateTime @default(now())\n}\n` },
  { title: "in SQL", migration: "SET lock_timeout = '5s';\nCREATE TABLE projects (id bigint PRIMARY KEY, title text NOT NULL);" },
  {
    title: "in the words of the other models",
    schema: {
      before:
        "model Team {\n  id         BigInt   @id\n  name       String\n  created_at DateTime @default(now()) @db.Timestamptz(6)\n  updated_at DateTime @updatedAt @db.Timestamptz(6)\n}\n",
      after:
        'model Team {\n  id         BigInt   @id\n  name       String\n  created_at DateTime @default(now()) @db.Timestamptz(6)\n  updated_at DateTime @updatedAt @db.Timestamptz(6)\n}\n\nmodel Project {\n  id         BigInt @id @default(autoincrement())\n  full_title String\n\n  @@map("projects")\n}\n',
    },
  },
  {
    title: "a row of its own that could change, in a team that has updatedAt elsewhere",
    schema: { before: OLD(true), after: `${OLD(true)}\nmodel Extra {\n${ID}  title     String\n  createdAt DateTime @default(now())\n}\n` },
  },
  {
    title: "a log that the code updates",
    schema: `model LoginEvent {\n${ID}  address   String\n  createdAt DateTime @default(now())\n}\n`,
    code: "export const mend = (id: bigint, address: string) => prisma.loginEvent.update({ where: { id }, data: { address } });\n",
  },
  { title: "settings of one parent that change", schema: extended("settings", "") },
  { title: "an event log without a time", schema: `model LoginEvent {\n${ID}  address   String\n}\n` },
];

export const good: readonly Example[] = [
  { title: "both", schema: TEAM },
  {
    title: "both, mapped to snake case",
    schema: `model Team {\n${ID}  name      String\n  created   DateTime @default(now()) @map("created_at")\n  changed   DateTime @updatedAt @map("updated_at")\n}\n`,
  },
  { title: "a log is only added to", schema: `model LoginEvent {\n${ID}  address   String\n  at        DateTime @default(now())\n}\n` },
  { title: "a lookup table", schema: "model Country {\n  code String @id\n  name String\n}\n" },
  {
    title: "a join table",
    schema: `model Team {\n${ID}${TIMES}  members   Member[]\n}\n\nmodel Person {\n${ID}${TIMES}  teams     Member[]\n}\n
model Member {
  teamId   BigInt
  personId BigInt
  role     String
  team     Team   @relation(fields: [teamId], references: [id], onDelete: Cascade)
  person   Person @relation(fields: [personId], references: [id], onDelete: Cascade)

  @@id([teamId, personId])
  @@index([personId])
}
`,
  },
  { title: "one to one with its parent: made when it was", schema: extended("settings", "  updatedAt DateTime @updatedAt\n") },
  {
    title: "the team leaves updatedAt out",
    schema: { before: OLD(false), after: `${OLD(false)}\nmodel Extra {\n${ID}  title     String\n  createdAt DateTime @default(now())\n}\n` },
  },
  {
    title: "Auth.js's session",
    schema: `model Person {\n${ID}${TIMES}  sessions  Session[]\n}\n\nmodel Session {\n  id           String   @id @default(cuid())\n  sessionToken String   @unique\n  personId     BigInt\n  expires      DateTime\n  person       Person   @relation(fields: [personId], references: [id], onDelete: Cascade)\n\n  @@index([personId])\n}\n`,
  },
  { title: "a number for each word", schema: `model Job {\n${ID}  identifier String @unique\n}\n` },
  { title: "a cache", schema: `model PriceCache {\n${ID}  value     String\n}\n` },
  { title: "a lock that lapses", schema: `model ImportLock {\n${ID}  value     String\n  expiresAt DateTime\n}\n` },
  { title: "an edge", schema: `model Reference {\n${ID}  fromFieldId BigInt\n  toFieldId   BigInt\n}\n` },
  { title: "a time at which it began", schema: `model Quota {\n${ID}  left      Int\n  startedAt DateTime\n  updatedAt DateTime @updatedAt\n}\n` },
  { title: "a call written down", schema: `model WebhookRequest {\n${ID}  body      String\n  createdAt DateTime @default(now())\n}\n` },
  { title: "keys and times only", schema: `model Pin {\n${ID}  resourceId BigInt\n  createdAt DateTime @default(now())\n}\n` },
  { title: "a runner's own table", migration: "SET lock_timeout = '5s';\nCREATE TABLE schema_migrations (version bigint PRIMARY KEY, name text NOT NULL);" },
  { title: "a token that lapses", schema: `model ResetToken {\n${ID}  token     String   @unique\n  expiresAt DateTime\n  createdAt DateTime @default(now())\n}\n` },
  { title: "exempt by the configuration", schema: `model Fixture {\n${ID}  title     String\n}\n`, config: { audit: { exempt: ["Fixture"] } } },
  {
    title: "other names, told by the configuration",
    schema: `model Team {\n${ID}  name      String\n  birth     DateTime\n  touched   DateTime @updatedAt\n}\n`,
    config: { audit: { createdAt: ["birth"], updatedAt: ["touched"] } },
  },
  { title: "an old table", schema: { before: `model Old {\n${ID}  name      String\n}\n`, after: `model Old {\n${ID}  name      String\n  note      String?\n}\n` } },
];
