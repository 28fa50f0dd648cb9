/** The database as replayed so far: immutable values in maps that are copied when a migration or savepoint has kept them. */
import type { ColumnType, Enum, Index, Schema, Table } from "../../model/schema.ts";
import { besides, qualified, schemaOf } from "./names.ts";

/** A constraint that the model's tables do not hold. */
export interface NamedConstraint {
  readonly name: string;
  readonly kind: "exclusion" | "not-null";
  readonly column?: string;
}

export interface Domain {
  readonly base: ColumnType;
  readonly checks: boolean;
  readonly notNull: boolean;
}

interface State {
  readonly tables: ReadonlyMap<string, Table>;
  readonly enums: ReadonlyMap<string, Enum>;
  readonly domains: ReadonlyMap<string, Domain>;
  /** Index → its table. */
  readonly indexes: ReadonlyMap<string, string>;
  /** Table → its exclusion and not-null constraints. */
  readonly constraints: ReadonlyMap<string, readonly NamedConstraint[]>;
  /** Made by migrations of the pull request. */
  readonly freshTables: ReadonlyMap<string, true>;
  readonly freshTypes: ReadonlyMap<string, true>;
  /** As CREATE FUNCTION says it; of several of one name the most volatile. */
  readonly functions: ReadonlyMap<string, Volatility>;
}

export type Volatility = "immutable" | "stable" | "volatile";

type Part = keyof State;
type ValueOf<P extends Part> = State[P] extends ReadonlyMap<string, infer V> ? V : never;

export interface Catalog {
  state: State;
  /** Parts that somebody keeps: they are copied before the next write. */
  kept: Set<Part>;
  /** Where unqualified names are looked for, first for new things. `public` is the empty string. */
  searchPath: readonly string[];
  /** Some table or index may stand outside `public`. */
  qualified: boolean;
  /** Whether what is created now belongs to the pull request. */
  creating: "base" | "head";
}

const PARTS: readonly Part[] = ["tables", "enums", "domains", "indexes", "constraints", "freshTables", "freshTypes", "functions"];
export const DEFAULT_PATH: readonly string[] = [""];

export function emptyCatalog(): Catalog {
  return {
    state: {
      tables: new Map(),
      enums: new Map(),
      domains: new Map(),
      indexes: new Map(),
      constraints: new Map(),
      freshTables: new Map(),
      freshTypes: new Map(),
      functions: new Map(),
    },
    kept: new Set(),
    searchPath: DEFAULT_PATH,
    qualified: false,
    creating: "base",
  };
}

export type Kept = State;

/** A state that will not change any more; each part costs a copy at the next write to it. */
export function keep(catalog: Catalog): Kept {
  for (const part of PARTS) catalog.kept.add(part);
  return catalog.state;
}

/** What the model shows of the state, unchanging likewise. */
export function keepSchema(catalog: Catalog): Schema {
  catalog.kept.add("tables").add("enums");
  return { tables: catalog.state.tables, enums: catalog.state.enums, implicitJoins: [] };
}

export function catalogFrom(kept: Kept): Catalog {
  const qualified = [...kept.tables.keys(), ...kept.indexes.keys()].some((name) => name.includes("."));
  return { state: kept, kept: new Set(PARTS), searchPath: DEFAULT_PATH, qualified, creating: "base" };
}

export function restore(catalog: Catalog, kept: Kept): void {
  catalog.state = kept;
  for (const part of PARTS) catalog.kept.add(part);
}

export function put<P extends Part>(catalog: Catalog, part: P, key: string, value: ValueOf<P> | undefined): void {
  if (value === undefined && !catalog.state[part].has(key)) return;
  if (key.includes(".")) catalog.qualified = true;
  if (catalog.kept.delete(part)) catalog.state = withOwn(catalog.state, part);
  const map = catalog.state[part] as unknown as Map<string, ValueOf<P>>;
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}

/** Written out: this runs for each file, and a spread with a computed key is slow. */
function withOwn({ tables, enums, domains, indexes, constraints, freshTables, freshTypes, functions }: State, part: Part): State {
  const state = { tables, enums, domains, indexes, constraints, freshTables, freshTypes, functions };
  (state as Record<Part, unknown>)[part] = new Map(state[part] as ReadonlyMap<string, unknown>);
  return state;
}

/** The full name of something that exists: as written, else the first schema of the search path that has it, else the first of the path. */
export function resolved(catalog: Catalog, schema: string | undefined, name: string, has: (full: string) => boolean): string {
  if (schema !== undefined) return qualified(schema, name);
  if (catalog.searchPath.length === 1) return qualified(catalog.searchPath[0], name);
  for (const candidate of catalog.searchPath) {
    const full = qualified(candidate, name);
    if (has(full)) return full;
  }
  return qualified(catalog.searchPath[0], name);
}

export function tableNamed(catalog: Catalog, name: string): Table | undefined {
  return catalog.state.tables.get(name);
}

export function isFresh(catalog: Catalog, kind: "table" | "type", name: string): boolean {
  return (kind === "table" ? catalog.state.freshTables : catalog.state.freshTypes).has(name);
}

export function setFresh(catalog: Catalog, kind: "table" | "type", name: string, fresh: boolean): void {
  put(catalog, kind === "table" ? "freshTables" : "freshTypes", name, fresh ? true : undefined);
}

/** Puts a table in the place of the one of that name, with its indexes. */
export function setTable(catalog: Catalog, name: string, after: Table): void {
  const before = catalog.state.tables.get(name);
  if (before === after) return;
  put(catalog, "tables", name, after);
  if (before?.indexes !== after.indexes || before?.primaryKey !== after.primaryKey) syncIndexes(catalog, before, after);
}

export function removeTable(catalog: Catalog, name: string): void {
  const before = catalog.state.tables.get(name);
  if (!before) return;
  syncIndexes(catalog, before, undefined);
  put(catalog, "tables", name, undefined);
  put(catalog, "constraints", name, undefined);
  setFresh(catalog, "table", name, false);
}

/** Most changes add an index at the end: those that both have are skipped without a look-up. */
function syncIndexes(catalog: Catalog, before: Table | undefined, after: Table | undefined): void {
  // Both begin with the same key as a rule: it needs no list of its own.
  const alike = before && after && before.primaryKey === after.primaryKey;
  const old = alike ? before.indexes : before ? indexesOf(before) : NO_INDEXES;
  const now = alike ? after.indexes : after ? indexesOf(after) : NO_INDEXES;
  let same = 0;
  while (same < old.length && same < now.length && old[same] === now[same]) same++;
  for (let at = same; at < old.length; at++) if (old[at]!.name !== undefined) put(catalog, "indexes", besides(before!.name, old[at]!.name!), undefined);
  for (let at = same; at < now.length; at++) if (now[at]!.name !== undefined) put(catalog, "indexes", besides(after!.name, now[at]!.name!), after!.name);
}

const NO_INDEXES: readonly Index[] = [];

function indexesOf(table: Table): readonly Index[] {
  return table.primaryKey ? [table.primaryKey, ...table.indexes] : table.indexes;
}

/** Renames a table everywhere: its indexes stay its own, foreign keys of others follow it. */
export function moveTable(catalog: Catalog, from: string, to: string): void {
  const table = catalog.state.tables.get(from);
  if (!table || from === to) return;
  const fresh = isFresh(catalog, "table", from);
  const constraints = catalog.state.constraints.get(from);
  removeTable(catalog, from);
  const moved = table.foreignKeys.some((key) => key.references.table === from) ? { ...table, foreignKeys: table.foreignKeys.map((key) => pointed(key, from, to)) } : table;
  setTable(catalog, to, { ...moved, name: to });
  put(catalog, "constraints", to, constraints);
  setFresh(catalog, "table", to, fresh);
  for (const other of [...catalog.state.tables.values()]) {
    if (other.partitionOf === from) setTable(catalog, other.name, { ...other, partitionOf: to });
    if (other.foreignKeys.some((key) => key.references.table === from))
      setTable(catalog, other.name, { ...other, foreignKeys: other.foreignKeys.map((key) => pointed(key, from, to)) });
  }
}

function pointed(key: Table["foreignKeys"][number], from: string, to: string): Table["foreignKeys"][number] {
  return key.references.table === from ? { ...key, references: { ...key.references, table: to } } : key;
}

/** Whether a relation or index of that bare name exists beside the table: generated names avoid those. */
export function isTaken(catalog: Catalog, beside: string, name: string): boolean {
  const full = besides(beside, name);
  return catalog.state.indexes.has(full) || catalog.state.tables.has(full);
}

export function tablesIn(catalog: Catalog, schema: string): Table[] {
  const wanted = schema === "public" ? "" : schema;
  return [...catalog.state.tables.values()].filter((table) => schemaOf(table.name) === wanted);
}
