/** When rules about schemas stay quiet: pull requests that differ from a bad one in what exempts them. */
import type { Example } from "../../../src/model/rule.ts";

const ID = "  id        BigInt   @id @default(autoincrement())\n";
const TIMES = "  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";
const SQL_TIMES = "created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()";

const model = (name: string, ...lines: string[]) => `model ${name} {\n${ID}${TIMES}${lines.map((line) => `  ${line}\n`).join("")}}\n`;
const bare = (name: string, ...lines: string[]) => `model ${name} {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
const BASE = `${ID}${TIMES}`.trimEnd().replace(/^ {2}/, "").split("\n  ");

const invoiced = (action: string) =>
  `${model("Customer", "invoices Invoice[]")}${model("Invoice", "customerId BigInt", `customer Customer @relation(fields: [customerId], references: [id], onDelete: Cascade${action})`, "", "@@index([customerId])")}`;

/** Three tables that belong to a workspace, and one more. */
const owned = (name: string, ...lines: string[]) =>
  model(
    name,
    "workspaceId BigInt",
    "workspace Workspace @relation(fields: [workspaceId], references: [id], onDelete: Restrict)",
    ...lines,
    "",
    "@@index([workspaceId, createdAt])",
  );
const tenants = (more: string, lists: string, owners: readonly string[] = ["Board", "Note"]) =>
  `${model("Workspace", ...owners.map((name) => `${name.toLowerCase()}s ${name}[]`), ...(lists === "" ? [] : [lists]))}${owners.map((name) => owned(name)).join("")}${more}`;

const PAGES = `CREATE TABLE pages (id bigint PRIMARY KEY, slug text NOT NULL, deleted_at timestamptz, ${SQL_TIMES});\n`;
const LOCK = "SET lock_timeout = '5s';\n";

interface Case extends Example {
  readonly rule: string;
}

export const cases: readonly Case[] = [
  { rule: "no-cascade-reach", title: "the same cascade, another action on update", schema: { before: invoiced(""), after: invoiced(", onUpdate: NoAction") } },
  {
    rule: "no-cascade-reach",
    title: "an event of a calendar, in two words",
    schema: `${model("Calendar", "events CalendarEvent[]")}${model("CalendarEvent", "startsAt DateTime", "calendarId BigInt", "calendar Calendar @relation(fields: [calendarId], references: [id], onDelete: Cascade)", "", "@@index([calendarId])")}`,
  },
  { rule: "no-id-list", title: "no model has the whole name", schema: `${model("Post")}${model("User", "importedPostIds BigInt[]")}` },
  { rule: "no-id-list", title: "of another type than the id", schema: `${model("Post")}${model("User", "postIds String[]")}` },
  {
    rule: "no-polymorphic-reference",
    title: "a foreign key after all",
    schema: `${model("Post", "comments Comment[]")}${model("Comment", "subjectType String", "subjectId BigInt", "subject Post @relation(fields: [subjectId], references: [id], onDelete: Cascade)", "", "@@index([subjectId])")}`,
  },
  {
    rule: "no-nullable-composite-foreign-key",
    title: "a relation that Prisma Client alone enforces",
    schema: `datasource db {\n  provider     = "postgresql"\n  relationMode = "prisma"\n}\n\n${bare("Folder", "orgId BigInt", "id BigInt", ...BASE.slice(1), "notes Note[]", "", "@@id([orgId, id])")}${model("Note", "orgId BigInt?", "folderId BigInt?", "folder Folder? @relation(fields: [orgId, folderId], references: [orgId, id], onDelete: Restrict)", "", "@@index([orgId, folderId])")}`,
  },
  {
    rule: "no-foreign-key-type-mismatch",
    title: "a table that the history at hand does not know",
    migration: `${LOCK}CREATE TABLE notes (id bigint PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id) ON DELETE RESTRICT, ${SQL_TIMES});\nCREATE INDEX ON notes (user_id);`,
  },
  {
    rule: "require-primary-key",
    title: "a partition, whose parent has it",
    migration: `${LOCK}CREATE TABLE readings (id bigint, day date, ${SQL_TIMES}, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);\nCREATE TABLE readings_2026 PARTITION OF readings FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');`,
  },
  { rule: "require-primary-key", title: "a temporary table", migration: `${LOCK}CREATE TEMPORARY TABLE chosen (id bigint);\nINSERT INTO chosen VALUES (1);` },
  { rule: "require-primary-key", title: "a view", schema: "view Total {\n  day   DateTime\n  value Int\n}\n" },
  {
    rule: "require-primary-key",
    title: "Prisma's own table of an implicit relation with a name",
    migration: `${LOCK}CREATE TABLE "_Friends" ("A" bigint NOT NULL, "B" bigint NOT NULL);\nCREATE UNIQUE INDEX "_Friends_AB_unique" ON "_Friends" ("A", "B");`,
  },
  {
    rule: "require-primary-key",
    title: "Prisma's own table of an implicit relation",
    migration: `${LOCK}CREATE TABLE "_PostToTag" ("A" bigint NOT NULL, "B" bigint NOT NULL);`,
  },
  {
    rule: "prefer-bigint-id",
    title: "a small table, by the configuration",
    schema: bare("Order", "id Int @id @default(autoincrement())", ...BASE.slice(1)),
    config: { tables: { Order: { small: true } } },
  },
  { rule: "prefer-bigint-id", title: "a number that the application gives", schema: bare("Order", "id Int @id", ...BASE.slice(1)) },
  {
    rule: "require-audit-columns",
    title: "the team leaves createdAt out",
    schema: {
      before: ["A", "B", "C", "D", "E"].map((name) => bare(`Part${name}`, BASE[0]!, "title String", BASE[2]!)).join(""),
      after: ["A", "B", "C", "D", "E", "F"].map((name) => bare(`Part${name}`, BASE[0]!, "title String", BASE[2]!)).join(""),
    },
  },
  { rule: "require-audit-columns", title: "a log with a time that its writer gives", schema: bare("LoginEvent", BASE[0]!, "address String", "at DateTime") },
  { rule: "require-audit-columns", title: "a time that the database fills", schema: bare("Visitor", BASE[0]!, "address String", "arrival DateTime @default(now())", BASE[2]!) },
  {
    rule: "require-updated-at",
    title: "the code of the pull request writes it",
    schema: bare("Team", BASE[0]!, BASE[1]!, "updatedAt DateTime @default(now())"),
    code: "export const touch = (id: bigint) => prisma.team.update({ where: { id }, data: { updatedAt: new Date() } });\n",
  },
  { rule: "require-updated-at", title: "plain SQL", migration: `${LOCK}CREATE TABLE teams (id bigint PRIMARY KEY, name text, ${SQL_TIMES});` },
  { rule: "require-updated-at", title: "another name", schema: bare("Team", BASE[0]!, BASE[1]!, "checkedAt DateTime @default(now())") },
  { rule: "require-business-key", title: "a log", schema: model("LoginEvent", "slug String") },
  {
    rule: "require-business-key",
    title: "a join table",
    schema: `${model("Team", "members Member[]")}${model("Person", "teams Member[]")}${bare("Member", "teamId BigInt", "personId BigInt", "handle String", "team Team @relation(fields: [teamId], references: [id], onDelete: Cascade)", "person Person @relation(fields: [personId], references: [id], onDelete: Cascade)", "", "@@id([teamId, personId])", "@@index([personId])")}`,
  },
  { rule: "require-business-key", title: "a number", schema: model("Article", "externalId Int") },
  { rule: "require-business-key", title: "a list", schema: model("Article", "slug String[]") },
  {
    rule: "require-business-key",
    title: "it refers to another table",
    schema: `${model("Page", "slug String @unique", "articles Article[]")}${model("Article", "slug String", "page Page @relation(fields: [slug], references: [slug], onDelete: Restrict)", "", "@@index([slug])")}`,
  },
  { rule: "require-business-key", title: "a code of another kind", schema: model("Parcel", "returnCode String", "zipCode String") },
  { rule: "prefer-surrogate-key", title: "settings of more than a word, by their key", schema: bare("Toggle", "key String @id", "rules Json", ...BASE.slice(1)) },
  {
    rule: "prefer-surrogate-key",
    title: "filled by a foreign key",
    schema: `${bare("Member", "id String @id @default(cuid())", ...BASE.slice(1), "badge Badge?")}${bare("Badge", "holder String @id", "text String", ...BASE.slice(1), "member Member @relation(fields: [holder], references: [id], onDelete: Cascade)")}`,
  },
  {
    rule: "require-tenant-in-unique",
    title: "a column that refers to another table is part of it",
    schema: `${tenants(owned("Tag", "label String", "boardSlug String", "home Home @relation(fields: [boardSlug], references: [slug], onDelete: Restrict)", "@@unique([boardSlug, label])"), "tags Tag[]")}${model("Home", "slug String @unique", "tags Tag[]")}`,
  },
  { rule: "require-tenant-in-unique", title: "nothing that people choose", schema: tenants(owned("Tag", "checksum String @unique"), "tags Tag[]") },
  { rule: "require-tenant-in-unique", title: "global by its words", schema: tenants(owned("Tag", "sessionCode String @unique"), "tags Tag[]") },
  { rule: "require-tenant-in-unique", title: "it lapses", schema: tenants(owned("Tag", "label String @unique", "expiresAt DateTime"), "tags Tag[]") },
  { rule: "require-tenant-in-unique", title: "the address itself", schema: tenants(owned("Email", "email String @unique"), "emails Email[]") },
  { rule: "require-tenant-in-unique", title: "made by the client", schema: tenants(owned("Tag", "code String @unique @default(cuid())"), "tags Tag[]") },
  { rule: "require-tenant-in-unique", title: "too few tables to call it a tenant", schema: tenants(owned("Tag", "label String @unique"), "tags Tag[]", ["Board"]) },
  {
    rule: "require-tenant-in-unique",
    title: "the tenant may be absent",
    schema: model("Tag", "tenantId BigInt?", "label String @unique"),
    config: { tenancy: { keys: ["tenantId"] } },
  },
  {
    rule: "require-soft-delete-unique",
    title: "a partial unique beside it says it right",
    migration: `${LOCK}${PAGES}CREATE UNIQUE INDEX pages_history ON pages (slug, deleted_at);\nCREATE UNIQUE INDEX pages_slug ON pages (slug) WHERE deleted_at IS NULL;`,
  },
  {
    rule: "require-soft-delete-unique",
    title: "nulls that count as equal",
    migration: `${LOCK}${PAGES}CREATE UNIQUE INDEX pages_slug ON pages (slug, deleted_at) NULLS NOT DISTINCT;`,
  },
  {
    rule: "require-soft-delete-unique",
    title: "the row of a 1:1 relation",
    schema: `${model("Site", "slug String @unique", "layout Layout?")}${model("Layout", "siteSlug String @unique", "deletedAt DateTime?", "site Site @relation(fields: [siteSlug], references: [slug], onDelete: Restrict)")}`,
  },
  { rule: "no-repeating-group", title: "numbers that do not count", schema: model("Audience", "over18 Int", "over40 Int", "over65 Int") },
  { rule: "no-repeating-group", title: "three types", schema: model("Answer", "part1 String", "part2 Int", "part3 Boolean") },
  { rule: "no-float-money", title: "a measure that ends in a word of money", schema: model("Run", "scoreTotal Float") },
];
