/** Reads one source file: what it asks of the database, through Prisma Client or in raw SQL. */
import { mayQuery } from "../../model/may-query.ts";
import type { CodeFile, Query } from "../../model/query.ts";
import type { Schema } from "../../model/schema.ts";
import type { Gap, Span } from "../../model/source.ts";
import { shorten } from "../../model/text.ts";
import { readArguments } from "./arguments.ts";
import { boundForm } from "./bound-form.ts";
import type { ClientCall } from "./calls.ts";
import { findCalls } from "./calls.ts";
import type { ChangedLines } from "./changed-lines.ts";
import { changedLines } from "./changed-lines.ts";
import { findClients, type MadeClient } from "./clients.ts";
import { guardNames } from "./guards.ts";
import { readIgnores } from "./ignores.ts";
import { tooMuch } from "./limits.ts";
import { type Split, splitColumns, splitsIn } from "./lists.ts";
import { decides } from "./loops.ts";
import { clientModels } from "./models.ts";
import { parseCode } from "./parse.ts";
import { findRaw, type RawCall } from "./raw.ts";
import { MAX_SQL_OF_FILE, readSql } from "./raw-sql.ts";
import { readScopes, type Scopes } from "./scope.ts";
import { scriptsOf } from "./scripts.ts";
import { type Surroundings, surroundingsOf } from "./surroundings.ts";
import type { Node, Tree } from "./tree.ts";

/**
 * `before` is the text on the base branch; without it the whole file counts as changed. A file that cannot be read yields a gap and no queries.
 * With several schemas a call belongs to the first one that has its model. Does not throw.
 */
export function readCode(file: { path: string; text: string; before?: string }, schemas: readonly Schema[]): { code: CodeFile; gaps: Gap[] } {
  const { path, text } = file;
  const nothing: CodeFile = { path, queries: [], ignores: [] };
  if (!mayQuery(text)) return { code: nothing, gaps: [] };
  const scripts = scriptsOf(path, text);
  const gap = (at: number, reason: string): { code: CodeFile; gaps: Gap[] } => ({ code: nothing, gaps: [{ span: lineSpan(path, text, at), reason }] });
  const over = tooMuch(path, scripts);
  if (over) return gap(over.at, over.reason);
  try {
    const parsed = parseCode(path, scripts);
    return "error" in parsed ? gap(parsed.error.at, parsed.error.reason) : { code: readTree(parsed.tree, schemas, changedLines(file.before, text)), gaps: [] };
  } catch (error) {
    return gap(0, `The file could not be read: ${error instanceof Error ? error.message.slice(0, 200) : "unknown error"}.`);
  }
}

function lineSpan(path: string, text: string, at: number): Span {
  const start = text.lastIndexOf("\n", at - 1) + 1;
  const end = text.indexOf("\n", start);
  return { path, side: "head", start, end: end === -1 ? text.length : end };
}

interface Found {
  readonly query: Query;
  readonly around: Surroundings;
}

function readTree(tree: Tree, schemas: readonly Schema[], changed: ChangedLines): CodeFile {
  const scopes = readScopes(tree);
  let sqlLeft = MAX_SQL_OF_FILE;
  const raw = findRaw(tree, scopes).map((call): Found => {
    sqlLeft -= call.sql?.length ?? 0;
    return rawQuery(tree, scopes, call, sqlLeft >= 0, changed);
  });
  const made = findClients(tree, scopes).map((client) => connection(tree, scopes, client, changed));
  const splits = splitsIn(tree, scopes);
  const found = [...raw, ...made, ...findCalls(tree, scopes, clientModels(schemas)).map((call) => clientQuery(tree, scopes, call, splits, changed))];
  const portioned = new Set(
    found.filter(({ query }) => query.take !== undefined || query.cursor).flatMap(({ around }) => around.loops.filter(isOpenEnded).map((loop) => loop.node)),
  );
  const queries = found.map(({ query, around }) =>
    query.loop && around.loops.some((loop) => loop.chunked || portioned.has(loop.node)) ? { ...query, loop: { ...query.loop, chunked: true } } : query,
  );
  return { path: tree.path, queries: queries.sort((a, b) => a.span.start - b.span.start), ignores: readIgnores(tree) };
}

function isOpenEnded(loop: Surroundings["loops"][number]): boolean {
  return loop.kind === "while" || loop.kind === "for";
}

function clientQuery(tree: Tree, scopes: Scopes, found: ClientCall, splits: readonly Split[], changed: ChangedLines): Found {
  const around = surroundingsOf(tree, scopes, found.call, found.client);
  const elsewhere: Node[] = [];
  const asked = readArguments(found, scopes, (part) => elsewhere.push(part));
  const taken = splitColumns(splits, around.within, found.model);
  const query: Query = {
    model: found.model.name,
    ...clientText(tree, found.client),
    tables: [found.model.table.name],
    operation: found.operation,
    ...asked,
    ...(taken.length > 0 && { splits: taken }),
    ...placed(tree, scopes, found.call, around, [found.call, ...elsewhere], changed),
  };
  return { query, around };
}

function rawQuery(tree: Tree, scopes: Scopes, found: RawCall, mayParse: boolean, changed: ChangedLines): Found {
  const around = surroundingsOf(tree, scopes, found.node, found.client);
  const facts = readSql(mayParse ? (found.sql ?? "") : "");
  const query: Query = {
    ...clientText(tree, found.client),
    operation: found.operation,
    ...facts,
    filterIsOpen: facts.filterIsOpen || found.open,
    cursor: false,
    writes: [],
    ...(found.sql !== undefined && { sql: found.sql }),
    ...(found.interpolated && { interpolated: interpolation(tree, found.node, found.interpolated) }),
    ...placed(tree, scopes, found.node, around, [found.node, ...(found.interpolated ? [found.interpolated.node] : [])], changed),
  };
  return { query, around };
}

function connection(tree: Tree, scopes: Scopes, { node, kept }: MadeClient, changed: ChangedLines): Found {
  const around = surroundingsOf(tree, scopes, node, undefined);
  const query: Query = {
    operation: "connect",
    tables: [],
    filter: [],
    filterIsOpen: false,
    sort: [],
    cursor: false,
    writes: [],
    kept,
    ...placed(tree, scopes, node, around, [node], changed),
  };
  return { query, around };
}

function interpolation(tree: Tree, call: Node, { node, constant }: NonNullable<RawCall["interpolated"]>): NonNullable<Query["interpolated"]> {
  const safe = constant ? undefined : boundForm(tree, call);
  return { span: spanOf(tree, node), text: shorten(tree.text.slice(node.start, node.end), 80), constant, ...(safe !== undefined && { safe }) };
}

/** `this.prisma`, `ctx.db`; not a client made on the spot. */
function clientText(tree: Tree, client: Node | undefined): { readonly client?: string } {
  const written = client && tree.text.slice(client.start, client.end);
  return written && /^[\w$.]{1,40}$/.test(written) ? { client: written } : {};
}

type Place = Pick<Query, "loop" | "awaited" | "transaction" | "within" | "guards" | "changed" | "span">;

function placed(tree: Tree, scopes: Scopes, call: Node, around: Surroundings, parts: readonly Node[], changed: ChangedLines): Place {
  const loop = around.loops[0];
  const guards = guardNames(tree, scopes, call);
  return {
    ...(loop && { loop: { kind: loop.kind, span: spanOf(tree, loop.node), bounded: loop.bounded, ...(decides(tree, scopes, loop.node, call) && { until: true }) } }),
    awaited: around.awaited,
    ...(around.transaction && { transaction: around.transaction }),
    within: spanOf(tree, around.within),
    ...(guards.length > 0 && { guards }),
    changed: parts.some((part) => changed.touches(part.start, part.end)),
    span: spanOf(tree, call),
  };
}

function spanOf(tree: Tree, node: Node): Span {
  return { path: tree.path, side: "head", start: node.start, end: node.end };
}
