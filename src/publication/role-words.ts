/** A finding that rests on a guessed role of a table: why the table counts as such, and how to say otherwise. */
import type { RoleClaim, TableRole } from "../model/table-role.ts";
import { code, longCode } from "../model/text.ts";
import type { Finding } from "../model/verdict.ts";

/** After "counts as". */
const NAMES: Readonly<Record<TableRole, string>> = {
  tenant: "the tenant",
  "tenant-owned": "tenant-owned",
  join: "a join table",
  lookup: "a lookup table",
  "enum-like": "an enum's table",
  "append-only": "append-only",
  outbox: "an outbox",
  ledger: "a ledger",
  account: "an account",
  "soft-deleted": "soft-deleted",
  versioned: "versioned",
  extension: "an extension of another table",
  expiring: "expiring",
  ephemeral: "ephemeral",
  adapter: "a sign-in library's own",
};

/** Markdown, two sentences. */
export function roleSentence({ table, role, evidence, others }: RoleClaim): string {
  const key = /^[A-Za-z_][\w.]*$/.test(table) ? table : JSON.stringify(table);
  const rest = others.length === 0 ? "none" : others.length === 1 ? others[0] : `[${others.join(", ")}]`;
  return `${code(table)} counts as ${NAMES[role]}: ${evidence}. If it is not, say ${longCode(`roles: { ${key}: ${rest} }`, 300)} in \`.github/schema-review.yml\`.`;
}

/** Of all these findings, each once. */
export function roleSentences(findings: readonly Finding[]): string[] {
  return [...new Set(findings.flatMap(({ roles = [] }) => roles.map(roleSentence)))];
}
