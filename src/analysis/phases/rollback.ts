/** The way back from a migration: its grade, and the SQL that undoes it where that can be derived. */
import type { Migration } from "../../model/migration.ts";
import type { RollbackGrade } from "../../model/verdict.ts";
import { reverseOf, type Way } from "./reverse.ts";

/**
 * `reversible`: the SQL brings back the shape, and nothing that existed before the migration is lost (what was written since into new columns and tables goes).
 * `reversible-with-data-loss`: it brings back the shape, so that the former version runs again, but rows or values that the migration removed or overwrote stay gone.
 * `irreversible`: no such SQL is known here: PostgreSQL has no statement for it, or the text does not show what was there.
 * A down file is the author's own way back and is printed instead.
 */
export function rollbackOf(migration: Migration): RollbackGrade {
  const ways = waysBack(migration);
  const lost = unique(ways.flatMap(({ loses }) => (loses === undefined ? [] : [loses])));
  const unknown = unique(ways.flatMap(({ unknown: reason }) => (reason === undefined ? [] : [reason])));
  const down = migration.down?.text.trim();
  if (down) {
    const grade = lost.length > 0 ? "reversible-with-data-loss" : "reversible";
    return {
      grade,
      sql: down,
      why: lost.length > 0 ? `\`${migration.down?.path}\` undoes it, but does not bring back ${sentence(lost)}.` : `\`${migration.down?.path}\` undoes it.`,
    };
  }
  if (unknown.length > 0) return { grade: "irreversible", why: `There is no statement that undoes it: ${sentence(unknown)}.` };
  const sql = ways.flatMap(({ sql: statement }) => (statement === undefined ? [] : [statement])).join("\n");
  const kept = unique(ways.flatMap(({ keeps }) => (keeps === undefined ? [] : [keeps])));
  const rest = kept.length > 0 ? ` Left as it is: ${sentence(kept)}.` : "";
  if (lost.length > 0) return { grade: "reversible-with-data-loss", ...(sql === "" ? {} : { sql }), why: `The former shape can be restored, but not ${sentence(lost)}.${rest}` };
  return {
    grade: "reversible",
    ...(sql === "" ? {} : { sql }),
    why: sql === "" ? `It leaves nothing to undo.${rest}` : `The reverse brings back the former shape; nothing that stood before is lost.${rest}`,
  };
}

/** Last change first. */
function waysBack(migration: Migration): Way[] {
  const made = new Set(migration.statements.flatMap(({ changes }) => changes.flatMap((change) => (change.kind === "create-table" ? [change.table] : []))));
  const renamedTypes = new Map(
    migration.statements.flatMap(({ changes }) => changes.flatMap((change) => (change.kind === "rename-type" ? [[change.to, change.name] as const] : []))),
  );
  const setting = { before: migration.before, made, renamedTypes };
  return migration.statements.flatMap((statement) => statement.changes.map((change) => reverseOf(change, statement, setting))).reverse();
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)];
}

function sentence(parts: readonly string[]): string {
  return parts.length > 3 ? `${parts.slice(0, 3).join("; ")}; and ${parts.length - 3} more` : parts.join("; ");
}
