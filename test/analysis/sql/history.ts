/** Migrations as a test writes them: texts in, what was read of them out. */
import type { MigrationFile } from "../../../src/analysis/sql/layouts.ts";
import { type ReadMigrations, readMigrations } from "../../../src/analysis/sql/read-migrations.ts";
import type { Change } from "../../../src/model/change.ts";
import type { Runner, Statement } from "../../../src/model/migration.ts";
import type { Table } from "../../../src/model/schema.ts";
import type { Span } from "../../../src/model/source.ts";

export type FileGiven = string | (Partial<MigrationFile> & { readonly text: string });

/** `history` is merged already, `added` is what the pull request brings. */
export function read(added: FileGiven | readonly FileGiven[], history: readonly FileGiven[] = [], transaction: Runner["transaction"] = "per-file"): Read {
  const brought = Array.isArray(added) ? (added as readonly FileGiven[]) : [added as FileGiven];
  const files = [...history.map((file, index) => fileOf(file, `0${index}`, "unchanged")), ...brought.map((file, index) => fileOf(file, `1${index}`, "added"))];
  const result = readMigrations({ root: "", path: "migrations", layout: "plain", files }, { runner: { name: "plain", transaction, evidence: "test" }, postgres: 16 });
  return { ...result, files };
}

export type Read = ReadMigrations & { readonly files: readonly MigrationFile[] };

function fileOf(given: FileGiven, name: string, status: MigrationFile["status"]): MigrationFile {
  const file = typeof given === "string" ? { text: given } : given;
  return { name, path: `migrations/${name}.sql`, status, annotations: [], ...file };
}

/** Of the migrations that the pull request adds. */
export function statementsOf(result: Read): Statement[] {
  return result.migrations.filter((migration) => migration.status === "added").flatMap((migration) => migration.statements);
}

export function changesOf(added: FileGiven | readonly FileGiven[], history: readonly FileGiven[] = []): Change[] {
  return statementsOf(read(added, history)).flatMap((statement) => statement.changes);
}

/** The words that a span stands for. */
export function words(result: Read, span: Span): string {
  const file = result.files.find(({ path }) => path === span.path);
  const text = span.side === "base" ? (file?.previousText ?? file?.text) : file?.text;
  return text?.slice(span.start, span.end) ?? "";
}

export function tableAfter(sql: FileGiven | readonly FileGiven[], name: string, history: readonly FileGiven[] = []): Table {
  const table = read(sql, history).catalog.after.tables.get(name);
  if (!table) throw new Error(`no table ${name}`);
  return table;
}
