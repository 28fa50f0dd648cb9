/** A length in the type is a rule that only a lock can change. */
import { defineRule } from "../define-rule.ts";
import { words } from "../questions/names/words.ts";
import { FIXED } from "../questions/tables/fixed-lengths.ts";
import { columnsOf } from "../questions/tables/new-parts.ts";
import { QUIET_TYPES, type TypeOpinion, typeReports } from "../questions/tables/type-opinions.ts";

const SQL = (column: string) =>
  `SET lock_timeout = '5s';\nCREATE TABLE orders (id uuid PRIMARY KEY, ${column}, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());`;
const MODEL = (type: string) =>
  `model Order {\n  id        BigInt   @id @default(autoincrement())\n  note      String${type}\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n}\n`;
const ON = { rules: { "prefer-text": "info" } };

const opinion: TypeOpinion = {
  rule: "prefer-text",
  isKin: ({ type }) => type.name === "text" || type.name === "character varying",
  isDisliked: ({ type }) => type.name === "character varying" && type.modifiers.length > 0,
  isMeant(table, column, { config }) {
    const parts = words(column.field ?? column.name);
    const bounded = config.rules["no-unbounded-text"]?.severity;
    const referring = table.foreignKeys.some(({ columns }) => columns.includes(column.name));
    return (
      (bounded !== undefined && bounded !== "off") ||
      referring ||
      columnsOf(table.primaryKey).includes(column.name) ||
      parts.at(-1) === "id" ||
      parts.some((word) => FIXED.has(word))
    );
  },
  why: (types) =>
    `a longer value fails the insert, and changing the ${types.length === 1 ? "length" : "lengths"} takes an ALTER TABLE under \`ACCESS EXCLUSIVE\`. \`text\` takes no more room, and a CHECK can hold a limit that is meant`,
  better: () => "text",
  sql: /^(?:varchar|character\s+varying)\s*\(\s*\d+\s*\)/i,
  prisma: { pattern: /@(\w+)\.VarChar\(\s*\d+\s*\)/, by: (match) => `@${match[1]}.Text` },
};

export const preferText = defineRule({
  id: "prefer-text",
  gate: "invariants",
  severity: "info",
  since: "0.1.0",
  summary: "Prefer text to varchar(n)",
  why: "PostgreSQL stores `varchar(n)` and `text` alike (manual §8.3: no difference in performance). What the length adds is a failure when a longer value comes, and an ALTER TABLE with an ACCESS EXCLUSIVE lock, views and functions on the column included, each time that the limit is changed.",
  remedy: "`text`, and a named `CHECK (char_length(name) <= 200)` where a limit is a rule: it can be added `NOT VALID` and validated while people work.",
  quiet: [
    ...QUIET_TYPES,
    "ids, keys and columns that refer to others: they keep the type of what they refer to",
    `codes whose length a standard fixes: ${[...FIXED].slice(0, 8).join(", ")}…`,
    "teams that ask for a length (`no-unbounded-text`)",
  ],
  *check(database) {
    yield* typeReports(database, opinion);
  },
  examples: {
    bad: [
      { title: "in SQL", migration: SQL("note varchar(255)") },
      { title: "two of one table: said once", migration: SQL("note character varying(255), hint varchar(40)") },
      { title: "written out in Prisma, where the team asked for it", schema: MODEL("   @db.VarChar(255)"), config: ON },
    ],
    good: [
      { title: "text", migration: SQL("note text") },
      { title: "no length", migration: SQL("note varchar") },
      { title: "a code of a standard", migration: SQL("currency varchar(3)") },
      { title: "an id of another service", migration: SQL("stripe_id varchar(64)") },
      { title: "written out in Prisma, and nobody asked", schema: MODEL("   @db.VarChar(255)") },
    ],
  },
});
