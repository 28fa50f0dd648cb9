/** The open rollouts of a repository: new columns that are to take the place of old ones, read from the base branch's history and never stored. */
import { alike } from "../../model/alike.ts";
import type { Change } from "../../model/change.ts";
import type { Database } from "../../model/database.ts";
import { added, type Migration } from "../../model/migration.ts";
import type { Column, Schema, Table } from "../../model/schema.ts";
import type { OpenRollout, RolloutStep } from "../../model/verdict.ts";
import { mentionedNames } from "./declare.ts";

const DAY = 86_400_000;
/** UTF-16 code units of an UPDATE; longer ones carry data in their text. */
const MAX_UPDATE = 10_000;
/** `/// @expand replaces: old` above a field, or in COMMENT ON COLUMN; several names are put apart by commas. */
const ANNOTATION = /@expand\s+replaces:\s*([\w$]+(?:\s*,\s*[\w$]+)*)/;

interface Begun {
  readonly table: string;
  readonly to: string;
  readonly from: readonly string[];
  readonly isFilled: boolean;
  /** Said by an annotation or borne out by the names; else two columns that were once alike, and may be meant to differ. */
  readonly isSure: boolean;
  readonly migration?: Migration;
}

/** Those that touch the tables of this pull request, and old ones if they are sure. `staleAfterDays`: `rollout.staleAfterDays`. */
export function ledgerOf(database: Database, staleAfterDays: number): OpenRollout[] {
  const touched = touchedTables(database);
  return begunIn(database).flatMap((begun): OpenRollout[] => {
    const rollout = standOf(begun, database, staleAfterDays);
    if (!rollout) return [];
    const isSure = begun.isSure || rollout.done.includes("switch") || rollout.now === "contract";
    return touched.has(begun.table) || (isSure && rollout.staleDays !== undefined) ? [rollout] : [];
  });
}

function begunIn({ migrations, before, catalog }: Database): Begun[] {
  const merged = migrations.filter(({ status }) => status === "unchanged");
  const expanded = new Map<string, { table: string; column: Column; migration: Migration }>();
  const begun = new Map<string, Begun>();
  for (const migration of merged)
    for (const statement of migration.statements)
      for (const change of statement.changes) {
        if (change.kind === "add-column" && change.column.nullable && migration.before.tables.has(change.table))
          expanded.set(key(change.table, change.column.name), { table: change.table, column: change.column, migration });
        if (change.kind !== "update") continue;
        for (const to of change.columns) {
          const expansion = expanded.get(key(change.table, to));
          const source = expansion && statement.text.length <= MAX_UPDATE ? copiedFrom(statement.text, to, change.before) : undefined;
          if (expansion && source)
            begun.set(key(change.table, to), { table: change.table, to, from: [source], isFilled: true, isSure: alike(source, to), migration: expansion.migration });
        }
      }
  const copied = new Set(begun.keys());
  for (const table of [...catalog.before.tables.values(), ...before.tables.values()])
    for (const column of table.columns) {
      const named = ANNOTATION.exec(column.doc ?? "")?.[1]?.split(/\s*,\s*/);
      if (!named) continue;
      const at = key(table.name, column.name);
      const from = named.map((name) => before.tables.get(table.name)?.columns.find(({ field }) => field === name)?.name ?? name);
      begun.set(at, {
        table: table.name,
        to: column.name,
        from,
        isFilled: copied.has(at) || isFilled(merged, table.name, column.name),
        isSure: true,
        ...placeOf(expanded.get(at)),
      });
    }
  return [...begun.values()];
}

function placeOf(expansion: { readonly migration: Migration } | undefined): Pick<Begun, "migration"> {
  return expansion ? { migration: expansion.migration } : {};
}

/** An annotated column may be filled in any way. */
function isFilled(merged: readonly Migration[], table: string, column: string): boolean {
  return merged.some(({ statements }) =>
    statements.some(({ changes }) => changes.some((change) => change.kind === "update" && change.table === table && change.columns.includes(column))),
  );
}

/**
 * The one column of the table that `SET to = …` is made of, if it is taken over as it is or by a cast. What a function makes of it (`lower(name)`), and
 * times of different events (`updated_at = created_at`), stand beside each other for ever.
 */
function copiedFrom(text: string, to: string, table: Table | undefined): string | undefined {
  const set = /\bset\b([\s\S]*?)(?:\bwhere\b|\bfrom\b|\breturning\b|$)/i.exec(text)?.[1] ?? "";
  for (const [, quoted, plain, value = ""] of set.matchAll(/(?:"((?:[^"]|"")+)"|([A-Za-z_][\w$]*))\s*=\s*((?:[^,()']|\([^()]*\)|'(?:[^']|'')*')+)/g)) {
    if ((quoted?.replaceAll('""', '"') ?? plain?.toLowerCase()) !== to) continue;
    const [, qualifier, source] =
      /^\s*(?:cast\s*\(\s*)?(?:("[^"]+"|[A-Za-z_][\w$]*)\s*\.\s*)?("(?:[^"]|"")+"|[A-Za-z_][\w$]*)\s*(?:::\s*[\w\s"[\]().]+|as\s+[\w\s]+\))?\s*$/i.exec(value) ?? [];
    // `SET team_id = team.id FROM team`: another table's.
    if (qualifier !== undefined && mentionedNames(qualifier)[0] !== table?.name.replace(/^.*\./, "")) return undefined;
    const [name] = source === undefined ? [] : mentionedNames(source);
    const column = table?.columns.find((one) => one.name === name);
    const target = table?.columns.find((one) => one.name === to);
    if (!column || column.name === to || table?.primaryKey?.columns.some((part) => part.column === column.name)) return undefined;
    return isTime(column) && (!target || isTime(target)) && !alike(column.name, to) ? undefined : column.name;
  }
  return undefined;
}

function isTime({ type }: Column): boolean {
  return /^(?:timestamp|date|time)/.test(type.name);
}

/** Where it stands; nothing once old and new no longer stand beside each other on the base branch. */
function standOf({ table: name, to, from, isFilled: filled, migration }: Begun, database: Database, staleAfterDays: number): OpenRollout | undefined {
  const { before, after, catalog, hasMigrations } = database;
  const old = hasMigrations ? catalog.before.tables.get(name) : before.tables.get(name);
  const left = from.filter((column) => old?.columns.some((one) => one.name === column));
  if (left.length === 0 || !old?.columns.some((one) => one.name === to)) return undefined;
  const done: RolloutStep[] = ["expand", ...(filled ? (["backfill"] as const) : []), ...(isSwitched(before, name, left) ? (["switch"] as const) : [])];
  const now = stepNow(database, name, to, left, done);
  const taken = now === undefined ? done : [...done, now];
  const next = (["backfill", "switch", "contract"] as const).find((step) => !taken.includes(step));
  const since = migration && dayOf(migration.name);
  const days = since === undefined ? 0 : Math.floor((Date.parse(database.now) - Date.parse(since)) / DAY);
  const isGone = !(hasMigrations ? catalog.after : after).tables.get(name)?.columns.some((column) => column.name === to);
  return isGone
    ? undefined
    : {
        table: name,
        from: left,
        to,
        done,
        ...(now ? { now } : {}),
        ...(next && now !== "contract" ? { next } : {}),
        ...(since ? { since } : {}),
        ...(days > staleAfterDays ? { staleDays: days } : {}),
      };
}

/** The client of this schema no longer knows the old columns. Plain SQL does not say. */
function isSwitched({ tables, prisma }: Schema, name: string, columns: readonly string[]): boolean {
  const table = tables.get(name);
  return prisma !== undefined && table !== undefined && columns.every((column) => table.columns.find((one) => one.name === column)?.ignored ?? true);
}

/** What this pull request does for it; the furthest step. */
function stepNow({ migrations, after }: Database, table: string, to: string, from: readonly string[], done: readonly RolloutStep[]): RolloutStep | undefined {
  const changes = added(migrations).flatMap(({ statements }) => statements.flatMap((statement) => statement.changes));
  const has = (is: (change: Change) => boolean): boolean => changes.some((change) => "table" in change && change.table === table && is(change));
  if (has((change) => change.kind === "drop-column" && from.includes(change.column))) return "contract";
  if (!done.includes("switch") && isSwitched(after, table, from)) return "switch";
  return !done.includes("backfill") && has((change) => change.kind === "update" && change.columns.includes(to)) ? "backfill" : undefined;
}

function touchedTables({ changes, migrations }: Database): ReadonlySet<string> {
  const all = [...changes, ...added(migrations).flatMap(({ statements }) => statements.flatMap((statement) => statement.changes))];
  return new Set(all.flatMap((change) => ("table" in change ? [change.table] : [])));
}

/** `20260131…_name`, `V2026.01.31…`, `1769817600000_name` (milliseconds): the day in a migration's name; undefined for numbered ones. */
export function dayOf(name: string): string | undefined {
  const [, year, month, day] = /(?<!\d)(20\d{2})[._-]?(0[1-9]|1[0-2])[._-]?(0[1-9]|[12]\d|3[01])(?=\d{4}|\d{6}|[^\d]|$)/.exec(name) ?? [];
  if (year !== undefined) {
    const text = `${year}-${month}-${day}`;
    return Number.isNaN(Date.parse(text)) ? undefined : text;
  }
  const milliseconds = /(?<!\d)1[5-9]\d{11}(?!\d)/.exec(name)?.[0];
  return milliseconds === undefined ? undefined : new Date(Number(milliseconds)).toISOString().slice(0, 10);
}

function key(table: string, column: string): string {
  return `${table}\0${column}`;
}
