/** `json` is text that has been looked at once. */
import { defineRule } from "../define-rule.ts";
import { words } from "../questions/names/words.ts";
import { QUIET_TYPES, type TypeOpinion, typeReports } from "../questions/tables/type-opinions.ts";

const SQL = (column: string) =>
  `SET lock_timeout = '5s';\nCREATE TABLE orders (id uuid PRIMARY KEY, ${column}, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());`;
const MODEL = (type: string) =>
  `model Order {\n  id        BigInt   @id @default(autoincrement())\n  payload   Json${type}\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n}\n`;
const ON = { rules: { "prefer-jsonb": "info" } };

/** Kept letter for letter: somebody signs it, or wants to see what came. */
const VERBATIM: ReadonlySet<string> = new Set("raw original verbatim signed unparsed".split(" "));

const opinion: TypeOpinion = {
  rule: "prefer-jsonb",
  isKin: ({ type }) => type.name === "json" || type.name === "jsonb",
  isDisliked: ({ type }) => type.name === "json",
  isMeant: (_table, { name, field }) => words(field ?? name).some((word) => VERBATIM.has(word)),
  why: () => "each look into it parses the text again, no index helps, and there is no `=`, so that `DISTINCT` and `GROUP BY` over the rows fail",
  better: () => "jsonb",
  sql: /^json\b/i,
  prisma: { pattern: /@(\w+)\.Json\b(?!B)/, by: (match) => `@${match[1]}.JsonB` },
};

export const preferJsonb = defineRule({
  id: "prefer-jsonb",
  gate: "invariants",
  severity: "info",
  since: "0.1.0",
  summary: "Prefer jsonb to json",
  why: "`json` keeps the text as it came and parses it for each operator; it has no equality, so that `SELECT DISTINCT`, `UNION` and `GROUP BY` over such a column are errors, and no GIN index can serve `@>` on it. `jsonb` is parsed once.",
  remedy: "`jsonb` in SQL, plain `Json` or `@db.JsonB` in Prisma. `json` only where blanks, the order of keys or repeated keys must survive.",
  quiet: [...QUIET_TYPES, `texts that are kept as they came (${[...VERBATIM].join(", ")})`],
  *check(database) {
    yield* typeReports(database, opinion);
  },
  examples: {
    bad: [
      { title: "in SQL", migration: SQL("payload json NOT NULL") },
      {
        title: "a new column of an old table",
        history: "CREATE TABLE notes (id uuid PRIMARY KEY, payload jsonb);",
        migration: "SET lock_timeout = '5s';\nALTER TABLE notes ADD COLUMN extra json;",
      },
      { title: "written out in Prisma, where the team asked for it", schema: MODEL("     @db.Json"), config: ON },
    ],
    good: [
      { title: "jsonb", migration: SQL("payload jsonb NOT NULL") },
      { title: "kept as it came", migration: SQL("raw_body json NOT NULL") },
      { title: "written out in Prisma, and nobody asked", schema: MODEL("     @db.Json") },
    ],
  },
});
