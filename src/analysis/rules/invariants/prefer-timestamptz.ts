/** A time without a zone is a time that nobody can place. */
import type { ColumnType } from "../../../model/schema.ts";
import { defineRule } from "../define-rule.ts";
import { words } from "../questions/names/words.ts";
import { QUIET_TYPES, type TypeOpinion, typeReports } from "../questions/tables/type-opinions.ts";

const SQL = (type: string) =>
  `SET lock_timeout = '5s';\nCREATE TABLE orders (id uuid PRIMARY KEY, paid_at ${type}, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());`;
const MODEL = (type: string) =>
  `model Order {\n  id        BigInt   @id @default(autoincrement())\n  paidAt    DateTime${type}\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n}\n`;
const ON = { rules: { "prefer-timestamptz": "info" } };

const isBare = ({ name }: ColumnType) => name === "timestamp without time zone";

const opinion: TypeOpinion = {
  rule: "prefer-timestamptz",
  isKin: ({ type }) => type.name.startsWith("timestamp"),
  isDisliked: ({ type }) => isBare(type),
  isMeant: (_table, { name, field, type }, { language }) => words(field ?? name).includes("local") || (language === "sql" && type.modifiers[0] === 3),
  why: () => "it keeps what a clock showed, not when. Sessions in two time zones read two moments out of it, and `now()` writes the one of its own session",
  better: ({ modifiers }) => `timestamptz${modifiers.length > 0 ? `(${modifiers.join(",")})` : ""}`,
  sql: /^timestamp(?:\s*\(\s*\d+\s*\))?(?:\s+without\s+time\s+zone)?(?!\s+with\s)/i,
  prisma: { pattern: /@(\w+)\.Timestamp\b/, by: (match) => `@${match[1]}.Timestamptz` },
};

export const preferTimestamptz = defineRule({
  id: "prefer-timestamptz",
  gate: "invariants",
  severity: "info",
  since: "0.1.0",
  summary: "Prefer timestamptz to timestamp",
  why: "`timestamp` stores the digits that it is given and forgets where they were read. A server, a job and a person in `psql` with other session time zones then mean other moments by the same row; around the change to winter time two moments have one text. `timestamptz` takes the same eight bytes and keeps the moment; the zone matters only for showing it.",
  remedy:
    "`timestamptz` in SQL, `@db.Timestamptz(3)` in Prisma. Under a session time zone of UTC the type of an old column can be changed without a rewrite (PostgreSQL 12 and later).",
  quiet: [...QUIET_TYPES, "`timestamp(3)` in SQL, which is what Prisma makes of a `DateTime`", "times on a wall clock (`local_start`)"],
  *check(database) {
    yield* typeReports(database, opinion);
  },
  examples: {
    bad: [
      { title: "in SQL", migration: SQL("timestamp") },
      { title: "in SQL's long words", migration: SQL("timestamp(6) without time zone") },
      { title: "written out in Prisma, where the team asked for it", schema: MODEL(" @db.Timestamp(6)"), config: ON },
    ],
    good: [
      { title: "with a zone", migration: SQL("timestamptz") },
      { title: "what Prisma makes of a DateTime", migration: SQL("timestamp(3)") },
      { title: "Prisma's own choice, even where the team asked", schema: MODEL(""), config: ON },
      { title: "written out in Prisma, and nobody asked", schema: MODEL(" @db.Timestamp(6)") },
      { title: "a wall clock's", migration: SQL("timestamptz, local_start timestamp") },
    ],
  },
});
