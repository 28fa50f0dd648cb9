/** ALTER … RENAME and ALTER … SET SCHEMA of everything. */
import type { AlterObjectSchemaStmt, Node, RenameStmt } from "libpg-query";
import { isFresh, moveTable, put, setFresh, setTable, tableNamed } from "../catalog.ts";
import { bareName, besides, qualified } from "../names.ts";
import { nameParts } from "../nodes.ts";
import { withColumnRenamed, withConstraintRenamed, withIndexRenamed, withReferenceRenamed } from "../table-edits.ts";
import { elsewhere, noEffect, onTable, relation, type Translation, typeNamed } from "../translation.ts";
import { tableOfIndex } from "./indexes.ts";

export function rename(t: Translation, node: RenameStmt): void {
  const to = node.newname ?? "";
  const name = relation(t, node.relation);
  const sub = node.subname ?? "";
  switch (node.renameType) {
    case "OBJECT_TABLE":
    case "OBJECT_VIEW":
    case "OBJECT_MATVIEW":
    case "OBJECT_FOREIGN_TABLE":
      t.catalog.state.indexes.has(name) && !tableNamed(t.catalog, name) ? renameIndex(t, name, node.relation?.relname ?? "", to) : renameTable(t, name, to);
      break;
    case "OBJECT_INDEX":
      tableNamed(t.catalog, name) ? renameTable(t, name, to) : renameIndex(t, name, node.relation?.relname ?? "", to);
      break;
    case "OBJECT_COLUMN":
      renameColumn(t, name, sub, to);
      break;
    case "OBJECT_TABCONSTRAINT":
      renameConstraint(t, name, sub, to);
      break;
    case "OBJECT_TRIGGER":
      onTable(t, name, { kind: "rename-trigger", name: sub });
      break;
    case "OBJECT_POLICY":
      onTable(t, name, { kind: "alter-policy", name: sub });
      break;
    case "OBJECT_RULE":
      onTable(t, name, { kind: "create-rule", name: to });
      break;
    case "OBJECT_SEQUENCE":
      elsewhere(t, { kind: "alter-sequence", name });
      break;
    case "OBJECT_TYPE":
    case "OBJECT_DOMAIN":
      renameType(t, typeNamed(t, nameParts(node.object)), to);
      break;
    case "OBJECT_SCHEMA":
      renameSchema(t, sub, to);
      break;
    case "OBJECT_ATTRIBUTE":
      elsewhere(t, { kind: "alter-type", name });
      break;
    case "OBJECT_DOMCONSTRAINT":
      elsewhere(t, {
        kind: "alter-domain",
        name: typeNamed(t, nameParts(node.object)),
        checks: false,
        isNew: isFresh(t.catalog, "type", typeNamed(t, nameParts(node.object))),
      });
      break;
    default:
      noEffect(t, `ALTER ${objectWords(node.renameType)} … RENAME`);
      break;
  }
}

/** `OBJECT_FOREIGN_SERVER` → `FOREIGN SERVER`. */
export function objectWords(type: string | undefined): string {
  return (type ?? "OBJECT").replace(/^OBJECT_/, "").replaceAll("_", " ");
}

function renameTable(t: Translation, name: string, to: string): void {
  const full = besides(name, to);
  onTable(t, name, { kind: "rename-table", to: full }, (before) => before);
  moved(t, name, full);
}

/** The change's `after` is the table under its new name. */
function moved(t: Translation, from: string, to: string): void {
  moveTable(t.catalog, from, to);
  const change = t.changes.at(-1);
  if (change) t.changes[t.changes.length - 1] = { ...change, after: tableNamed(t.catalog, to) } as typeof change;
}

/** `from` is its name without the schema: Prisma 1 and 2 named indexes `User.email_unique`. */
function renameIndex(t: Translation, name: string, from: string, to: string): void {
  onTable(t, tableOfIndex(t, name), { kind: "rename-index", name: from, to }, t.catalog.state.indexes.has(name) ? (before) => withIndexRenamed(before, from, to) : undefined);
}

function renameColumn(t: Translation, table: string, column: string, to: string): void {
  onTable(t, table, { kind: "rename-column", column, to }, (before) => withColumnRenamed(before, column, to));
  for (const other of [...t.catalog.state.tables.values()]) {
    if (other.partitionOf === table) setTable(t.catalog, other.name, withColumnRenamed(other, column, to));
    else if (other.foreignKeys.length > 0) setTable(t.catalog, other.name, withReferenceRenamed(other, table, column, to));
  }
  const constraints = t.catalog.state.constraints.get(table);
  if (constraints)
    put(
      t.catalog,
      "constraints",
      table,
      constraints.map((constraint) => (constraint.column === column ? { ...constraint, column: to } : constraint)),
    );
}

function renameConstraint(t: Translation, table: string, name: string, to: string): void {
  onTable(t, table, { kind: "rename-constraint", name, to }, (before) => withConstraintRenamed(before, name, to));
  const constraints = t.catalog.state.constraints.get(table);
  if (constraints)
    put(
      t.catalog,
      "constraints",
      table,
      constraints.map((constraint) => (constraint.name === name ? { ...constraint, name: to } : constraint)),
    );
}

function renameType(t: Translation, name: string, to: string): void {
  moveType(t, name, besides(name, to));
}

/** Columns of the type follow it. */
function moveType(t: Translation, name: string, to: string): void {
  const { enums, domains } = t.catalog.state;
  const known = enums.get(name);
  const domain = domains.get(name);
  const isNew = isFresh(t.catalog, "type", name);
  elsewhere(t, { kind: "rename-type", name, to, isEnum: known !== undefined, isNew });
  if (known) {
    put(t.catalog, "enums", name, undefined);
    put(t.catalog, "enums", to, { ...known, name: to });
  }
  if (domain) {
    put(t.catalog, "domains", name, undefined);
    put(t.catalog, "domains", to, domain);
  }
  setFresh(t.catalog, "type", name, false);
  setFresh(t.catalog, "type", to, isNew);
  for (const table of [...t.catalog.state.tables.values()]) {
    if (!table.columns.some((column) => column.type.category !== "builtin" && column.type.name === name)) continue;
    const columns = table.columns.map((column) => (column.type.category !== "builtin" && column.type.name === name ? { ...column, type: { ...column.type, name: to } } : column));
    setTable(t.catalog, table.name, { ...table, columns });
  }
}

function renameSchema(t: Translation, from: string, to: string): void {
  elsewhere(t, { kind: "rename-schema", name: from, to });
  for (const name of [...t.catalog.state.tables.keys()]) if (qualified(from, bareName(name)) === name) moveTable(t.catalog, name, qualified(to, bareName(name)));
}

export function setSchema(t: Translation, node: AlterObjectSchemaStmt): void {
  const schema = node.newschema ?? "";
  switch (node.objectType) {
    case "OBJECT_TABLE":
    case "OBJECT_VIEW":
    case "OBJECT_MATVIEW":
    case "OBJECT_FOREIGN_TABLE": {
      const name = relation(t, node.relation);
      onTable(t, name, { kind: "set-schema", to: schema }, (before) => before);
      moved(t, name, qualified(schema, bareName(name)));
      break;
    }
    case "OBJECT_SEQUENCE":
      elsewhere(t, { kind: "alter-sequence", name: relation(t, node.relation) });
      break;
    case "OBJECT_TYPE":
    case "OBJECT_DOMAIN":
      moveTypeTo(t, node.object, schema);
      break;
    default:
      noEffect(t, `ALTER ${objectWords(node.objectType)} … SET SCHEMA`);
      break;
  }
}

function moveTypeTo(t: Translation, object: Node | undefined, schema: string): void {
  const name = typeNamed(t, nameParts(object));
  moveType(t, name, qualified(schema, bareName(name)));
}
