/** Drops and adds that look like one thing renamed: Prisma's diff cannot tell, and writes DROP and ADD. */
import { alike, edits, nameParts } from "../../../../model/alike.ts";
import type { Change, ChangeOf } from "../../../../model/change.ts";
import type { Database } from "../../../../model/database.ts";
import { added, type Statement } from "../../../../model/migration.ts";
import { once } from "../../../../model/once.ts";
import type { Column, Table } from "../../../../model/schema.ts";
import { pushedChanges } from "../tables/pushed.ts";
import { isColumnCopied } from "./copies.ts";
import { addedSteps, isNewColumn } from "./steps.ts";

export interface ColumnRename {
  readonly drop: ChangeOf<"drop-column">;
  readonly add: ChangeOf<"add-column">;
  readonly statement?: Statement;
}

/** Dropped and added columns of one table and type, one to one by likeness of their names, or because nothing else was dropped or added and both may be NULL or neither; none if the rule is off. */
export const disguisedRenames = once((database: Database): readonly ColumnRename[] => {
  if (database.config.rules["no-rename-in-disguise"]?.severity === "off") return [];
  const pushed = pushedChanges(database).map((change) => ({ change }));
  const dropping = new Set(addedSteps(database, "drop-column").map(({ migration }) => migration));
  const migrated = added(database.migrations).filter((migration) => dropping.has(migration));
  return [pushed, ...migrated.map(({ statements }) => statements.flatMap((statement) => statement.changes.map((change) => ({ change, statement }))))].flatMap((changes) =>
    pairs(changes, database),
  );
});

type Placed = { readonly change: Change; readonly statement?: Statement };

function pairs(changes: readonly Placed[], database: Database): ColumnRename[] {
  const drops = changes.flatMap(({ change, statement }) =>
    change.kind === "drop-column" && !change.isNew && change.dropped && !change.dropped.ignored && !isNewColumn(database, change.table, change.column)
      ? [{ change, statement }]
      : [],
  );
  if (drops.length === 0) return [];
  const adds = changes.flatMap(({ change }) => (change.kind === "add-column" && !change.isNew ? [change] : []));
  const taken = new Set<Change>();
  return drops.flatMap(({ change: drop, statement }) => {
    const same = adds.filter((add) => add.table === drop.table && add.column.name !== drop.column && sameType(drop.dropped, add.column) && !refersElsewhere(drop, add, database));
    const rivals = drops.filter(({ change }) => change.table === drop.table && sameType(drop.dropped, change.dropped));
    const alone = same.length === 1 && rivals.length === 1 && isLonely(drop, adds, drops) && couldBeOne(drop, same[0]);
    const add = alone
      ? same[0]
      : same.filter((candidate) => !taken.has(candidate) && alike(drop.column, candidate.column.name)).sort((a, b) => distance(drop, a) - distance(drop, b))[0];
    if (!add || taken.has(add) || (statement && isColumnCopied(database, statement, drop.table, drop.column))) return [];
    taken.add(add);
    return [{ drop, add, statement }];
  });
}

/** Both may be NULL or neither; and not the ids of two other things: `userId` does not become `teamId`. */
function couldBeOne(drop: ChangeOf<"drop-column">, add: ChangeOf<"add-column"> | undefined): boolean {
  const isId = (name: string): boolean => /(?:_id|[a-z0-9]Id)$/.test(name);
  return add !== undefined && drop.dropped?.nullable === add.column.nullable && !(isId(drop.column) && isId(add.column.name));
}

/** Each part of a foreign key, but to another column: `orderId` of `Order(id)` does not become `orderLineNo` of `OrderLine(no)`. */
function refersElsewhere(drop: ChangeOf<"drop-column">, add: ChangeOf<"add-column">, { before, after, catalog }: Database): boolean {
  const from = referenced(catalog.before.tables.get(drop.table), drop.column) ?? referenced(before.tables.get(drop.table), drop.column);
  const to = referenced(catalog.after.tables.get(add.table), add.column.name) ?? referenced(after.tables.get(add.table), add.column.name);
  return from !== undefined && to !== undefined && from !== to;
}

function referenced(table: Table | undefined, column: string): string | undefined {
  const key = table?.foreignKeys.find(({ columns }) => columns.includes(column));
  return key && `${key.references.table}\0${key.references.columns[key.columns.indexOf(column)] ?? ""}`;
}

/** Nothing else is dropped from or added to the table. */
function isLonely(drop: ChangeOf<"drop-column">, adds: readonly ChangeOf<"add-column">[], drops: readonly { readonly change: ChangeOf<"drop-column"> }[]): boolean {
  return adds.filter(({ table }) => table === drop.table).length === 1 && drops.filter(({ change }) => change.table === drop.table).length === 1;
}

function sameType(a: Column | undefined, b: Column | undefined): boolean {
  return a !== undefined && b !== undefined && a.type.name === b.type.name && a.type.list === b.type.list;
}

function distance(drop: ChangeOf<"drop-column">, add: ChangeOf<"add-column">): number {
  return edits(nameParts(drop.column).join(""), nameParts(add.column.name).join(""));
}
