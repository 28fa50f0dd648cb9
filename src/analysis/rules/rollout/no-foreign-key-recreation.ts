/** Prisma changes ON DELETE by dropping the foreign key and adding it anew: every row is checked again. */
import { code, quoteIdentifier, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { folding } from "../questions/migrations/fold.ts";
import { recreatedKeys } from "../questions/migrations/recreated-keys.ts";
import { addedSteps, isInUse, textAt, worksOn } from "../questions/migrations/steps.ts";

const BASE =
  'CREATE TABLE "User" ("id" BIGINT PRIMARY KEY);\nCREATE TABLE "Post" ("id" BIGINT PRIMARY KEY, "authorId" BIGINT, CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE SET NULL);\nCREATE INDEX "Post_authorId_idx" ON "Post"("authorId");';
const DROP = 'SET lock_timeout = \'5s\';\nALTER TABLE "Post" DROP CONSTRAINT "Post_authorId_fkey";\n';
const ADD = 'ALTER TABLE "Post" ADD CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE';

export const noForeignKeyRecreation = defineRule({
  id: "no-foreign-key-recreation",
  gate: "rollout",
  severity: "warning",
  since: "0.1.0",
  summary: "Do not check every row again to change a foreign key's action",
  why: "PostgreSQL cannot change `ON DELETE` of a foreign key in place. Dropping it and adding it anew, as Prisma does, reads the whole child table again while nobody can write to either table (`SHARE ROW EXCLUSIVE`), although the rows were valid before.",
  remedy: "Add the new key `NOT VALID` in the same migration and validate it in the next.",
  quiet: ["the new key is `NOT VALID`", "tables made by this pull request, small tables"],
  supersedes: ["no-work-under-exclusive-lock"],
  check: folding("no-foreign-key-recreation", function* (database) {
    const recreated = recreatedKeys(database);
    for (const { statement, change } of addedSteps(database, "add-foreign-key")) {
      if (!recreated.has(change) || !change.foreignKey.valid || !isInUse(database, change) || !worksOn(statement, change.table, "scans")) continue;
      const action = textAt(statement, change.span);
      const [child, parent] = [change.table, change.foreignKey.references.table];
      const name = change.foreignKey.name;
      yield {
        span: change.span,
        message: `This key of ${code(child)} is dropped and added anew: all its rows, valid before, are checked again while nobody can write to ${child === parent ? "it" : `${code(child)} or ${code(parent)}`}. Add it \`NOT VALID\` and validate it in the next migration.`,
        ...(name === undefined
          ? {}
          : { advice: { language: "sql" as const, title: "The next migration", text: `ALTER TABLE ${quoteIdentifier(child)} VALIDATE CONSTRAINT ${quoteName(name)};` } }),
        ...(/^(?:add|alter\s+table)\b/i.test(action) && !/\bnot\s+valid\b/i.test(action) ? { fix: { span: { ...change.span, start: change.span.end }, text: " NOT VALID" } } : {}),
      };
    }
  }),
  examples: {
    bad: [{ title: "ON DELETE changes", history: BASE, migration: `${DROP}${ADD};` }],
    good: [{ title: "not validated yet", history: BASE, migration: `${DROP}${ADD} NOT VALID;` }],
  },
});
