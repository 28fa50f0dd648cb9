/** What the tables of a repository are for, for a person: each role with its evidence, as a list for a terminal or a table in Markdown. */

import type { RoleFact, RolesReport, TableRoles } from "../model/table-role.ts";
import { code, visible } from "../model/text.ts";
import { messageLine, row } from "./neutralize.ts";
import { ansi, type Painter, plain } from "./painter.ts";
import { wrap } from "./wrap.ts";

export interface RolesTextOptions {
  readonly color: boolean;
  /** Columns; 100 when left out, never less than 60. */
  readonly width?: number;
}

export function rolesAsText(report: RolesReport, { color, width = 100 }: RolesTextOptions): string {
  const paint = color ? ansi : plain;
  const roots = rootsOf(report);
  const parts = roots.map((root) => {
    const lines = databaseText(
      report.tables.filter((table) => table.root === root),
      paint,
      Math.max(60, width),
    );
    return `${roots.length > 1 ? `${paint.bold(rootName(root))}\n` : ""}${lines}`;
  });
  const unknown = unknownNames(report).map((line) => `${paint.yellow(visible(line))}\n`);
  return [...(parts.length === 0 ? ["No tables were found.\n"] : parts), ...(unknown.length > 0 ? [unknown.join("")] : [])].join("\n");
}

function databaseText(tables: readonly TableRoles[], paint: Painter, width: number): string {
  const known = tables.filter(hasSomething);
  const first = Math.max(0, ...known.map(({ table }) => Math.min(visible(table).length, 40))) + 2;
  const second = Math.max(0, ...known.flatMap(factsOf).map(({ role }) => role.length)) + 2;
  const lines = known.flatMap((table) =>
    factsOf(table).map((fact, index) => {
      const [head = "", ...more] = wrap(visible(fact.evidence), Math.max(20, width - first - second), "").split("\n");
      const name = index === 0 ? visible(table.table) : "";
      const rest = more.filter((line) => line !== "").map((line) => `\n${" ".repeat(first + second)}${line}`);
      return `${paint.bold(name.padEnd(first))}${paint.cyan(fact.role.padEnd(second))}${head}${rest.join("")}\n`;
    }),
  );
  const others = tables.filter((table) => !hasSomething(table)).map(({ table }) => visible(table));
  const none = others.length === 0 ? "" : `${lines.length === 0 ? "" : "\n"}${paint.dim(wrap(`No role: ${others.join(", ")}`, width, "").trimEnd())}\n`;
  return `${lines.join("")}${none}`;
}

export function rolesAsMarkdown(report: RolesReport): string {
  const roots = rootsOf(report);
  const parts = roots.map((root) => {
    const rows = report.tables
      .filter((table) => table.root === root)
      .flatMap((table) =>
        hasSomething(table) ? factsOf(table).map(({ role, evidence }) => row(code(table.table), role, messageLine(evidence))) : [row(code(table.table), "–", "")],
      );
    return `${roots.length > 1 ? `#### ${code(rootName(root))}\n\n` : ""}${row("Table", "Role", "Because")}${row("---", "---", "---")}${rows.join("")}`;
  });
  const unknown = unknownNames(report).map((line) => `- ${messageLine(line)}\n`);
  return [...(parts.length === 0 ? ["No tables were found.\n"] : parts), ...(unknown.length > 0 ? [unknown.join("")] : [])].join("\n");
}

function rootsOf({ tables }: RolesReport): string[] {
  return [...new Set(tables.map(({ root }) => root))];
}

function rootName(root: string): string {
  return root === "" ? "." : root;
}

function hasSomething({ stated, roles }: TableRoles): boolean {
  return stated || roles.length > 0;
}

/** What the configuration sets aside is told too: nobody should wonder why a rule is quiet. */
function factsOf({ stated, roles, setAside }: TableRoles): readonly (Pick<RoleFact, "evidence"> & { readonly role: string })[] {
  const without = setAside.map(({ role, evidence }) => ({ role: `not ${role}`, evidence: `the configuration, although ${evidence}` }));
  return stated && roles.length + without.length === 0 ? [{ role: "none", evidence: "the configuration" }] : [...roles, ...without];
}

function unknownNames({ unknown }: RolesReport): string[] {
  return unknown.map(
    ({ name, nearest }) => `The configuration's \`roles\` names ${code(name)}, but no table is called that${nearest === undefined ? "." : `; did you mean ${code(nearest)}?`}`,
  );
}
