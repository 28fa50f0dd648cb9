/** Pull requests of which some migration is missing, and some whose schema and migrations only look apart. */
import type { Rule } from "../../../model/rule.ts";

const HISTORY = 'CREATE TABLE "Note" ("id" BIGINT PRIMARY KEY);';
const BEFORE = "model Note {\n  id BigInt @id\n}\n";
const AFTER = "model Note {\n  id   BigInt  @id\n  text String?\n}\n";
const TIMEOUT = "SET lock_timeout = '5s';\n";

const MEMBERS = `CREATE TYPE "Role" AS ENUM ('OWNER', 'GUEST');
CREATE TABLE "Member" ("id" BIGINT PRIMARY KEY, "role" "Role" NOT NULL, "badge" TEXT NOT NULL);`;

function members(values: string, badge: string): string {
  return `enum Role {\n  OWNER\n  GUEST\n${values}}\n\nmodel Member {\n  id    BigInt @id\n  role  Role\n${badge}}\n`;
}

const BADGE = "  badge String\n";

export const examples: Rule["examples"] = {
  bad: [
    { title: "a field, but no migration", history: HISTORY, schema: { before: BEFORE, after: AFTER } },
    {
      title: "a field and an index; the migration makes the field alone",
      history: HISTORY,
      migration: `${TIMEOUT}ALTER TABLE "Note" ADD COLUMN "text" TEXT;`,
      schema: { before: BEFORE, after: "model Note {\n  id   BigInt  @id\n  text String?\n\n  @@index([text])\n}\n" },
    },
    {
      title: "an enum value that the migration mistypes",
      history: MEMBERS,
      migration: "ALTER TYPE \"Role\" ADD VALUE 'VISITR';",
      schema: { before: members("", BADGE), after: members("  VISITOR\n", BADGE) },
    },
    {
      title: "a field may be empty now, its column not",
      history: MEMBERS,
      schema: { before: members("", BADGE), after: members("", "  badge String?\n") },
    },
    {
      title: "a required field goes, and its column still wants a value",
      history: MEMBERS,
      schema: { before: members("", BADGE), after: members("", "") },
    },
  ],
  good: [
    {
      title: "with its migration",
      history: HISTORY,
      migration: `${TIMEOUT}ALTER TABLE "Note" ADD COLUMN "text" TEXT;`,
      schema: { before: BEFORE, after: AFTER },
    },
    { title: "a comment only", history: HISTORY, schema: { before: BEFORE, after: `/// What people write down.\n${BEFORE}` } },
    {
      title: "an optional field goes; its column is dropped one deploy later",
      history: 'CREATE TABLE "Note" ("id" BIGINT PRIMARY KEY, "text" TEXT);',
      schema: { before: AFTER, after: BEFORE },
    },
    {
      title: "the same index, by hand and under another name",
      history: 'CREATE TABLE "Note" ("id" BIGINT PRIMARY KEY, "text" TEXT);',
      migration: 'CREATE INDEX CONCURRENTLY note_by_text ON "Note" ("text");',
      schema: { before: AFTER, after: "model Note {\n  id   BigInt  @id\n  text String?\n\n  @@index([text])\n}\n" },
    },
  ],
};
