/** Migrations: files of statements in the order in which the repository's runner applies them. */
import type { Change, ChangeOf, LockMode } from "./change.ts";
import type { Schema } from "./schema.ts";
import type { Gap, IgnoreComment, Span } from "./source.ts";

export interface Migration {
  /** `20240101000000_add_users`, `V2__users`, `0001_init.sql` …: what the runner records as applied. */
  readonly name: string;
  readonly path: string;
  /** The file that undoes it, if the layout has one (`down.sql`, `.down.sql`); the down part of a goose or dbmate file has the same path. */
  readonly down?: { readonly path: string; readonly text: string };
  readonly status: "unchanged" | "added" | "modified" | "removed";
  /** Where it was before, when it was renamed. */
  readonly previousPath?: string;
  /** Of a modified one: its statements are the same as before, word by word; only comments and blanks differ. */
  readonly sameStatements?: boolean;
  readonly statements: readonly Statement[];
  readonly gaps: readonly Gap[];
  readonly ignores: readonly IgnoreComment[];
  /** The catalogue before and after it. */
  readonly before: Schema;
  readonly after: Schema;
  /** Prisma's own warnings header, as evidence: one entry a line of the list. */
  readonly warnings: readonly string[];
  /** Of an added one: Drizzle Kit wrote it, whichever runner applies it. */
  readonly isDrizzleOutput?: boolean;
}

export interface Statement {
  /** Without leading comments and the closing `;`. */
  readonly text: string;
  readonly span: Span;
  /** The text of the comments directly above it, markers removed. */
  readonly comments: readonly string[];
  readonly changes: readonly Change[];
  readonly effects: Effects;
  /** Statements with one number run in one transaction; `undefined` runs alone, outside any transaction block. */
  readonly transaction?: number;
  /** `certain` when the runner profile or an explicit BEGIN proves it; `may` when it could not be verified. */
  readonly transactionCertainty: "certain" | "may";
  /** The value of lock_timeout that holds here (`"5s"`), if the migration has set one. */
  readonly lockTimeout?: string;
  readonly statementTimeout?: string;
  /** Names over 63 bytes, which PostgreSQL cuts; of added migrations only. The catalogue holds what is kept. */
  readonly longNames?: readonly { readonly name: string; readonly kept: string; readonly span: Span }[];
}

/** What a statement does to those who use the tables meanwhile. Facts of `analysis/sql/effects.ts`, never of a rule. */
export interface Effects {
  readonly locks: readonly Lock[];
  /** Tables whose every row is written anew under the lock. */
  readonly rewrites: readonly string[];
  /** Tables that are read whole under the lock (validation). */
  readonly scans: readonly string[];
  /** Tables on which an index is built under the lock. */
  readonly builds: readonly string[];
  /** Those of `rewrites` and `scans` for which the text does not prove it (old type unknown, session time zone): say "may". */
  readonly doubtful?: readonly string[];
}

export interface Lock {
  readonly table: string;
  readonly mode: LockMode;
  /** The table was made by this pull request. */
  readonly isNew: boolean;
  /** `may`: depends on something that the text does not show (old type, session time zone). */
  readonly certainty: "will" | "may";
}

/** How this repository applies migrations, and how we know. Shown in every finding that depends on it. */
export interface Runner {
  readonly name: "prisma" | "drizzle" | "flyway" | "dbmate" | "golang-migrate" | "node-pg-migrate" | "goose" | "supabase" | "diesel" | "plain";
  /**
   * `per-file`: one transaction around each file. `none`: each statement alone.
   * `implicit`: several statements of a file are one implicit transaction, a lone one is none (Prisma before 7.4).
   * `unsure`: not atomic, not guaranteed separate (Prisma from 7.4 with CONCURRENTLY).
   */
  readonly transaction: "per-file" | "none" | "implicit" | "unsure";
  /** `prisma 6.14.0 (package.json)`, `configured (runner: drizzle)`, `goose annotations`. */
  readonly evidence: string;
}

export function added(migrations: readonly Migration[]): Migration[] {
  return migrations.filter((migration) => migration.status === "added");
}

/** Every change of the migrations that this pull request adds, with the statement and migration that made it. */
export function* addedChanges<K extends Change["kind"]>(
  migrations: readonly Migration[],
  ...kinds: readonly K[]
): Generator<{ migration: Migration; statement: Statement; change: ChangeOf<K> }> {
  for (const migration of added(migrations))
    for (const statement of migration.statements)
      for (const change of statement.changes) if ((kinds as readonly string[]).includes(change.kind)) yield { migration, statement, change: change as ChangeOf<K> };
}
