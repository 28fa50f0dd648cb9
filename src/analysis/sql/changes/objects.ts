/** Triggers, policies, rules, comments, privileges, sequences, functions, extensions, schemas. */
import type {
  AlterOwnerStmt,
  AlterPolicyStmt,
  AlterSeqStmt,
  CommentStmt,
  CreateExtensionStmt,
  CreateFunctionStmt,
  CreatePolicyStmt,
  CreateSchemaStmt,
  CreateSeqStmt,
  CreateStatsStmt,
  CreateTrigStmt,
  GrantStmt,
  Node,
  RuleStmt,
} from "libpg-query";
import type { Table } from "../../../model/schema.ts";
import { isFresh, put, type Volatility } from "../catalog.ts";
import { nameParts, open, strings } from "../nodes.ts";
import { withColumnChanged } from "../table-edits.ts";
import { elsewhere, named, namedByParts, noEffect, onTable, relation, type Translation, typeNamed } from "../translation.ts";
import { objectWords } from "./renames.ts";

/** TRIGGER_TYPE_* of catalog/pg_trigger.h. */
const EVENTS = [
  ["insert", 4],
  ["delete", 8],
  ["update", 16],
  ["truncate", 32],
] as const;

export function createTrigger(t: Translation, node: CreateTrigStmt): void {
  const events = EVENTS.filter(([, bit]) => (node.events ?? 0) & bit).map(([event]) => event);
  onTable(t, relation(t, node.relation), { kind: "create-trigger", name: node.trigname ?? "", events, function: namedByParts(t, strings(node.funcname)) });
}

export function createPolicy(t: Translation, node: CreatePolicyStmt): void {
  onTable(t, relation(t, node.table), { kind: "create-policy", name: node.policy_name ?? "" });
}

export function alterPolicy(t: Translation, node: AlterPolicyStmt): void {
  onTable(t, relation(t, node.table), { kind: "alter-policy", name: node.policy_name ?? "" });
}

export function createRule(t: Translation, node: RuleStmt): void {
  onTable(t, relation(t, node.relation), { kind: "create-rule", name: node.rulename ?? "" });
}

export function createStatistics(t: Translation, node: CreateStatsStmt): void {
  for (const item of node.relations ?? []) onTable(t, relation(t, open(item).RangeVar), { kind: "create-statistics" });
}

export function comment(t: Translation, node: CommentStmt): void {
  const parts = nameParts(node.object);
  const text = node.comment;
  switch (node.objtype) {
    case "OBJECT_TABLE":
    case "OBJECT_VIEW":
    case "OBJECT_MATVIEW":
    case "OBJECT_FOREIGN_TABLE":
      onTable(t, namedByParts(t, parts), { kind: "comment", target: "table", text }, (table) => ({ ...table, doc: text }));
      break;
    case "OBJECT_COLUMN": {
      const column = parts.at(-1) ?? "";
      const edit = (table: Table) => withColumnChanged(table, column, (known) => ({ ...known, doc: text }));
      onTable(t, namedByParts(t, parts.slice(0, -1)), { kind: "comment", target: column, text }, edit);
      break;
    }
    case "OBJECT_TABCONSTRAINT":
    case "OBJECT_TRIGGER":
    case "OBJECT_POLICY":
    case "OBJECT_RULE":
      onTable(t, namedByParts(t, parts.slice(0, -1)), { kind: "comment", target: parts.at(-1) ?? "", text });
      break;
    case "OBJECT_TYPE":
      commentOnType(t, parts, text);
      break;
    default:
      noEffect(t, `COMMENT ON ${objectWords(node.objtype)}`);
      break;
  }
}

function commentOnType(t: Translation, parts: readonly string[], text: string | undefined): void {
  const name = typeNamed(t, parts);
  const known = t.catalog.state.enums.get(name);
  if (known) put(t.catalog, "enums", name, { ...known, doc: text });
  noEffect(t, "COMMENT ON TYPE");
}

export function grant(t: Translation, node: GrantStmt): void {
  const onTables = node.targtype === "ACL_TARGET_OBJECT" && node.objtype === "OBJECT_TABLE";
  const words = node.is_grant ? "GRANT" : "REVOKE";
  if (!onTables) {
    noEffect(t, `${words} on ${objectWords(node.objtype).toLowerCase()}`);
    return;
  }
  for (const item of node.objects ?? []) onTable(t, relation(t, open(item).RangeVar), { kind: node.is_grant ? "grant" : "revoke" });
}

export function createSequence(t: Translation, node: CreateSeqStmt): void {
  elsewhere(t, { kind: "create-sequence", name: relation(t, node.sequence) });
}

export function alterSequence(t: Translation, node: AlterSeqStmt): void {
  elsewhere(t, { kind: "alter-sequence", name: relation(t, node.sequence) });
}

const ORDER: readonly Volatility[] = ["immutable", "stable", "volatile"];

export function createFunction(t: Translation, node: CreateFunctionStmt): void {
  const parts = strings(node.funcname);
  const language = (node.options ?? []).map((item) => open(item).DefElem).find((option) => option?.defname === "language");
  const name = named(t, parts.length > 1 ? parts.at(-2) : undefined, parts.at(-1) ?? "");
  const said = (node.options ?? []).map((item) => open(item).DefElem).find((option) => option?.defname === "volatility");
  const volatility = (open(said?.arg).String?.sval ?? "volatile") as Volatility;
  const other = t.catalog.state.functions.get(name);
  put(t.catalog, "functions", name, node.replace || other === undefined || ORDER.indexOf(volatility) > ORDER.indexOf(other) ? volatility : other);
  elsewhere(t, { kind: "create-function", name: name, language: open(language?.arg).String?.sval });
}

export function createExtension(t: Translation, node: CreateExtensionStmt): void {
  elsewhere(t, { kind: "create-extension", name: node.extname ?? "" });
}

/** The statements inside CREATE SCHEMA make their things in it. */
export function createSchema(t: Translation, node: CreateSchemaStmt, translate: (t: Translation, node: Node) => void): void {
  const name = node.schemaname ?? node.authrole?.rolename ?? "";
  elsewhere(t, { kind: "create-schema", name });
  if (!node.schemaElts) return;
  const path = t.catalog.searchPath;
  t.catalog.searchPath = [name === "public" ? "" : name];
  for (const element of node.schemaElts) translate(t, element);
  t.catalog.searchPath = path;
}

export function alterOwner(t: Translation, node: AlterOwnerStmt): void {
  if (node.objectType === "OBJECT_TYPE") {
    elsewhere(t, { kind: "alter-type", name: typeNamed(t, nameParts(node.object)) });
    return;
  }
  if (node.objectType === "OBJECT_DOMAIN") {
    const name = typeNamed(t, nameParts(node.object));
    elsewhere(t, { kind: "alter-domain", name, checks: false, isNew: isFresh(t.catalog, "type", name) });
    return;
  }
  noEffect(t, `ALTER ${objectWords(node.objectType)} … OWNER`);
}
