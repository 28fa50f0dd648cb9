/** Two rows that both name their tenant, and a reference between them that does not. */
import type { Database } from "../../../model/database.ts";
import type { Report } from "../../../model/rule.ts";
import type { Column, ForeignKey, Table } from "../../../model/schema.ts";
import { code, list, plural, quoteIdentifier } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { columnList } from "../questions/edits/sql-words.ts";
import { columnName, columnNames, tableName } from "../questions/names/naming.ts";
import { sameWords } from "../questions/names/words.ts";
import { newForeignKeys } from "../questions/tables/new-parts.ts";
import { claim } from "../questions/tables/roles.ts";
import { tenantKey } from "../questions/tables/tenancy.ts";
import { bad, good } from "./no-cross-tenant-reference.examples.ts";

/** So many old references of this kind, of which fewer than a quarter carry the tenant: the team has decided. */
const HABIT = 8;

export const noCrossTenantReference = defineRule({
  id: "no-cross-tenant-reference",
  gate: "invariants",
  severity: "info",
  since: "0.1.0",
  summary: "Carry the tenant in references between a tenant's rows",
  why: "Both tables say whose their rows are, but a foreign key over the id alone lets a row of one tenant refer to a row of another: one missing check in the code (an id from a request, used as it came) and a customer sees, or deletes, what belongs to somebody else. A key over (tenant, id) makes PostgreSQL refuse it.",
  remedy:
    "`@@unique([tenantId, id])` on the parent and `@relation(fields: [tenantId, parentId], references: [tenantId, id])` on the child; an optional parent stays optional, since a null there means no parent.",
  quiet: [
    "the tenant's key is part of the reference, on both sides",
    "a parent that belongs to no tenant, or is the tenant; tables listed in `tenancy.shared`; a tenant's key that may be null",
    `schemas with ${HABIT} and more old references between a tenant's tables of which fewer than a quarter carry the tenant: the team leaves it to its code (\`audit\` still says so)`,
    "relations that only Prisma Client enforces, and relations that stood before",
    "the second such reference of a table: one comment names them all",
  ],
  heuristic: true,
  *check(database) {
    if (leavesItToCode(database)) return;
    const byTable = new Map<Table, Reference[]>();
    for (const { table, key } of newForeignKeys(database)) {
      const reference = key.enforced ? referenceOf(database, table, key) : undefined;
      if (reference && !carries(reference)) byTable.set(table, [...(byTable.get(table) ?? []), reference]);
    }
    for (const [table, references] of byTable) yield tell(database, table, references);
  },
  examples: { bad, good },
});

/** Between two tables of a tenant's. */
interface Reference {
  readonly key: ForeignKey;
  readonly own: Column;
  readonly parent: Table;
  readonly theirs: Column;
}

function referenceOf(database: Database, table: Table, key: ForeignKey): Reference | undefined {
  const parent = database.after.tables.get(key.references.table);
  const own = parent && tenantKey(database, table);
  const theirs = parent && tenantKey(database, parent);
  if (!own || !theirs || key.columns.join() === own.name) return undefined;
  return database.config.tenancy.keys.length > 0 && !sameWords(own.field ?? own.name, theirs.field ?? theirs.name) ? undefined : { key, own, parent, theirs };
}

function carries({ key, own, theirs }: Reference): boolean {
  return key.columns.some((column, index) => column === own.name && key.references.columns[index] === theirs.name);
}

function leavesItToCode(database: Database): boolean {
  const old = [...database.before.tables.values()].flatMap((table) => table.foreignKeys.flatMap((key) => (key.enforced ? (referenceOf(database, table, key) ?? []) : [])));
  return old.length >= HABIT && old.filter(carries).length * 4 < old.length;
}

function tell(database: Database, table: Table, references: readonly Reference[]): Report {
  const [first] = references as readonly [Reference, ...Reference[]];
  const parents = [...new Set(references.map(({ parent }) => code(tableName(parent))))];
  const tenant = columnName(table, first.own.name);
  const names = references.map(({ key }) => key.relation?.field ?? columnNames(table, key.columns).join(", "));
  const what = references.length === 1 ? code(`${tableName(table)}.${names[0]}`) : `${plural(references.length, "reference")} of ${code(tableName(table))} (${list(names)})`;
  return {
    span: first.key.span,
    message: `${what} ${references.length === 1 ? "does" : "do"} not carry ${code(tenant)}: nothing keeps a row from referring to another tenant's row of ${parents.length > 3 ? `${parents.length} tables` : parents.join(" or ")}.`,
    roles: claim(database, table, "tenant-owned"),
    advice: table.model === undefined ? { language: "sql", text: inSql(table, first) } : { language: "prisma", text: inPrisma(table, first) },
  };
}

function inPrisma(table: Table, { key, own, parent, theirs }: Reference): string {
  const fields = [columnName(table, own.name), ...columnNames(table, key.columns)];
  const references = [columnName(parent, theirs.name), ...columnNames(parent, key.references.columns)];
  const optional = key.columns.some((name) => table.columns.find((column) => column.name === name)?.nullable);
  const action = { cascade: "Cascade", restrict: "Restrict", "no-action": "NoAction", "set-null": "Restrict", "set-default": "SetDefault" }[key.onDelete];
  return [
    `// ${tableName(parent)}`,
    `@@unique([${references.join(", ")}])`,
    `// ${tableName(table)}`,
    `${key.relation?.field ?? "parent"} ${tableName(parent)}${optional ? "?" : ""} @relation(fields: [${fields.join(", ")}], references: [${references.join(", ")}], onDelete: ${action})`,
  ].join("\n");
}

function inSql(table: Table, { key, own, parent, theirs }: Reference): string {
  const columns = columnList([own.name, ...key.columns]);
  const references = columnList([theirs.name, ...key.references.columns]);
  return [
    `CREATE UNIQUE INDEX CONCURRENTLY ON ${quoteIdentifier(parent.name)} (${references});`,
    `ALTER TABLE ${quoteIdentifier(table.name)} ADD FOREIGN KEY (${columns}) REFERENCES ${quoteIdentifier(parent.name)} (${references}) NOT VALID;`,
  ].join("\n");
}
