/** `char(n)` pads with blanks that come and go. */
import { defineRule } from "../define-rule.ts";
import { words } from "../questions/names/words.ts";
import { FIXED } from "../questions/tables/fixed-lengths.ts";
import { QUIET_TYPES, type TypeOpinion, typeReports } from "../questions/tables/type-opinions.ts";

const SQL = (column: string) =>
  `SET lock_timeout = '5s';\nCREATE TABLE orders (id uuid PRIMARY KEY, ${column}, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());`;
const MODEL = (type: string) =>
  `model Order {\n  id        BigInt   @id @default(autoincrement())\n  size      String${type}\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n}\n`;
const ON = { rules: { "no-char": "info" } };

const opinion: TypeOpinion = {
  rule: "no-char",
  isKin: ({ type }) => ["text", "character varying", "character"].includes(type.name),
  // `bpchar` without a length pads nothing.
  isDisliked: ({ type }) => type.name === "character" && (type.modifiers.length > 0 || type.prisma !== undefined),
  isMeant: (table, column) => words(column.field ?? column.name).some((word) => FIXED.has(word)) || table.foreignKeys.some(({ columns }) => columns.includes(column.name)),
  why: (types) =>
    `shorter values are filled up with blanks to ${types.length === 1 ? plainLength(types[0]!.modifiers) : "the full length"}. They come back in results, but vanish in comparisons and in casts to \`text\`, and \`LIKE\` and \`length()\` disagree about them`,
  better: () => "text",
  sql: /^(?:char(?:acter)?|nchar|bpchar)(?:\s*\(\s*\d+\s*\))?(?!\s*varying)/i,
  prisma: { pattern: /@(\w+)\.Char(?:\(\s*\d+\s*\))?(?!\w)/, by: (match) => `@${match[1]}.Text` },
};

function plainLength([length = 1]: readonly number[]): string {
  return `${length} character${length === 1 ? "" : "s"}`;
}

export const noChar = defineRule({
  id: "no-char",
  gate: "invariants",
  severity: "info",
  since: "0.1.0",
  summary: "Do not use char(n)",
  why: "`char(n)` fills shorter values up with blanks, which then count in some places and not in others (manual §8.3: insignificant in comparisons, removed in casts, kept in storage and in pattern matching). It saves nothing: of PostgreSQL's three text types it is usually the slowest.",
  remedy: "`text`, with a `CHECK (char_length(size) = 2)` where the length is a rule.",
  quiet: [
    ...QUIET_TYPES,
    `codes and digests that always have the full length: ${[...FIXED].slice(0, 6).join(", ")}… and hash, checksum, sha256…`,
    "columns that refer to others: they keep the type of what they refer to; `bpchar` without a length",
  ],
  *check(database) {
    yield* typeReports(database, opinion);
  },
  examples: {
    bad: [
      { title: "in SQL", migration: SQL("size char(10)") },
      { title: "written out in Prisma, where the team asked for it", schema: MODEL("   @db.Char(10)"), config: ON },
    ],
    good: [
      { title: "text", migration: SQL("size text") },
      { title: "a code that always has the full length", migration: SQL("country char(2)") },
      { title: "written out in Prisma, and nobody asked", schema: MODEL("   @db.Char(10)") },
    ],
  },
});
