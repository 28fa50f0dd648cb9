/** `serial` is a default that anybody can write past, on a sequence with rights of its own. */
import type { Column } from "../../../model/schema.ts";
import { defineRule } from "../define-rule.ts";
import { QUIET_TYPES, type TypeOpinion, typeReports } from "../questions/tables/type-opinions.ts";

const SQL = (id: string) =>
  `SET lock_timeout = '5s';\nCREATE TABLE orders (id ${id} PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());`;

/** What `serial` stands for; a sequence that somebody names is theirs. */
function isSerial({ default: fallback, generated }: Column): boolean {
  return generated === undefined && fallback?.kind === "sequence" && /^nextval\('[^':]+_seq'\)$/.test(fallback.expression);
}

const opinion: TypeOpinion = {
  rule: "prefer-identity",
  isKin: (column) => isSerial(column) || (column.generated?.startsWith("identity") ?? false),
  isDisliked: isSerial,
  isMeant: (_table, _column, { postgres }) => postgres.version < 10,
  why: () => "an INSERT that brings a value is accepted, and the sequence meets that value later and fails; who may write to the table also needs rights on the sequence",
  better: ({ name }) => `${name} GENERATED ALWAYS AS IDENTITY`,
  written: ({ name }) => ({ bigint: "bigserial", smallint: "smallserial" })[name] ?? "serial",
  sql: /^(?:small|big)?serial[248]?\b/i,
};

export const preferIdentity = defineRule({
  id: "prefer-identity",
  gate: "invariants",
  severity: "info",
  since: "0.1.0",
  summary: "Prefer identity columns to serial",
  why: "`serial` is no type but an integer with a default (manual §8.1.4): any INSERT may write its own value, and the sequence then hands out that value again one day. The sequence has its own owner and GRANTs, `CREATE TABLE … (LIKE …)` shares it between two tables, and a dump has to restore it apart. An identity column (PostgreSQL 10) is the standard's way and refuses such values unless `OVERRIDING SYSTEM VALUE` says so.",
  remedy: "`bigint GENERATED ALWAYS AS IDENTITY`; `BY DEFAULT` where imports bring their own ids.",
  quiet: [
    ...QUIET_TYPES.slice(1),
    "Prisma schemas: `autoincrement()` is what Prisma makes of it",
    "sequences that somebody names (`DEFAULT nextval('orders_seq')`)",
    "PostgreSQL before 10",
  ],
  *check(database) {
    if (database.language === "sql") yield* typeReports(database, opinion);
  },
  examples: {
    bad: [
      { title: "bigserial", migration: SQL("bigserial") },
      { title: "a column that is no key", migration: SQL("uuid").replace(" PRIMARY KEY,", " PRIMARY KEY, position bigserial,") },
    ],
    good: [
      { title: "identity", migration: SQL("bigint GENERATED ALWAYS AS IDENTITY") },
      { title: "a sequence of its own name", migration: SQL("bigint DEFAULT nextval('all_documents_seq'::regclass)") },
      {
        title: "autoincrement()",
        schema: "model Order {\n  id        BigInt   @id @default(autoincrement())\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n}\n",
      },
    ],
  },
});
