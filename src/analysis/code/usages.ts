/** Where code uses what a pull request takes away: client calls and raw SQL by what they say, rows' properties as weak evidence. No word alone is a usage. */

import { mayQuery } from "../../model/may-query.ts";
import type { Schema } from "../../model/schema.ts";
import type { SourceFile } from "../../model/source.ts";
import type { Departure, Usage } from "../../model/usage.ts";
import { departureKey, namesInCode } from "../../model/usage.ts";
import { type ClientCall, findCalls } from "./calls.ts";
import { lineAt, lineStarts } from "./changed-lines.ts";
import { namedIn, relationsOf } from "./client-usages.ts";
import { tooMuch } from "./limits.ts";
import { clientModels } from "./models.ts";
import { parseCode } from "./parse.ts";
import { findRaw } from "./raw.ts";
import { composeText } from "./raw-text.ts";
import { readScopes, type Scopes } from "./scope.ts";
import { scriptsOf } from "./scripts.ts";
import { columnsOf, looksLikeSql, namesOf, referencesTo, type SqlNames } from "./sql-names.ts";
import type { Node, Tree } from "./tree.ts";
import { bare, memberName, rootOf, user } from "./tree.ts";

/** Of one thing in one file; nobody reads more. */
const MAX_PER_FILE = 5;

type Found = Pick<Usage, "of" | "how" | "certainty"> & { readonly node: Node };

/** `schema`: the base branch's. `unread`: files that could not be parsed. Does not throw. */
export function findUsages(files: readonly SourceFile[], schema: Schema, departures: readonly Departure[]): { usages: Usage[]; unread: string[] } {
  const usages: Usage[] = [];
  const unread: string[] = [];
  if (departures.length === 0) return { usages, unread };
  for (const file of files.filter(({ text }) => mayUse(text, schema, departures)))
    try {
      const parsed = tooMuch(file.path, file.text) ? undefined : parseCode(file.path, scriptsOf(file.path, file.text));
      if (parsed && "tree" in parsed) usages.push(...usagesIn(parsed.tree, schema, departures));
      else unread.push(file.path);
    } catch {
      unread.push(file.path);
    }
  return { usages: usages.sort((a, b) => rank(a) - rank(b) || (a.span.path < b.span.path ? -1 : a.span.path > b.span.path ? 1 : a.line - b.line)), unread };
}

/** The cheap question before a file is parsed: it has a name of the thing, and a client's call or the name of the table that SQL would have to say. */
function mayUse(text: string, schema: Schema, departures: readonly Departure[]): boolean {
  const calls = mayQuery(text);
  return departures.some((of) => namesInCode(of, schema).some((name) => text.includes(name)) && (calls || tablesOf(of, schema).some((table) => text.includes(table))));
}

/** Without their schema. Unquoted names in other letters are not found. */
function tablesOf(of: Departure, { tables }: Schema): string[] {
  const names = of.kind === "enum-value" ? [...tables.values()].filter(({ columns }) => columns.some(({ type }) => type.name === of.enum)).map(({ name }) => name) : [of.table];
  return names.map((name) => name.replace(/^.*\./, ""));
}

function rank({ certainty }: Usage): number {
  return certainty === "certain" ? 0 : 1;
}

function usagesIn(tree: Tree, schema: Schema, departures: readonly Departure[]): Usage[] {
  const scopes = readScopes(tree);
  const calls = findCalls(tree, scopes, clientModels([schema]));
  const found = [...callUsages(calls, schema, departures, scopes), ...sqlUsages(tree, scopes, schema, departures), ...propertyUsages(tree, scopes, calls, departures)];
  const starts = lineStarts(tree.text);
  const counts = new Map<string, number>();
  const lines = new Set<string>();
  return found.flatMap(({ of, node, how, certainty }): Usage[] => {
    const line = lineAt(starts, node.start) + 1;
    const key = departureKey(of);
    const count = counts.get(key) ?? 0;
    if (count >= MAX_PER_FILE || lines.has(`${key}\0${line}`)) return [];
    counts.set(key, count + 1);
    lines.add(`${key}\0${line}`);
    return [{ of, span: { path: tree.path, side: "base", start: node.start, end: node.end }, line, how, certainty }];
  });
}

function callUsages(calls: readonly ClientCall[], schema: Schema, departures: readonly Departure[], scopes: Scopes): Found[] {
  const relations = relationsOf(schema);
  return calls.flatMap((call) => [
    ...departures.flatMap((of): Found[] => (of.kind === "table" && of.table === call.model.table.name ? [{ of, node: call.call, how: "client call", certainty: "certain" }] : [])),
    ...namedIn(call, departures, relations, scopes).map((named): Found => ({ ...named, how: "client call", certainty: "certain" })),
  ]);
}

/** Prisma's raw calls, put together; any other string that is a statement: drivers and query builders take those. */
function sqlUsages(tree: Tree, scopes: Scopes, schema: Schema, departures: readonly Departure[]): Found[] {
  const raw = findRaw(tree, scopes);
  const within = (node: Node): boolean => raw.some((call) => call.node.start <= node.start && node.end <= call.node.end);
  const texts = [
    ...raw.flatMap(({ node, sql }) => (sql === undefined ? [] : [{ node, sql }])),
    ...tree.nodes.flatMap((node) => (isText(tree, node) && !within(node) ? { node, sql: composeText(node, tree, scopes).sql } : [])).filter(({ sql }) => looksLikeSql(sql)),
  ];
  return texts.flatMap(({ node, sql }) => {
    const names = namesOf(sql);
    return departures.flatMap((of): Found[] => {
      const certainty = certaintyIn(names, of, schema);
      return certainty === undefined ? [] : [{ of, node, how: "raw SQL", certainty }];
    });
  });
}

/** The outermost piece of a text: not a part of a concatenation or of another text. */
function isText(tree: Tree, node: Node): boolean {
  if (node.type !== "TemplateLiteral" && !(node.type === "Literal" && typeof node.value === "string") && !(node.type === "BinaryExpression" && node.operator === "+")) return false;
  const { parent } = user(tree, node);
  return parent?.type !== "TemplateLiteral" && !(parent?.type === "BinaryExpression" && parent.operator === "+") && parent?.type !== "ImportDeclaration";
}

function certaintyIn(names: SqlNames, of: Departure, schema: Schema): Usage["certainty"] | undefined {
  if (of.kind === "table") return referencesTo(names, of.table).length > 0 ? "certain" : undefined;
  if (of.kind === "column") {
    const columns = columnsOf(names, of.table, of.column, ({ name, schema: qualifier }) => {
      const other = schema.tables.get(qualifier === undefined || qualifier === "public" ? name : `${qualifier}.${name}`);
      return !other?.complete || other.columns.some((column) => column.name === of.column);
    });
    return columns.length === 0 ? undefined : columns.some(({ certain }) => certain) ? "certain" : "may";
  }
  const isWritten = names.words.some(({ kind, name }) => kind === "string" && name === of.value);
  const holders = isWritten ? [...schema.tables.values()].filter(({ columns }) => columns.some(({ type }) => type.name === of.enum)) : [];
  return holders.some(({ name }) => referencesTo(names, name).length > 0) ? "certain" : undefined;
}

/** `row.nickname` where `row` was awaited from a call on the model in the same file. */
function propertyUsages(tree: Tree, scopes: Scopes, calls: readonly ClientCall[], departures: readonly Departure[]): Found[] {
  const columns = departures.filter((of) => of.kind === "column");
  if (columns.length === 0 || calls.length === 0) return [];
  const byNode = new Map<Node, ClientCall>(calls.map((call) => [call.call, call]));
  const callOf = (from: Node | undefined): ClientCall | undefined => {
    const value = from && bare(from);
    return value?.type === "AwaitExpression" ? byNode.get(bare(value.argument)) : undefined;
  };
  return tree.nodes.flatMap((node): Found[] => {
    const name = memberName(node);
    if (name === undefined) return [];
    const root = rootOf(node);
    const binding = root && scopes.binding(root);
    const from = binding?.kind === "element" && binding.from ? scopes.value(binding.from) : binding?.from;
    const call = binding && binding.keys.length === 0 ? callOf(from) : undefined;
    const column = call?.model.columns.get(name);
    return columns.flatMap((of) => (column === of.column && call?.model.table.name === of.table ? [{ of, node, how: "property", certainty: "may" }] : []));
  });
}
