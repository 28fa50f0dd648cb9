/** What the rules read: one database of the repository, as the pull request finds it and as it leaves it. */
import type { Change } from "./change.ts";
import type { Config } from "./config.ts";
import type { Migration, Runner } from "./migration.ts";
import type { CodeFile, Query } from "./query.ts";
import type { Schema } from "./schema.ts";
import type { Gap, IgnoreComment, SourceFile } from "./source.ts";
import type { Unmigrated } from "./unmigrated.ts";
import type { Usage } from "./usage.ts";

export interface Model {
  /** A repository may hold several databases, each with its own schema and migrations. */
  readonly databases: readonly Database[];
  /** Application code; each query also stands in its database. */
  readonly code: readonly CodeFile[];
  readonly ignores: readonly IgnoreComment[];
  readonly gaps: readonly Gap[];
}

export interface Database {
  /** The folder that holds schema and migrations; `""` is the repository's root. */
  readonly root: string;
  /**
   * The schema that the application believes in: schema.prisma where there is one, else the replayed migrations.
   * `before` is the base branch, `after` the pull request.
   */
  readonly before: Schema;
  readonly after: Schema;
  /** What the migrations yield, whether or not a schema.prisma exists. Holds what Prisma cannot say: partial indexes, checks, triggers. */
  readonly catalog: { readonly before: Schema; readonly after: Schema };
  readonly language: "prisma" | "sql";
  /** The schema files of the pull request's head; empty when `language` is `sql`. */
  readonly schemaFiles: readonly SourceFile[];
  /** The repository keeps migrations for this database. */
  readonly hasMigrations: boolean;
  /**
   * `before` → `after`, each with the span of the line that declares it. For SQL these are the same facts as the statements' own
   * changes. What only SQL declares in a Prisma repository (a foreign key that the schema lacks) stands here too, with its SQL span.
   */
  readonly changes: readonly Change[];
  /** What the pull request's schema.prisma wants anew and its migrations do not give. Absent where the two cannot be compared: `analysis/compare-migrations.ts` says when. */
  readonly unmigrated?: readonly Unmigrated[];
  /** All of them, in the order of the runner; see `added()`. */
  readonly migrations: readonly Migration[];
  /** The calls of application code on this database's models, in files that the pull request touches. */
  readonly queries: readonly Query[];
  readonly runner: Runner;
  /** Major version of the PostgreSQL in production, and how we know. */
  readonly postgres: { readonly version: number; readonly evidence: string };
  /** Prisma's version from package.json or lock file (`6.14.0`), if known. */
  readonly prismaVersion?: string;
  /** Files that the pull request adds, changes or removes, whatever they are. */
  readonly touched: readonly { readonly path: string; readonly status: "added" | "modified" | "removed" | "renamed"; readonly previousPath?: string }[];
  /** Configuration files that rules read (package.json, prisma.config.ts, Dockerfiles, CI), as changed by the pull request. */
  readonly otherFiles: readonly { readonly path: string; readonly before?: string; readonly after?: string }[];
  readonly pull: PullText;
  readonly config: Config;
  /** The time of the review, ISO 8601; rules know no other clock. */
  readonly now: string;
  /** What the base branch's code was found to use of the things that this pull request drops or renames. Absent: nobody has looked. */
  readonly running?: RunningCode;
}

export interface RunningCode {
  /** Certain ones first, then by path and line. */
  readonly usages: readonly Usage[];
  /** Words that were looked for, and those of them that stand anywhere in the code. */
  readonly sought: ReadonlySet<string>;
  readonly found: ReadonlySet<string>;
  /** Files of code that there are to look through. */
  readonly searched: number;
  /** False: not all of it could be looked through. */
  readonly complete: boolean;
  readonly why?: string;
}

export interface PullText {
  /** The branch that it is merged into; absent where nobody has said. */
  readonly base?: string;
  readonly title: string;
  readonly body: string;
  /** Sections of the body and of linked plan files, by heading in lower case. */
  readonly sections: ReadonlyMap<string, string>;
}
