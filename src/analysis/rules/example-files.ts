/** A rule's example as the files of a small repository, for its test, its page and `explain`. */
import type { Example } from "../../model/rule.ts";
import type { SourceFile } from "../../model/source.ts";

export interface ExampleFiles {
  /** The repository after the pull request. */
  readonly files: readonly SourceFile[];
  /** Before it. */
  readonly base: readonly SourceFile[];
}

const LOCK = { path: "prisma/migrations/migration_lock.toml", text: 'provider = "postgresql"\n' };

export function filesOf(example: Example): ExampleFiles {
  const { history, migration, schema, code, files = [], base = [] } = example;
  const migrations = migration === undefined ? [] : typeof migration === "string" ? [migration] : migration;
  const before: SourceFile[] = [
    ...(history === undefined && migrations.length === 0 ? [] : [LOCK]),
    ...(history === undefined ? [] : [{ path: "prisma/migrations/0001_base/migration.sql", text: history }]),
    ...(typeof schema === "object" ? [{ path: "prisma/schema.prisma", text: schema.before }] : []),
    ...base,
  ];
  const own: SourceFile[] = [
    ...migrations.map((text, index) => ({ path: `prisma/migrations/${String(index + 2).padStart(4, "0")}_change/migration.sql`, text })),
    ...(schema === undefined ? [] : [{ path: "prisma/schema.prisma", text: typeof schema === "string" ? schema : schema.after }]),
    ...(code === undefined ? [] : [{ path: "src/example.ts", text: code }]),
    ...files,
  ];
  const replaced = new Set(own.map(({ path }) => path));
  return { files: [...before.filter(({ path }) => !replaced.has(path)), ...own], base: before };
}
