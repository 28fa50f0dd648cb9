/** The shape of the table of effects: what PostgreSQL does to a table for each kind of change, as data. */
import type { Change, ChangeKind, LockMode } from "../../model/change.ts";

/** What the change itself does not say. */
export interface EffectsContext {
  /** Major version. */
  readonly postgres: number;
  /** Whether this pull request made the table; tables that nobody asks for count as old. */
  isNew?(table: string): boolean;
  /** Whether a domain, or the domain it stands on, has a CHECK or NOT NULL; undefined: the history does not know it. */
  isConstrainedDomain?(name: string): boolean | undefined;
}

/** What is done while the lock is held. */
export type Work = "rewrite" | "scan" | "build";

export interface Row<C> {
  /** Absent: always. The first row that holds is the one. */
  readonly when?: (change: C, context: EffectsContext) => boolean;
  /** First and last major version that it holds for, both inclusive. */
  readonly from?: number;
  readonly to?: number;
  /** On the change's own table; absent: no lock that its users could feel. */
  readonly lock?: LockMode | ((change: C) => LockMode);
  readonly work?: readonly Work[];
  /** Depends on what the text does not show (old type, session time zone). */
  readonly certainty?: "may";
  /** Further tables that it locks. */
  readonly also?: (change: C) => readonly OtherTable[];
  /** Where PostgreSQL says so; "measured" where it only shows. */
  readonly source: string;
}

export interface OtherTable {
  readonly table: string;
  readonly lock: LockMode;
  readonly work?: readonly Work[];
  readonly isNew?: boolean;
}

/** The member of `Change` that has this kind among its kinds. */
export type ChangeWith<K extends ChangeKind, C = Change> = C extends { readonly kind: infer Kinds } ? (K extends Kinds ? C : never) : never;

export type Rows<K extends ChangeKind> = { readonly [Kind in K]: readonly Row<ChangeWith<Kind>>[] };

/** Every kind has its rows: a new member of `Change` does not compile without. */
export type EffectsTable = Rows<ChangeKind>;

/** ACCESS SHARE on the tables that are only read. */
export function reads(change: { readonly reads: readonly string[] }): readonly OtherTable[] {
  return change.reads.map((table) => ({ table, lock: "ACCESS SHARE" }));
}
