/** Migrations that schema.prisma does not follow, and some that it follows in its own way. */
import type { Rule } from "../../../model/rule.ts";

const TIMEOUT = "SET lock_timeout = '5s';\n";
const HISTORY = `CREATE TYPE "Kind" AS ENUM ('DRAFT', 'NOTE');
CREATE TABLE "Note" ("id" BIGINT PRIMARY KEY, "kind" "Kind" NOT NULL, "text" TEXT, "label" VARCHAR(20));`;

const SCHEMA = `enum Kind {
  DRAFT
  NOTE
}

model Note {
  id    BigInt  @id
  kind  Kind
  text  String?
  label String? @db.VarChar(20)
}
`;

const same = { before: SCHEMA, after: SCHEMA };

export const examples: Rule["examples"] = {
  bad: [
    { title: "a column that schema.prisma does not have", history: HISTORY, schema: same, migration: `${TIMEOUT}ALTER TABLE "Note" ADD COLUMN "color" TEXT;` },
    {
      title: "a column goes that schema.prisma keeps",
      history: HISTORY,
      schema: same,
      migration: `${TIMEOUT}ALTER TABLE "Note" DROP COLUMN "text";`,
      body: "## Rollback\nThe values of `text` of `Note` come back from last night's backup.",
    },
    { title: "an index that the next generated migration drops", history: HISTORY, schema: same, migration: 'CREATE INDEX CONCURRENTLY "Note_label_idx" ON "Note" ("label");' },
    {
      title: "a swap of an enum that was generated before another branch added a value",
      history: HISTORY,
      schema: { before: SCHEMA, after: SCHEMA.replace("  NOTE\n", "  NOTE\n  TASK\n") },
      migration: `CREATE TYPE "Kind_new" AS ENUM ('DRAFT', 'TASK');
ALTER TABLE "Note" ALTER COLUMN "kind" TYPE "Kind_new" USING ("kind"::text::"Kind_new");
ALTER TYPE "Kind" RENAME TO "Kind_old";
ALTER TYPE "Kind_new" RENAME TO "Kind";
DROP TYPE "Kind_old";`,
    },
  ],
  good: [
    {
      title: "what Prisma has no words for",
      history: HISTORY,
      schema: same,
      migration: [
        'CREATE INDEX CONCURRENTLY "Note_text_lower" ON "Note" (lower("text"));',
        'CREATE INDEX CONCURRENTLY "Note_label_drafts" ON "Note" ("label") WHERE "kind" = \'DRAFT\';',
        'COMMENT ON COLUMN "Note"."text" IS \'What people write down.\';',
      ],
    },
    { title: "a longer varchar", history: HISTORY, schema: same, migration: `${TIMEOUT}ALTER TABLE "Note" ALTER COLUMN "label" TYPE VARCHAR(40);` },
    {
      title: "a column goes that schema.prisma has given up before",
      history: HISTORY,
      schema: { before: SCHEMA.replace("  text  String?\n", ""), after: SCHEMA.replace("  text  String?\n", "") },
      migration: `${TIMEOUT}ALTER TABLE "Note" DROP COLUMN "text";`,
      body: "## Rollback\nThe values of `text` of `Note` come back from last night's backup.",
    },
  ],
};
