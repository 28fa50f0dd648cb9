/** Enums, composite types, domains. */
import type { AlterDomainStmt, AlterEnumStmt, CreateDomainStmt, CreateEnumStmt, Node } from "libpg-query";
import type { Enum } from "../../../model/schema.ts";
import { isFresh, put, setFresh } from "../catalog.ts";
import { open, strings } from "../nodes.ts";
import { elsewhere, readType, statementSpan, type Translation, typeNamed } from "../translation.ts";

export function createEnum(t: Translation, node: CreateEnumStmt): void {
  const name = typeNamed(t, strings(node.typeName));
  const made: Enum = { name, values: strings(node.vals), span: statementSpan(t) };
  elsewhere(t, { kind: "create-enum", enum: made });
  put(t.catalog, "enums", name, made);
  setFresh(t.catalog, "type", name, t.catalog.creating === "head");
}

/** ADD VALUE and RENAME VALUE. */
export function alterEnum(t: Translation, node: AlterEnumStmt): void {
  const name = typeNamed(t, strings(node.typeName));
  const isNew = isFresh(t.catalog, "type", name);
  const known = t.catalog.state.enums.get(name);
  const value = node.newVal ?? "";
  if (node.oldVal !== undefined) {
    elsewhere(t, { kind: "rename-enum-value", enum: name, value: node.oldVal, to: value, isNew });
    if (known) put(t.catalog, "enums", name, { ...known, values: known.values.map((old) => (old === node.oldVal ? value : old)) });
    return;
  }
  elsewhere(t, { kind: "add-enum-value", enum: name, value, isNew, ifNotExists: node.skipIfNewValExists ?? false });
  if (known && !known.values.includes(value)) put(t.catalog, "enums", name, { ...known, values: withValue(known.values, value, node) });
}

function withValue(values: readonly string[], value: string, node: AlterEnumStmt): string[] {
  const neighbour = node.newValNeighbor === undefined ? -1 : values.indexOf(node.newValNeighbor);
  return neighbour === -1 ? [...values, value] : values.toSpliced(neighbour + (node.newValIsAfter ? 1 : 0), 0, value);
}

export function createDomain(t: Translation, node: CreateDomainStmt): void {
  const name = typeNamed(t, strings(node.domainname));
  const kinds = (node.constraints ?? []).map((item) => open(item).Constraint?.contype);
  const checks = kinds.includes("CONSTR_CHECK") || kinds.includes("CONSTR_NOTNULL");
  elsewhere(t, { kind: "create-domain", name, checks, isNew: t.catalog.creating === "head" });
  put(t.catalog, "domains", name, { base: readType(t, node.typeName), checks, notNull: kinds.includes("CONSTR_NOTNULL") });
  setFresh(t.catalog, "type", name, t.catalog.creating === "head");
}

/** `C` adds a constraint, `O` sets NOT NULL, `V` validates: those three read every column of the domain (catalogue of AlterDomainStmt.subtype). */
export function alterDomain(t: Translation, node: AlterDomainStmt): void {
  const name = typeNamed(t, strings(node.typeName));
  const valid = !open(node.def).Constraint?.skip_validation;
  const checks = node.subtype === "O" || node.subtype === "V" || (node.subtype === "C" && valid);
  elsewhere(t, { kind: "alter-domain", name, checks, isNew: isFresh(t.catalog, "type", name) });
  const known = t.catalog.state.domains.get(name);
  if (known && (node.subtype === "C" || node.subtype === "O")) put(t.catalog, "domains", name, { ...known, checks: true });
}

export function createType(t: Translation, parts: readonly string[]): void {
  const name = typeNamed(t, parts);
  elsewhere(t, { kind: "create-type", name });
  setFresh(t.catalog, "type", name, t.catalog.creating === "head");
}

export function alterType(t: Translation, names: readonly Node[] | undefined): void {
  elsewhere(t, { kind: "alter-type", name: typeNamed(t, strings(names)) });
}
