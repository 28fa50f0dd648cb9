/** The proof of no-drop-in-same-deploy. */
import type { Rule } from "../../../model/rule.ts";

const BASE = 'CREATE TABLE "User" ("id" BIGINT PRIMARY KEY, "email" TEXT NOT NULL, "legacyStatus" TEXT);';
const MODEL = "model User {\n  id    BigInt @id\n  email String";
const DROP = 'SET lock_timeout = \'5s\';\nALTER TABLE "User" DROP COLUMN "legacyStatus";';
const PLAN = "## Rollback\n`legacyStatus` of `User` comes back from the backup of the night before.";

export const examples: Rule["examples"] = {
  bad: [
    {
      title: "the base branch's model still has the field",
      history: BASE,
      migration: DROP,
      schema: { before: `${MODEL}\n  legacyStatus String?\n}\n`, after: `${MODEL}\n}\n` },
      body: PLAN,
    },
    { title: "plain SQL: the tables of the base branch are what runs", history: BASE, migration: DROP, body: PLAN },
  ],
  good: [
    {
      title: "the running version ignores the field",
      history: BASE,
      migration: DROP,
      schema: { before: `${MODEL}\n  legacyStatus String? @ignore\n}\n`, after: `${MODEL}\n}\n` },
      body: PLAN,
    },
  ],
};
