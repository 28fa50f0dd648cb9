/** A unique without the tenant lets one customer's names collide with another's. */
import type { Database } from "../../../model/database.ts";
import type { Report } from "../../../model/rule.ts";
import type { Column, Index, Table } from "../../../model/schema.ts";
import { code, list, quoteIdentifier } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { columnName, columnNames, columnOf, tableName } from "../questions/naming.ts";
import { columnsOf, newUniques } from "../questions/new-parts.ts";
import { columnList } from "../questions/sql-words.ts";
import { isText } from "../questions/table-kinds.ts";
import { TENANTS, tenantKey } from "../questions/tenancy.ts";
import { words } from "../questions/words.ts";
import { bad, good } from "./require-tenant-in-unique.examples.ts";

/** Words of what is unique for all tenants by its nature. */
const GLOBAL: ReadonlySet<string> = new Set(
  "id uuid guid cuid token secret hash key signature nonce fingerprint domain hostname subdomain host url uri path stripe github google slack iban isbn".split(" "),
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
    `what is unique for all by its nature: names with ${[...GLOBAL].slice(0, 8).join(", ")}, … and everything that is not text`,
    "tables that belong to no tenant, or hold the tenant's key as an optional one; the tenant's own table; tables listed in `tenancy.shared`",
    `the tenant is \`tenancy.keys\` of the configuration, else learnt: a model named like ${TENANTS.slice(0, 4).join(", ")}… that at least three tables must belong to`,
  ],
  heuristic: true,
  *check(database) {
    for (const { table, index } of newUniques(database)) {
      const tenant = tenantKey(database, table);
      if (tenant && isShared(table, index)) yield tell(database, table, index, tenant);
    }
  },
  examples: { bad, good },
});

function isShared(table: Table, index: Index): boolean {
  const names = columnsOf(index);
  const referring = new Set(table.foreignKeys.flatMap(({ columns }) => columns));
  const columns = names.map((name) => columnOf(table, name));
  if (names.length !== index.columns.length || names.some((name) => referring.has(name))) return false;
  return columns.every((column) => column && isText(column) && !words(column.field ?? column.name).some((word) => GLOBAL.has(word)) && !isExternal(column));
}

/** `externalId` of one tenant's own system is no global id; `providerAccountId` is caught by its `id`. */
function isExternal({ type }: Column): boolean {
  return type.name === "uuid";
}

function tell(database: Database, table: Table, index: Index, tenant: Column): Report {
  const columns = [tenant.name, ...columnsOf(index)];
  const names = columnNames(table, columns);
  const own = names.slice(1);
  const text = table.model === undefined ? `CREATE UNIQUE INDEX ON ${quoteIdentifier(table.name)} (${columnList(columns)});` : `@@unique([${names.join(", ")}])`;
  return {
    span: index.span,
    message: `Rows of ${code(tableName(table))} belong to a tenant (${code(columnName(table, tenant.name))}), but ${list(own)} must be unique among all tenants: whoever comes second cannot use a name that they do not even see.`,
    advice: { language: table.model === undefined ? "sql" : "prisma", text },
    fix: compoundFix(database, table, index, names),
  };
}

/** `@@unique([slug])` → `@@unique([workspaceId, slug])`; a `@unique` behind a field becomes another line and is left to the author. */
function compoundFix(database: Database, table: Table, index: Index, names: readonly string[]): Report["fix"] {
  const text = database.schemaFiles.find(({ path }) => path === index.span.path)?.text.slice(index.span.start, index.span.end);
  if (table.model === undefined || !text?.startsWith("@@unique([")) return undefined;
  const start = index.span.start + "@@unique([".length;
  return { span: { ...index.span, start, end: start }, text: `${names[0]}, ` };
}
