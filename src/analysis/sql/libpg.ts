/** The only door to PostgreSQL's own parser (libpg-query, wasm): text in, tree or message out, and nothing thrown. */
import type { ParseResult } from "libpg-query";
import createInstance, { type PgQueryInstance } from "libpg-query/wasm/libpg-query.js";

/** Larger files are a gap: 5 MB of INSERTs take a second and 435 MB. In UTF-16 units. */
export const MAX_SQL_LENGTH = 1_000_000;

export type Parsed<Tree> =
  | { readonly ok: true; readonly tree: Tree }
  /** `position` counts Unicode code points from 0; absent when the parser gave none. */
  | { readonly ok: false; readonly message: string; readonly position?: number; readonly crashed: boolean };

let instance: PgQueryInstance | undefined;
/** Set by any error that is not the parser's own: the wasm memory may be damaged, `prepareSql` will replace it. */
let damaged = false;

/** Loads the parser, or replaces a damaged one. Await it before each review. */
export async function prepareSql(): Promise<void> {
  if (instance && !damaged) return;
  instance = await createInstance({
    print: () => {},
    printErr: () => {},
    quit: (_status, reason) => {
      throw reason;
    },
  });
  damaged = false;
}

export function parseSql(sql: string): Parsed<ParseResult> {
  return guarded(sql, parseRaw);
}

/** `functionSql` is a whole `CREATE FUNCTION … LANGUAGE plpgsql` statement. */
export function parsePlpgsql(functionSql: string): Parsed<unknown> {
  return guarded(functionSql, parsePlpgsqlRaw);
}

function guarded<Tree>(sql: string, parse: (pg: PgQueryInstance, sql: string) => Parsed<Tree>): Parsed<Tree> {
  if (!instance) throw new Error("prepareSql() must be awaited first");
  if (sql.length > MAX_SQL_LENGTH) return { ok: false, crashed: false, message: `longer than ${MAX_SQL_LENGTH} characters` };
  if (sql.includes("\0")) return { ok: false, crashed: false, message: "it holds a NUL byte, which PostgreSQL refuses", position: codePoints(sql, sql.indexOf("\0")) };
  try {
    return parse(instance, sql);
  } catch (error) {
    damaged = true;
    return { ok: false, crashed: true, message: error instanceof RangeError ? "it is nested too deeply for the parser" : "PostgreSQL's parser gave up on it" };
  }
}

function parseRaw(pg: PgQueryInstance, sql: string): Parsed<ParseResult> {
  const query = copyIn(pg, sql);
  let result = 0;
  try {
    result = pg._wasm_parse_query_raw(query);
    const error = pg.getValue(result + 8, "i32");
    if (error) {
      const cursor = pg.getValue(error + 16, "i32");
      return { ok: false, crashed: false, message: textAt(pg, pg.getValue(error, "i32")), position: cursor > 0 ? cursor - 1 : undefined };
    }
    return { ok: true, tree: JSON.parse(textAt(pg, pg.getValue(result, "i32"))) as ParseResult };
  } finally {
    pg._free(query);
    if (result) pg._wasm_free_parse_result(result);
  }
}

function parsePlpgsqlRaw(pg: PgQueryInstance, sql: string): Parsed<unknown> {
  const query = copyIn(pg, sql);
  let result = 0;
  try {
    result = pg._wasm_parse_plpgsql(query);
    const text = textAt(pg, result);
    if (!text.startsWith("{")) return { ok: false, crashed: false, message: text };
    return { ok: true, tree: JSON.parse(text) };
  } finally {
    pg._free(query);
    if (result) pg._wasm_free_string(result);
  }
}

function copyIn(pg: PgQueryInstance, sql: string): number {
  const bytes = encoder.encode(sql);
  const pointer = pg._malloc(bytes.length + 1);
  pg.HEAPU8.set(bytes, pointer);
  pg.HEAPU8[pointer + bytes.length] = 0;
  return pointer;
}

/** The parser's own reader looks for the end byte by byte; a tree as JSON has four times the length of its text. */
function textAt(pg: PgQueryInstance, pointer: number): string {
  return pointer === 0 ? "" : decoder.decode(pg.HEAPU8.subarray(pointer, pg.HEAPU8.indexOf(0, pointer)));
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function codePoints(text: string, offset: number): number {
  return [...text.slice(0, offset)].length;
}
