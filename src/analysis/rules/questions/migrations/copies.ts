/** Whether data has been put somewhere else before what held it goes. */
import type { Database } from "../../../../model/database.ts";
import type { Statement } from "../../../../model/migration.ts";

/** Statements that run before this one, the base branch's included, latest first; read only as far as the caller goes. */
export function* runBefore(database: Database, statement: Statement): Generator<Statement> {
  let found = false;
  for (const migration of [...database.migrations].reverse()) {
    if (migration.status === "removed" || (!found && !migration.statements.includes(statement))) continue;
    for (const earlier of [...migration.statements].reverse()) {
      if (found) yield earlier;
      if (earlier === statement) found = true;
    }
  }
}

/** `INSERT INTO … SELECT`, `CREATE TABLE … AS`, `UPDATE … FROM` that reads the table. */
export function isCopied(database: Database, statement: Statement, table: string): boolean {
  for (const { changes, text } of runBefore(database, statement))
    for (const change of changes) {
      if ((change.kind === "insert" || change.kind === "update" || change.kind === "merge") && change.table !== table && change.reads.includes(table)) return true;
      if (change.kind === "create-table" && change.asSelect && change.table !== table && names(text, table.replace(/^.*\./, ""))) return true;
    }
  return false;
}

/** `UPDATE t SET other = column`, or a copy of the table that names the column. */
export function isColumnCopied(database: Database, statement: Statement, table: string, column: string): boolean {
  for (const { changes, text } of runBefore(database, statement)) {
    if (!names(text, column)) continue;
    for (const change of changes) {
      if (change.kind === "update" && change.table === table && change.columns.some((written) => written !== column) && reads(text, column)) return true;
      if ((change.kind === "update" || change.kind === "insert" || change.kind === "merge") && change.table !== table && change.reads.includes(table)) return true;
      if (change.kind === "create-table" && change.asSelect && names(text, table.replace(/^.*\./, ""))) return true;
      if (change.kind === "do" && /\b(?:update|insert)\b/i.test(text)) return true;
    }
  }
  return false;
}

/** The name stands in the text as an identifier of its own. */
export function names(text: string, identifier: string): boolean {
  for (let at = text.indexOf(identifier); at >= 0; at = text.indexOf(identifier, at + 1)) {
    const [before = " ", after = " "] = [text[at - 1], text[at + identifier.length]];
    if (!/[\w$]/.test(before) && !/[\w$]/.test(after)) return true;
  }
  return false;
}

/** The column stands on the right of a `=` in SET, not as a condition alone. */
function reads(text: string, column: string): boolean {
  const set = /\bset\b([\s\S]*?)(?:\bwhere\b|$)/i.exec(text)?.[1] ?? "";
  return set
    .split("=")
    .slice(1)
    .some((value) => names(value, column));
}
