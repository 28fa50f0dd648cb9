/** ALTER TABLE statements of one file that one statement could stand for. */
import { isTableChange, LOCK_MODES, type LockMode, type TableChange } from "../../../../model/change.ts";
import type { Migration, Statement } from "../../../../model/migration.ts";

export interface Alter {
  readonly statement: Statement;
  readonly table: string;
  readonly mode: LockMode;
  /** Behind `ALTER TABLE … member `. */
  readonly actions: string;
  readonly head: string;
}

export interface Run {
  readonly alters: readonly Alter[];
  /** Nothing stands between them. */
  readonly adjacent: boolean;
}

/** Two and more ALTER TABLE of one table that could be one. */
export function runsOf({ statements }: Migration): Run[] {
  const open = new Map<string, { alters: Alter[]; adjacent: boolean; last: number }>();
  const closed: Run[] = [];
  const close = (table: string): void => {
    const run = open.get(table);
    if (run && run.alters.length > 1) closed.push(run);
    open.delete(table);
  };
  for (const [index, statement] of statements.entries()) {
    const alter = alterOf(statement);
    for (const [table, { alters }] of [...open]) if (endsRun(statement, table, alter, alters[0]?.mode)) close(table);
    if (!alter) continue;
    const run = open.get(alter.table) ?? { alters: [], adjacent: true, last: index - 1 };
    run.alters.push(alter);
    run.adjacent &&= run.last === index - 1;
    run.last = index;
    open.set(alter.table, run);
  }
  for (const table of [...open.keys()]) close(table);
  return closed.sort((a, b) => (a.alters[1]?.statement.span.start ?? 0) - (b.alters[1]?.statement.span.start ?? 0));
}

function endsRun({ changes }: Statement, table: string, alter: Alter | undefined, mode: LockMode | undefined): boolean {
  if (alter) return alter.table === table ? alter.mode !== mode : concerns(changes, table);
  return changes.some((change) => !isTableChange(change) && change.kind !== "set") || changes.length === 0 || changes.some(writes) || concerns(changes, table);
}

function writes({ kind }: Statement["changes"][number]): boolean {
  return ["insert", "update", "delete", "merge", "copy", "truncate", "select"].includes(kind);
}

function concerns(changes: Statement["changes"], table: string): boolean {
  return changes.some((change) => isTableChange(change) && (change.table === table || (change.kind === "add-foreign-key" && change.foreignKey.references.table === table)));
}

const ALONE: ReadonlySet<TableChange["kind"]> = new Set([
  "rename-table",
  "rename-column",
  "rename-constraint",
  "set-schema",
  "attach-partition",
  "detach-partition",
  "validate-constraint",
]);
const NAME = '(?:"(?:[^"]|"")+"|[\\w$]+)';
const HEAD = new RegExp(`^ALTER\\s+TABLE\\s+(?:IF\\s+EXISTS\\s+)?(?:ONLY\\s+)?${NAME}(?:\\s*\\.\\s*${NAME})?\\s+`, "i");

function alterOf(statement: Statement): Alter | undefined {
  const [first, ...others] = statement.changes.filter(isTableChange);
  const head = HEAD.exec(statement.text)?.[0];
  if (!first || head === undefined || first.isNew || statement.changes.length !== others.length + 1) return undefined;
  if ([first, ...others].some(({ table, kind }) => table !== first.table || ALONE.has(kind))) return undefined;
  const mode = statement.effects.locks.filter(({ table }) => table === first.table).map((lock) => lock.mode);
  const strongest = mode.sort((a, b) => LOCK_MODES.indexOf(b) - LOCK_MODES.indexOf(a))[0];
  return strongest && { statement, table: first.table, mode: strongest, head: head.trim(), actions: statement.text.slice(head.length) };
}
