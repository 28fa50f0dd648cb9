/** An edit of schema.prisma that the database never hears of: the new client asks for what is not there. */
import { code, plural } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { describeChange, unmigrated } from "../questions/unmigrated.ts";

const HISTORY = 'CREATE TABLE "Note" ("id" BIGINT PRIMARY KEY);';
const BEFORE = "model Note {\n  id BigInt @id\n}\n";
const AFTER = "model Note {\n  id   BigInt  @id\n  text String?\n}\n";

export const requireMigration = defineRule({
  id: "require-migration",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Add a migration when schema.prisma changes the database",
  why: "`prisma migrate deploy` runs migrations, it does not read the schema. A change of schema.prisma without a migration is missing in production: the new Prisma Client selects and writes columns that do not exist, and its queries fail.",
  remedy: "Run `prisma migrate dev --create-only --name <what it does>`, look at the SQL, and commit it with the schema.",
  quiet: [
    "repositories that keep no migrations (`prisma db push`)",
    'comments, `@ignore`, `@map` of a field whose column stays, defaults that only Prisma Client fills (`cuid()`, `@updatedAt`), relations under `relationMode = "prisma"`, views',
    "changes that the migrations have made already: the schema catches up",
  ],
  *check(database) {
    if (database.language !== "prisma" || !database.hasMigrations || database.migrations.some(({ status }) => status !== "unchanged")) return;
    const missing = unmigrated(database);
    const [first] = missing;
    if (!first) return;
    const rest = missing.length > 1 ? `, and ${plural(missing.length - 1, "more change")} of the schema` : "";
    yield {
      span: first.span,
      message: `${describeChange(first, missing)}${rest}: no migration of this pull request does it, so production will not have it when the new client asks for it. Create one with ${code("prisma migrate dev --create-only")} and commit it.`,
    };
  },
  examples: {
    bad: [{ title: "a field, but no migration", history: HISTORY, schema: { before: BEFORE, after: AFTER } }],
    good: [
      {
        title: "with its migration",
        history: HISTORY,
        migration: 'SET lock_timeout = \'5s\';\nALTER TABLE "Note" ADD COLUMN "text" TEXT;',
        schema: { before: BEFORE, after: AFTER },
      },
      { title: "a comment only", history: HISTORY, schema: { before: BEFORE, after: `/// What people write down.\n${BEFORE}` } },
    ],
  },
});
