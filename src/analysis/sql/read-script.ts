/** A script that stands in no file → its statements, each action of an ALTER TABLE as one of its own. */
import type { Change } from "../../model/change.ts";
import { holdsAnnotation } from "./annotations.ts";
import { emptyCatalog } from "./catalog.ts";
import { savepointsAtStart } from "./changes/session.ts";
import { open } from "./nodes.ts";
import { readSql } from "./read-file.ts";
import { translate } from "./translate.ts";
import type { Place, Translation } from "./translation.ts";

export interface ScriptStep {
  /** Runs alone; ends with `;`. */
  readonly text: string;
  /** Of the statement in the script. */
  readonly start: number;
  /** With spans in the script, which has no path. */
  readonly changes: readonly Change[];
}

/** Nothing is known of the tables that it names. Await `prepareSql` first; what cannot be read is left out. */
export function readScript(script: string): ScriptStep[] {
  const catalog = emptyCatalog();
  const savepoints = savepointsAtStart({ catalog }, false);
  const sql = readSql(script);
  return sql.statements.flatMap((raw) => {
    const place: Place = {
      text: sql.text,
      start: raw.start,
      end: raw.end,
      annotated: holdsAnnotation(sql.text),
      at: raw.at,
      span: (start, end) => ({ path: "", side: "head", start, end }),
    };
    const t: Translation = { catalog, place, changes: [], placeholders: sql.placeholders, depth: 0 };
    try {
      translate(t, raw.node, savepoints);
    } catch {
      return [];
    }
    const text = sql.text.slice(raw.start, raw.end);
    return open(raw.node).AlterTableStmt ? actions(text, raw.start, t.changes) : [{ text: `${text};`, start: raw.start, changes: t.changes }];
  });
}

/** `ALTER TABLE "a" ADD COLUMN b …, ADD COLUMN c …` is two steps: what stands before the first action stands before each. */
function actions(text: string, start: number, changes: readonly Change[]): ScriptStep[] {
  const byPlace = new Map<number, Change[]>();
  for (const change of changes) byPlace.set(change.span.start, [...(byPlace.get(change.span.start) ?? []), change]);
  const head = text.slice(0, Math.min(...byPlace.keys()) - start);
  return [...byPlace.values()].map((own) => ({ text: `${head}${text.slice(own[0]!.span.start - start, own[0]!.span.end - start)};`, start, changes: own }));
}
