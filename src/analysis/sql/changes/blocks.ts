/** DO blocks and CALL: the static SQL of a block makes its changes after the block's own. */
import type { CallStmt, DoStmt, Node } from "libpg-query";
import { holdsAnnotation } from "../annotations.ts";
import { parseSql } from "../libpg.ts";
import { open, strings } from "../nodes.ts";
import { offsetsOf } from "../offsets.ts";
import { readBlock } from "../plpgsql.ts";
import { elsewhere, named, type Place, type Translation } from "../translation.ts";

/** Blocks inside blocks (EXECUTE 'DO …') are read this deep. */
const MAX_DEPTH = 3;

export function doBlock(t: Translation, node: DoStmt, translate: (t: Translation, node: Node) => void): void {
  const options = (node.args ?? []).flatMap((item) => open(item).DefElem ?? []);
  const option = (name: string) => open(options.find(({ defname }) => defname === name)?.arg).String?.sval;
  const language = option("language") ?? "plpgsql";
  const body = option("as") ?? "";
  const block = language === "plpgsql" && t.depth < MAX_DEPTH ? readBlock(body) : undefined;
  elsewhere(t, { kind: "do", readable: block?.readable ?? false, loops: block?.loops ?? false, commits: block?.commits ?? false, dynamic: block?.dynamic ?? false });
  let cursor = Math.max(t.place.start, t.place.text.indexOf(body, t.place.start));
  for (const { sql, written } of block?.queries ?? []) {
    const at = t.place.text.indexOf(written, cursor);
    const found = at !== -1 && at + written.length <= t.place.end;
    if (found) cursor = at + written.length;
    translateInner(t, sql, found ? at : undefined, translate);
  }
}

/** `at`: where the text stands in the place around it; absent when it does not stand there word for word. */
function translateInner(t: Translation, sql: string, at: number | undefined, translate: (t: Translation, node: Node) => void): void {
  const parsed = parseSql(sql);
  if (!parsed.ok) return;
  const offsets = offsetsOf(sql);
  for (const { stmt, stmt_location = 0, stmt_len } of parsed.tree.stmts ?? []) {
    if (!stmt) continue;
    const start = offsets.fromBytes(stmt_location);
    const end = stmt_len === undefined ? sql.length : offsets.fromBytes(stmt_location + stmt_len);
    const span: Place["span"] = at === undefined ? () => t.place.span(t.place.start, t.place.end) : (from, to) => t.place.span(at + from, at + to);
    translate({ ...t, depth: t.depth + 1, place: { text: sql, start, end, annotated: holdsAnnotation(sql), at: (location) => offsets.fromBytes(location ?? 0), span } }, stmt);
  }
}

export function call(t: Translation, node: CallStmt): void {
  const parts = strings(node.funccall?.funcname);
  elsewhere(t, { kind: "call", name: named(t, parts.length > 1 ? parts.at(-2) : undefined, parts.at(-1) ?? "") });
}
