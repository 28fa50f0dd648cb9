/** What is left of the databases once their rules have spoken: all that judging asks of them. JSON, since those of a large repository are heard in several processes. */
import type { Config } from "../../model/config.ts";
import type { Database, Model } from "../../model/database.ts";
import { added } from "../../model/migration.ts";
import type { Rule } from "../../model/rule.ts";
import type { Gap, IgnoreComment } from "../../model/source.ts";
import type { Phase } from "../../model/verdict.ts";
import { phaseOfMigration, strongest } from "../phases/phase.ts";
import { type Spoken, speakOf } from "./check.ts";

export interface Heard {
  /** In the order of their roots. */
  readonly databases: readonly Hearing[];
  readonly ignores: readonly IgnoreComment[];
  readonly gaps: readonly Gap[];
  /** The pull request touches code that asks a database. */
  readonly queried?: boolean;
}

/** Of one database. */
export interface Hearing {
  readonly language: Database["language"];
  readonly hasMigrations: boolean;
  /** The pull request touches it. */
  readonly touched: boolean;
  /** The schema after: each table's name and its columns'. Tells copies. */
  readonly tables: readonly (readonly [table: string, columns: readonly string[]])[];
  readonly reports: readonly Spoken[];
  /** The strongest of the migrations that the pull request adds. */
  readonly phase: Phase;
  /** What findings depend on, in sentences; none where no migration is added. */
  readonly evidence: readonly string[];
}

export function hear({ databases, code, ignores, gaps }: Model, rules: readonly Rule[], config: Config): Heard {
  return {
    databases: databases.map((database) => hearOne(database, rules, config)),
    ignores,
    gaps,
    queried: code.some(({ queries }) => queries.length > 0),
  };
}

/** What several processes have heard, each of neighbouring databases, in their order. */
export function joined(parts: readonly Heard[]): Heard {
  return {
    databases: parts.flatMap(({ databases }) => databases),
    ignores: parts.flatMap(({ ignores }) => ignores),
    gaps: parts.flatMap(({ gaps }) => gaps),
  };
}

export function hearOne(database: Database, rules: readonly Rule[], config: Config): Hearing {
  const { language, hasMigrations, after, migrations, runner, postgres } = database;
  const recent = added(migrations);
  return {
    language,
    hasMigrations,
    touched: isTouched(database),
    tables: [...after.tables.values()].map(({ name, columns }) => [name, columns.map((column) => column.name)]),
    reports: speakOf(database, rules, config),
    phase: strongest(recent.map(phaseOfMigration)),
    evidence: recent.length > 0 ? [`Migrations are applied by ${runner.evidence}`, `PostgreSQL ${postgres.version} (${postgres.evidence})`] : [],
  };
}

function isTouched({ changes, migrations, schemaFiles, touched }: Database): boolean {
  return changes.length > 0 || migrations.some(({ status }) => status !== "unchanged") || schemaFiles.some(({ path }) => touched.some((file) => file.path === path));
}
