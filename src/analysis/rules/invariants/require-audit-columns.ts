/** When was this row made, and when was it last changed? The first questions of every incident. */
import type { Database } from "../../../model/database.ts";
import { anyOf } from "../../../model/name-patterns.ts";
import type { Report } from "../../../model/rule.ts";
import type { Table } from "../../../model/schema.ts";
import { code, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { addFields } from "../questions/edits/schema-edits.ts";
import { tableName } from "../questions/names/naming.ts";
import { sameWords } from "../questions/names/words.ts";
import { type AuditColumn, auditField, auditName, createdColumn, isEdge, isLeftOut, isMutable, updatedColumn } from "../questions/tables/audit-columns.ts";
import { newTables } from "../questions/tables/new-parts.ts";
import { APPEND_ONLY, isAdapterTable, isAppendOnly, isEphemeral, isExpiring, isExtension, isJoinTable, isLookup, isTimestamp, LOOKUPS } from "../questions/tables/table-kinds.ts";
import { bad, good } from "./require-audit-columns.examples.ts";

export const requireAuditColumns = defineRule({
  id: "require-audit-columns",
  gate: "invariants",
  severity: "warning",
  since: "0.1.0",
  summary: "Give a new table createdAt, and updatedAt where its rows change",
  why: "Without them nobody can say which rows a faulty release wrote, sync or page by time, or tell a stale row from a fresh one. They cannot be added later: the times of the rows that exist by then are lost.",
  remedy: "`createdAt DateTime @default(now())` and `updatedAt DateTime @updatedAt`, or `timestamptz NOT NULL DEFAULT now()` in SQL with a trigger that maintains the second.",
  quiet: [
    `join tables and edges (two ids and nothing else), and lookup tables: descriptive columns only, no foreign key, and a natural key or a name like ${[...LOOKUPS].slice(0, 6).join(", ")}…`,
    `\`updatedAt\` of tables that are only added to: their name ends in ${[...APPEND_ONLY].slice(0, 8).join(", ")}…, they hold keys and times only, or they expire (sessions, tokens)`,
    "columns with other names from the configuration (`audit.createdAt`, `audit.updatedAt`), in any casing or under `@map`; a timestamp with `@default(now())` counts as createdAt, and so does any required one of a log",
    "`createdAt` of a row that extends another one to one, or that has a required time of its beginning (`startedAt`, `issuedAt`)",
    "what Auth.js prescribes (`Account`, `Session`, `VerificationToken`), caches, locks and limiters",
    "a column that the team leaves out: of five and more old tables that could have it, fewer than a quarter have `createdAt`, or fewer than half `updatedAt`",
    "tables listed in `audit.exempt`, a runner's own table of migrations; views, partitions and temporary tables",
  ],
  heuristic: true,
  *check(database) {
    for (const table of newTables(database)) {
      const missing = missingOf(database, table).filter((kind) => !isDemanded(database, table, kind));
      if (missing.length > 0) yield tell(database, table, missing);
    }
  },
  examples: { bad, good },
});

/** What `fields` of require-field says of one. */
interface Demand {
  readonly name?: string;
  readonly models?: readonly string[];
  readonly except?: readonly string[];
  readonly ifSibling?: string;
  readonly ifPresent?: boolean;
}

/** The team's own policy asks for it of this table, and says so itself. */
function isDemanded({ config }: Database, table: Table, kind: AuditColumn): boolean {
  const { severity, options } = config.rules["require-field"] ?? {};
  const demands = severity === "off" ? [] : ((options?.fields ?? []) as readonly Demand[]);
  const isAny = (patterns: readonly string[]): boolean => [tableName(table), table.name].some(anyOf(patterns));
  return demands.some(
    ({ name = "", models = [], except = [], ifSibling, ifPresent }) =>
      ifSibling === undefined && ifPresent !== true && config.audit[kind].some((wanted) => sameWords(wanted, name)) && (models.length === 0 || isAny(models)) && !isAny(except),
  );
}

/** What a migration runner writes down for itself. */
const RUNNERS = /(?:^|[._])migrations?$/i;

function missingOf(database: Database, table: Table): AuditColumn[] {
  const { audit } = database.config;
  const exempt = audit.exempt.some((name) => sameWords(name, table.name) || sameWords(name, table.model ?? ""));
  if (exempt || RUNNERS.test(table.name) || !table.complete || table.columns.length === 0 || isDateless(table)) return [];
  const missing: AuditColumn[] = [];
  const timed = isExtension(table) || (isAppendOnly(table) && table.columns.some((column) => isTimestamp(column) && !column.nullable));
  if (!timed && !createdColumn(table, audit.createdAt) && !isLeftOut(database, "createdAt")) missing.push("createdAt");
  if (!updatedColumn(table, audit.updatedAt) && isChanged(database, table) && !isLeftOut(database, "updatedAt")) missing.push("updatedAt");
  return missing;
}

/** Tables of which nobody asks when a row was made or changed. */
function isDateless(table: Table): boolean {
  return isJoinTable(table) || isEdge(table) || isLookup(table) || isAdapterTable(table) || isEphemeral(table);
}

/** The code says so, or nothing speaks against it. */
function isChanged({ queries }: Database, table: Table): boolean {
  if (queries.some(({ tables, operation }) => tables.includes(table.name) && /^(?:update|upsert)/.test(operation))) return true;
  return isMutable(table) && !isAppendOnly(table) && !isExpiring(table);
}

function tell(database: Database, table: Table, missing: readonly AuditColumn[]): Report {
  const prisma = table.model !== undefined;
  const fields = prisma ? missing.map((kind) => auditField(database, table, kind)) : [];
  const names = prisma ? fields.map(([name]) => name) : missing.map((kind) => auditName(table, kind));
  const lost = missing.map((kind) => (kind === "createdAt" ? "when a row was made" : "when it was last changed")).join(" and ");
  const text = prisma ? fields.map((parts) => parts.join(" ")).join("\n") : names.map((name) => `${quoteName(name)} timestamptz NOT NULL DEFAULT now()`).join(",\n");
  return {
    span: table.nameSpan,
    message: `${code(tableName(table))} has no ${names.map((name) => code(name)).join(" and no ")}: nobody will be able to say ${lost}, and the times of rows that exist by then cannot be found later.`,
    advice: { language: prisma ? "prisma" : "sql", text },
    fix: prisma ? addFields(database, table, fields) : undefined,
  };
}
