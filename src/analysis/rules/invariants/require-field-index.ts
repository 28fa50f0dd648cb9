/** Fields that every query of a team filters by lead an index wherever they stand. */
import { isTableChange } from "../../../model/change.ts";
import type { Database } from "../../../model/database.ts";
import { anyOf } from "../../../model/name-patterns.ts";
import type { Report } from "../../../model/rule.ts";
import type { Column, Table } from "../../../model/schema.ts";
import type { Span } from "../../../model/source.ts";
import { code, list, quoteIdentifier } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { addBlockAttribute } from "../questions/edits/schema-edits.ts";
import { columnList } from "../questions/edits/sql-words.ts";
import { indexAttribute } from "../questions/indexes/index-service.ts";
import { changedAt } from "../questions/migrations/changed-at.ts";
import { columnNames, tableName } from "../questions/names/naming.ts";
import { columnsOf, indexesOn, newColumns, newForeignKeys } from "../questions/tables/new-parts.ts";

const ID = "  id        BigInt   @id @default(autoincrement())\n";
const TIMES = "  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";
const TEAM = `model Team {\n${ID}  tenantKey String\n${TIMES}}\n`;
const CREATED = { rules: { "require-field-index": { options: { forNames: ["tenant*"] } } } };
const RELATIONS = { rules: { "require-field-index": { options: { forAllRelations: true } } } };
const STATUS = "model OrderStatus {\n  id   Int    @id @default(autoincrement())\n  name String\n  orders Order[]\n}\n";
const ORDER = `model Order {\n${ID}  statusId  Int\n${TIMES}  status    OrderStatus @relation(fields: [statusId], references: [id], onDelete: Restrict)\n}\n`;

function indexed(model: string, attribute: string): string {
  return model.replace(/\}\n$/, `\n  ${attribute}\n}\n`);
}

export const requireFieldIndex = defineRule({
  id: "require-field-index",
  gate: "invariants",
  severity: "off",
  since: "0.1.0",
  summary: "Index the fields that the team always searches by",
  why: "Where every query filters by a column (row-level security by tenant, paging by time), an index that does not begin with it is of no use to any of them: PostgreSQL reads the whole table or the whole index.",
  remedy: "`@@index([tenantId])`, `@unique`, or an index whose first column it is. On a table that holds rows, create it `CONCURRENTLY` in a migration of its own.",
  quiet: [
    "the field leads an index, a unique or the primary key, in the schema or in SQL; a partial index does not count",
    "with `forAllRelations`: the columns of the relation lead one together, in any order",
    "fields that stood before without an index",
    "views, partitions, temporary tables",
  ],
  supersedes: ["require-foreign-key-index"],
  options: {
    forNames: { default: [], patterns: true, description: "Fields or columns by name" },
    forAllRelations: { default: false, description: "The columns of every relation, those to lookup tables too" },
  },
  *check(database, options) {
    const fits = anyOf(options.list("forNames"));
    const isNamed = ({ name, field }: Column): boolean => fits(name) || (field !== undefined && fits(field));
    const relations = options.flag("forAllRelations") ? newForeignKeys(database) : [];
    const told = new Set<string>();
    for (const { table, key, isNew } of relations)
      if (!leads(database, table, key.columns)) {
        told.add(`${table.name}\0${key.columns[0]}`);
        yield tell(database, table, key.columns, key.span, isNew);
      }
    for (const { table, column, isNew } of newColumns(database))
      if (isNamed(column) && !leads(database, table, [column.name]) && !told.has(`${table.name}\0${column.name}`)) yield tell(database, table, [column.name], column.span, isNew);
    yield* lost(database, isNamed);
  },
  examples: {
    bad: [
      { title: "a field by its name", schema: TEAM, config: CREATED },
      { title: "it stands second", schema: indexed(TEAM, "@@index([createdAt, tenantKey])"), config: CREATED },
      { title: "its index is dropped", schema: { before: indexed(TEAM, "@@index([tenantKey])"), after: TEAM }, config: CREATED },
      { title: "a relation to a lookup table", schema: `${STATUS}\n${ORDER}`, config: RELATIONS },
      {
        title: "a column in SQL",
        history: "CREATE TABLE team (id bigint PRIMARY KEY);",
        migration: "SET lock_timeout = '5s';\nALTER TABLE team ADD COLUMN tenant_key text;",
        config: CREATED,
      },
    ],
    good: [
      { title: "an index", schema: indexed(TEAM, "@@index([tenantKey, createdAt])"), config: CREATED },
      { title: "a unique field", schema: TEAM.replace("String\n", "String   @unique\n"), config: CREATED },
      { title: "a relation with its index", schema: `${STATUS}\n${indexed(ORDER, "@@index([statusId])")}`, config: RELATIONS },
      { title: "it stood before without one", schema: { before: TEAM, after: TEAM.replace("tenantKey", "note String?\n  tenantKey") }, config: CREATED },
    ],
  },
});

function leads(database: Database, table: Table, columns: readonly string[]): boolean {
  return indexesOn(database, table.name).some((index) => {
    const leading = columnsOf(index).slice(0, columns.length);
    return index.where === undefined && leading.length === columns.length && columns.every((column) => leading.includes(column));
  });
}

/** Old fields whose last index goes. */
function* lost(database: Database, isNamed: (column: Column) => boolean): Generator<Report> {
  for (const change of database.changes) {
    if (!isTableChange(change) || (change.kind !== "drop-index" && change.kind !== "drop-constraint")) continue;
    const { before, after, span } = change;
    const [first] = columnsOf(before?.indexes.find((index) => index.span.path === span.path && index.span.start === span.start));
    const column = after?.columns.find(({ name }) => name === first);
    if (after && column && isNamed(column) && !leads(database, after, [column.name])) yield tell(database, after, [column.name], changedAt(database, change), false);
  }
}

function tell(database: Database, table: Table, columns: readonly string[], span: Span, isNew: boolean): Report {
  const attribute = indexAttribute(table, columns);
  const create = `CREATE INDEX ${isNew ? "" : "CONCURRENTLY "}ON ${quoteIdentifier(table.name)} (${columnList(columns)});`;
  return {
    span,
    message: `No index of ${code(tableName(table))} begins with ${list(columnNames(table, columns))}: searches by it read the whole table.${isNew ? "" : " The table holds rows already: build the index `CONCURRENTLY`, in a migration of its own."}`,
    advice: table.model === undefined ? { language: "sql", text: create } : { language: "prisma", text: attribute },
    fix: table.model === undefined ? undefined : addBlockAttribute(database, table, attribute),
  };
}
