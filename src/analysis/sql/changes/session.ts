/** SET, RESET and transaction statements: the search path and the catalogue follow them. */
import type { TransactionStmt, VariableSetStmt } from "libpg-query";
import { DEFAULT_PATH, type Kept, keep, restore } from "../catalog.ts";
import { constantText } from "../nodes.ts";
import { elsewhere, noEffect, type Translation } from "../translation.ts";

export function setVariable(t: Translation, node: VariableSetStmt): void {
  const name = node.name ?? "";
  switch (node.kind) {
    case "VAR_SET_VALUE":
      setValue(t, name, (node.args ?? []).map((arg) => constantText(arg) ?? "").join(", "), node.is_local ?? false);
      break;
    case "VAR_SET_DEFAULT":
    case "VAR_SET_CURRENT":
    case "VAR_RESET":
      setValue(t, name, "", node.is_local ?? false);
      break;
    case "VAR_RESET_ALL":
      setValue(t, "all", "", false);
      break;
    default:
      noEffect(t, "SET TRANSACTION");
      break;
  }
}

/** An empty value is the default. */
export function setValue(t: Translation, name: string, value: string, local: boolean): void {
  const lower = name.toLowerCase();
  if (lower === "search_path" || lower === "all") t.catalog.searchPath = searchPath(value);
  elsewhere(t, { kind: "set", name: lower, value, local });
}

/** `"$user"`, `pg_temp` and `pg_catalog` are not schemas that migrations create things in. */
function searchPath(value: string): readonly string[] {
  const schemas = value
    .split(",")
    .map((schema) => schema.trim().replace(/^"(.*)"$/, "$1"))
    .filter((schema) => schema !== "" && schema !== "$user" && schema !== "pg_temp" && schema !== "pg_catalog")
    .map((schema) => (schema === "public" ? "" : schema));
  return schemas.length > 0 ? schemas : DEFAULT_PATH;
}

/** States to go back to; one list for each migration file. The first is the file's beginning when the runner wraps it in a transaction. */
export interface Savepoints {
  readonly stack: { readonly name: string; readonly kept: Kept }[];
}

const BLOCK = "";

export function savepointsAtStart(t: Pick<Translation, "catalog">, inTransaction: boolean): Savepoints {
  return { stack: inTransaction ? [{ name: BLOCK, kept: keep(t.catalog) }] : [] };
}

export function transactionStatement(t: Translation, node: TransactionStmt, savepoints: Savepoints): void {
  switch (node.kind) {
    case "TRANS_STMT_BEGIN":
    case "TRANS_STMT_START":
      if (savepoints.stack.length === 0) savepoints.stack.push({ name: BLOCK, kept: keep(t.catalog) });
      elsewhere(t, { kind: "begin" });
      break;
    case "TRANS_STMT_COMMIT":
      savepoints.stack.length = 0;
      elsewhere(t, { kind: "commit" });
      break;
    case "TRANS_STMT_ROLLBACK":
      if (savepoints.stack[0]) restore(t.catalog, savepoints.stack[0].kept);
      savepoints.stack.length = 0;
      elsewhere(t, { kind: "rollback" });
      break;
    case "TRANS_STMT_SAVEPOINT":
      savepoints.stack.push({ name: node.savepoint_name ?? "", kept: keep(t.catalog) });
      elsewhere(t, { kind: "savepoint" });
      break;
    case "TRANS_STMT_RELEASE":
      elsewhere(t, { kind: "release" });
      break;
    case "TRANS_STMT_ROLLBACK_TO":
      rollBackTo(t, node.savepoint_name ?? "", savepoints);
      elsewhere(t, { kind: "rollback-to" });
      break;
    case "TRANS_STMT_PREPARE":
      savepoints.stack.length = 0;
      elsewhere(t, { kind: "prepare-transaction" });
      break;
    default:
      noEffect(t, "COMMIT PREPARED or ROLLBACK PREPARED");
      break;
  }
}

/** The savepoint stays: one may roll back to it again. */
function rollBackTo(t: Translation, name: string, savepoints: Savepoints): void {
  const index = savepoints.stack.findLastIndex((savepoint) => savepoint.name === name);
  if (index === -1) return;
  restore(t.catalog, savepoints.stack[index]!.kept);
  savepoints.stack.length = index + 1;
}
