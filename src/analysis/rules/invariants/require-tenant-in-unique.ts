/** A unique without the tenant lets one customer's names collide with another's. */
import { columnOf } from "../../../model/agreement.ts";
import type { Database } from "../../../model/database.ts";
import type { Report } from "../../../model/rule.ts";
import type { Column, Index, Table } from "../../../model/schema.ts";
import type { Fix } from "../../../model/source.ts";
import { code, list, quoteIdentifier } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { addBlockAttribute, schemaText } from "../questions/edits/schema-edits.ts";
import { replaced } from "../questions/edits/source-text.ts";
import { columnList } from "../questions/edits/sql-words.ts";
import { withoutShorter } from "../questions/edits/unique-edits.ts";
import { columnName, columnNames, tableName } from "../questions/names/naming.ts";
import { headNoun, words } from "../questions/names/words.ts";
import { columnsOf, newUniques } from "../questions/tables/new-parts.ts";
import { claim } from "../questions/tables/roles.ts";
import { isExpiring, isText } from "../questions/tables/table-kinds.ts";
import { TENANTS, tenantKey } from "../questions/tables/tenancy.ts";
import { bad, good } from "./require-tenant-in-unique.examples.ts";

/** What people call things: two tenants will use the same word. */
const NAMES: ReadonlySet<string> = new Set("name slug title label code number sku handle username alias email reference identifier".split(" "));

/** Words of what is unique for all tenants by its nature. */
const GLOBAL: ReadonlySet<string> = new Set(
  "uuid guid cuid uid token secret hash api access session signature domain hostname subdomain url uri stripe github google slack".split(" "),
);

export const requireTenantInUnique = defineRule({
  id: "require-tenant-in-unique",
  gate: "invariants",
  severity: "warning",
  since: "0.1.0",
  summary: "Put the tenant into the unique constraints of its tables",
  why: "In a table that many tenants share, a unique on `name` or `slug` alone means that the first tenant to use a name takes it from all others: their insert fails for a reason that they must not even be shown, and the error tells them that somebody else has it.",
  remedy: "`@@unique([tenantId, slug])`, the tenant first: it also serves the queries of one tenant.",
  quiet: [
    "the tenant key, or a column that refers to another table, is part of it: the parent belongs to one tenant",
    `other columns than those that people choose (${[...NAMES].slice(0, 8).join(", ")}… and external ids): tokens, secrets, generated ids, domain names, ids of other services`,
    "tables that belong to no tenant, or hold the tenant's key as an optional one; the tenant's own table; tables listed in `tenancy.shared`",
    `the tenant is \`tenancy.keys\` of the configuration, else learnt: a model named like ${TENANTS.slice(0, 4).join(", ")}… that at least three tables must belong to; without references, a key such as \`projectId\` that three tables and half of all carry`,
  ],
  heuristic: true,
  *check(database) {
    for (const { table, index, isNew } of newUniques(database)) {
      const tenant = tenantKey(database, table);
      if (tenant && isShared(table, index)) yield tell(database, table, index, tenant, isNew);
    }
  },
  examples: { bad, good },
});

function isShared(table: Table, index: Index): boolean {
  const names = columnsOf(index);
  const columns = names.flatMap((name) => columnOf(table, name) ?? []);
  const referring = new Set(table.foreignKeys.flatMap((key) => key.columns));
  if (columns.length !== index.columns.length || isExpiring(table) || names.some((name) => referring.has(name))) return false;
  return columns.every((column) => isText(column) && column.default?.kind !== "client" && isChosen(column, headNoun(table.model ?? table.name)));
}

/** By people, not by a generator or another service. An `Email` whose `email` is unique is the address itself. */
function isChosen(column: Column, noun: string): boolean {
  const parts = words(column.field ?? column.name);
  const last = parts.at(-1) ?? "";
  if (parts.some((word) => GLOBAL.has(word)) || last === noun) return false;
  return NAMES.has(last) || parts.join(" ") === "external id";
}

function tell(database: Database, table: Table, index: Index, tenant: Column, isNew: boolean): Report {
  const columns = [tenant.name, ...columnsOf(index)];
  const names = columnNames(table, columns);
  const own = names.slice(1);
  const text =
    table.model === undefined
      ? `CREATE UNIQUE INDEX ${isNew ? "" : "CONCURRENTLY "}ON ${quoteIdentifier(table.name)} (${columnList(columns)});`
      : `@@unique([${names.join(", ")}])`;
  return {
    span: index.span,
    message: `Rows of ${code(tableName(table))} belong to a tenant (${code(columnName(table, tenant.name))}), but ${list(own)} must be unique among all tenants: whoever comes second cannot use a name that they do not even see.`,
    roles: claim(database, table, "tenant-owned"),
    advice: { language: table.model === undefined ? "sql" : "prisma", text },
    fix: compoundFix(database, table, index, tenant, names),
  };
}

/** `@@unique([slug])` → `@@unique([workspaceId, slug])`; a plain `@unique` behind a field becomes such a line. */
function compoundFix(database: Database, table: Table, index: Index, tenant: Column, names: readonly string[]): Fix | undefined {
  const text = schemaText(database, index.span);
  if (table.model === undefined || text === undefined) return undefined;
  if (text.startsWith("@@unique([")) {
    const start = index.span.start + "@@unique([".length;
    return withoutShorter(database, table, [{ span: { ...index.span, start, end: start }, text: `${names[0]}, ` }], tenant.name);
  }
  const [own, ...more] = columnsOf(index);
  const column = own !== undefined && more.length === 0 ? columnOf(table, own) : undefined;
  const removed = column && replaced(database, column.span, /[ \t]+@unique(?![\w(])/, () => "");
  return removed && withoutShorter(database, table, [removed, addBlockAttribute(database, table, `@@unique([${names.join(", ")}])`)], tenant.name);
}
