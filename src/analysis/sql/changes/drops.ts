/** DROP of everything; several names in one statement are several changes. */
import type { DropStmt, Node } from "libpg-query";
import type { Table } from "../../../model/schema.ts";
import { isFresh, put, removeTable, setFresh, setTable, tableNamed, tablesIn } from "../catalog.ts";
import { nameParts } from "../nodes.ts";
import { indexNamed, withoutColumn, withoutIndex, withoutReferencesTo } from "../table-edits.ts";
import { elsewhere, namedByParts, noEffect, onTable, schemaWritten, type Translation, typeNamed } from "../translation.ts";
import { tableOfIndex } from "./indexes.ts";
import { objectWords } from "./renames.ts";

export function drop(t: Translation, node: DropStmt): void {
  const cascade = node.behavior === "DROP_CASCADE";
  const ifExists = node.missing_ok ?? false;
  for (const object of node.objects ?? []) dropOne(t, node, object, cascade, ifExists);
}

function dropOne(t: Translation, node: DropStmt, object: Node, cascade: boolean, ifExists: boolean): void {
  const parts = nameParts(object);
  const name = parts.at(-1) ?? "";
  switch (node.removeType) {
    case "OBJECT_TABLE":
    case "OBJECT_FOREIGN_TABLE":
      dropTable(t, namedByParts(t, parts), { kind: "drop-table", cascade, ifExists });
      break;
    case "OBJECT_VIEW":
    case "OBJECT_MATVIEW":
      dropTable(t, namedByParts(t, parts), { kind: "drop-view", materialized: node.removeType === "OBJECT_MATVIEW", cascade, ifExists });
      break;
    case "OBJECT_INDEX":
      dropIndex(t, namedByParts(t, parts), name, { concurrently: node.concurrent ?? false, cascade, ifExists });
      break;
    case "OBJECT_SEQUENCE":
      elsewhere(t, { kind: "drop-sequence", name: namedByParts(t, parts), cascade });
      break;
    case "OBJECT_TYPE":
    case "OBJECT_DOMAIN":
      dropType(t, typeNamed(t, parts), node.removeType === "OBJECT_DOMAIN", cascade);
      break;
    case "OBJECT_SCHEMA":
      dropSchema(t, name, cascade);
      break;
    case "OBJECT_TRIGGER":
      onTable(t, namedByParts(t, parts.slice(0, -1)), { kind: "drop-trigger", name });
      break;
    case "OBJECT_POLICY":
      onTable(t, namedByParts(t, parts.slice(0, -1)), { kind: "drop-policy", name });
      break;
    case "OBJECT_RULE":
      onTable(t, namedByParts(t, parts.slice(0, -1)), { kind: "drop-rule", name });
      break;
    case "OBJECT_FUNCTION":
    case "OBJECT_PROCEDURE":
    case "OBJECT_ROUTINE":
    case "OBJECT_AGGREGATE":
      elsewhere(t, { kind: "drop-function", name: namedByParts(t, parts), cascade });
      break;
    case "OBJECT_EXTENSION":
      elsewhere(t, { kind: "drop-extension", name, cascade });
      break;
    default:
      noEffect(t, `DROP ${objectWords(node.removeType)}`);
      break;
  }
}

function dropTable(
  t: Translation,
  name: string,
  draft: { kind: "drop-table"; cascade: boolean; ifExists: boolean } | { kind: "drop-view"; materialized: boolean; cascade: boolean; ifExists: boolean },
): void {
  onTable(t, name, draft);
  const change = t.changes.at(-1);
  if (change) t.changes[t.changes.length - 1] = { ...change, after: undefined } as typeof change;
  forget(t, name);
}

/** The table, its partitions, and the foreign keys that referred to it. */
function forget(t: Translation, name: string): void {
  const known = tableNamed(t.catalog, name);
  removeTable(t.catalog, name);
  if (!known || known.kind === "view") return;
  for (const other of [...t.catalog.state.tables.values()]) {
    // A partition of a partition has gone with it.
    if (!tableNamed(t.catalog, other.name)) continue;
    if (other.partitionOf === name) forget(t, other.name);
    else if (other.foreignKeys.length > 0) setTable(t.catalog, other.name, withoutReferencesTo(other, name));
  }
}

function dropIndex(t: Translation, name: string, bare: string, how: { concurrently: boolean; cascade: boolean; ifExists: boolean }): void {
  const table = tableOfIndex(t, name);
  const known: Table | undefined = tableNamed(t.catalog, table);
  onTable(t, table, { kind: "drop-index", name: bare, dropped: indexNamed(known, bare), ...how }, known && ((before) => withoutIndex(before, bare)));
}

/** DROP TYPE … CASCADE drops the columns of that type. */
function dropType(t: Translation, name: string, isDomain: boolean, cascade: boolean): void {
  const isEnum = t.catalog.state.enums.has(name);
  const domain = t.catalog.state.domains.get(name);
  const isNew = isFresh(t.catalog, "type", name);
  if (isDomain || domain) elsewhere(t, { kind: "drop-domain", name, checks: domain?.checks ?? false, isNew, cascade });
  else elsewhere(t, { kind: "drop-type", name, cascade, isEnum, isNew });
  put(t.catalog, "enums", name, undefined);
  put(t.catalog, "domains", name, undefined);
  setFresh(t.catalog, "type", name, false);
  if (!cascade) return;
  for (const table of [...t.catalog.state.tables.values()]) {
    const gone = table.columns.filter((column) => column.type.category !== "builtin" && column.type.name === name);
    if (gone.length > 0)
      setTable(
        t.catalog,
        table.name,
        gone.reduce((left, column) => withoutColumn(left, column.name), table),
      );
  }
}

function dropSchema(t: Translation, written: string, cascade: boolean): void {
  const name = schemaWritten(t, written) ?? written;
  elsewhere(t, { kind: "drop-schema", name, cascade });
  if (!cascade) return;
  for (const table of tablesIn(t.catalog, name)) forget(t, table.name);
  for (const part of ["enums", "domains"] as const)
    for (const key of [...t.catalog.state[part].keys()]) if ((key.includes(".") ? key.slice(0, key.indexOf(".")) : "public") === name) put(t.catalog, part, key, undefined);
}
