/** A name over 63 bytes is cut without an error, and then two sides speak of two names. */
import { ofKind } from "../../../model/change.ts";
import type { Database } from "../../../model/database.ts";
import { MAX_IDENTIFIER_BYTES, truncated } from "../../../model/identifiers.ts";
import { added, type Statement } from "../../../model/migration.ts";
import type { Report } from "../../../model/rule.ts";
import type { Schema } from "../../../model/schema.ts";
import type { Span } from "../../../model/source.ts";
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";

const LONG = "customer_subscription_renewal_notification_preference_override_reason";
const TABLE = "SET lock_timeout = '5s';\nALTER TABLE customer ADD COLUMN";
const HISTORY = "CREATE TABLE customer (id bigint PRIMARY KEY);";

export const noIdentifierTruncation = defineRule({
  id: "no-identifier-truncation",
  gate: "invariants",
  severity: "error",
  since: "0.1.0",
  summary: `Keep names within ${MAX_IDENTIFIER_BYTES} bytes`,
  why: `PostgreSQL keeps ${MAX_IDENTIFIER_BYTES} bytes of a name and drops the rest with a notice that no deployment log shows. What compares names afterwards (Prisma Migrate, Drizzle, \`IF NOT EXISTS\`, code that reads the catalogue) sees another one and reports drift, or makes the thing twice; two names that differ only behind byte ${MAX_IDENTIFIER_BYTES} collide.`,
  remedy: 'Choose a shorter name. In Prisma, keep the long name of the model or field and give the database a short one with `@map("…")` or `@@map("…")`.',
  quiet: [
    "names that Prisma makes for indexes and constraints: it shortens them itself",
    "names that Drizzle makes for constraints and indexes (`…_fk`, `…_unique`, `…_index`), in whatever runner's folder: both sides cut them alike; told only when two of them collide",
    "names that stood before, and statements that drop things",
  ],
  *check(database) {
    const told = new Set<string>();
    for (const { name, span, what } of declaredLong(database)) {
      told.add(truncated(name));
      yield tell(name, span, what);
    }
    yield* inMigrations(database, told);
  },
  examples: {
    bad: [
      { title: "a column", history: HISTORY, migration: `${TABLE} ${LONG} text;` },
      {
        title: "a mapped name",
        schema: `model Preference {\n  id        BigInt   @id @default(autoincrement())\n  reason    String   @map("${LONG}")\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n}\n`,
      },
    ],
    good: [
      { title: `${MAX_IDENTIFIER_BYTES} bytes`, history: HISTORY, migration: `${TABLE} ${LONG.slice(0, MAX_IDENTIFIER_BYTES)} text;` },
      { title: "a long string is no name", history: HISTORY, migration: `COMMENT ON TABLE customer IS '${LONG} ${LONG}';` },
    ],
  },
});

interface Declared {
  readonly name: string;
  readonly span: Span;
  readonly what: "table" | "column" | "enum";
}

/** What schema.prisma declares anew. */
function* declaredLong({ language, changes, after }: Database): Generator<Declared> {
  if (language !== "prisma") return;
  for (const change of ofKind(changes, "create-table", "add-column", "create-enum")) {
    if (change.kind === "create-enum") yield* long(change.enum.name, change.span, "enum");
    else if (change.kind === "add-column") yield* long(change.column.name, change.span, "column");
    else {
      const table = after.tables.get(change.table);
      yield* long(change.table, table?.nameSpan ?? change.span, "table");
      for (const column of table?.columns ?? []) yield* long(column.name, column.span, "column");
    }
  }
}

function* long(qualified: string, span: Span, what: Declared["what"]): Generator<Declared> {
  const name = what === "column" ? qualified : qualified.slice(qualified.lastIndexOf(".") + 1);
  if (truncated(name) !== name) yield { name, span, what };
}

function* inMigrations(database: Database, told: Set<string>): Generator<Report> {
  const seen = new Map<string, string>();
  for (const { statements, isDrizzleOutput } of added(database.migrations)) {
    const isDrizzle = isDrizzleOutput || database.runner.name === "drizzle";
    for (const statement of statements.filter(({ longNames }) => longNames))
      for (const { name, kept, span } of statement.longNames ?? []) {
        if (!declares(statement)) continue;
        const other = seen.get(kept);
        seen.set(kept, other ?? name);
        if (other !== undefined && other !== name) yield tell(name, span, "name", other);
        else if (other === undefined && !told.has(kept) && !(isDrizzle && DERIVED.test(name)) && !stood(kept, database.catalog.before)) yield tell(name, span, "name");
      }
  }
}

function declares({ changes }: Statement): boolean {
  return changes.some(({ kind }) => kind.startsWith("create-") || kind.startsWith("add-") || kind.startsWith("rename-"));
}

/** Drizzle's own names, https://orm.drizzle.team/docs/indexes-constraints. */
const DERIVED = /_(?:fk|pk|unique|index|idx)$/;

function stood(kept: string, { tables, enums }: Schema): boolean {
  if (tables.has(kept) || enums.has(kept)) return true;
  for (const table of tables.values()) {
    if (table.columns.some(({ name }) => name === kept)) return true;
    if ([...table.indexes, ...table.foreignKeys, ...table.checks, ...(table.primaryKey ? [table.primaryKey] : [])].some(({ name }) => name === kept)) return true;
  }
  return false;
}

function tell(name: string, span: Span, what: Declared["what"] | "name", other?: string): Report {
  const collision = other === undefined ? "" : ` So it is cut to the same name as ${code(other)}: the second one fails, or is silently taken for the first.`;
  return {
    span,
    message: `PostgreSQL cuts the ${what} ${code(name)} to ${code(truncated(name))} (${MAX_IDENTIFIER_BYTES} bytes), with a notice that nobody reads.${collision || " Tools that compare names will report drift."} Choose a shorter name${what === "name" ? "" : ` (${what === "column" ? "`@map`" : "`@@map`"} keeps the one in Prisma)`}.`,
  };
}
