/** A pull request's migration, read from its text on top of a history. */
import { prepareSql, readMigrations } from "../../../src/analysis/sql/read-migrations.ts";
import type { Migration } from "../../../src/model/migration.ts";

await prepareSql();

export function migration(sql: string, history = "", down?: string): Migration {
  const file = (name: string, text: string, status: "unchanged" | "added") => ({ name, path: `migrations/${name}`, text, status, annotations: [] });
  const added = { ...file("2.sql", sql, "added"), ...(down === undefined ? {} : { down: { path: "migrations/2.down.sql", text: down } }) };
  const folder = { root: "", path: "migrations", layout: "plain" as const, files: [file("1.sql", history, "unchanged"), added] };
  const { migrations, gaps } = readMigrations(folder, { runner: { name: "plain", transaction: "per-file", evidence: "test" }, postgres: 18 });
  if (gaps.length > 0) throw new Error(gaps.map(({ reason }) => reason).join("\n"));
  return migrations[1]!;
}
