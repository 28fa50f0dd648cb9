/** A folder of migrations → statements with their changes, and the catalogue before and after the pull request. */
import type { Migration } from "../../model/migration.ts";
import type { Schema } from "../../model/schema.ts";
import type { Gap, IgnoreComment } from "../../model/source.ts";
import { type Catalog, catalogFrom, emptyCatalog, keepSchema } from "./catalog.ts";
import { rememberedHistory, rememberHistory } from "./history-cache.ts";
import { ignoresOf } from "./ignores.ts";
import { partsOf } from "./layout-parts.ts";
import type { MigrationFile, MigrationFolder } from "./layouts.ts";
import { tokensOf } from "./lexer.ts";
import { readSql } from "./read-file.ts";
import { type ReadingContext, readMigration, statementsAndBroken, type UpPart } from "./read-migration.ts";

export { prepareSql } from "./libpg.ts";

export interface ReadMigrations {
  /** In the runner's order. */
  readonly migrations: Migration[];
  readonly catalog: { readonly before: Schema; readonly after: Schema };
  /** Of the files that the pull request adds or changes; what was unreadable before stands in its migration's own `gaps`. */
  readonly gaps: Gap[];
  /** Likewise. */
  readonly ignores: IgnoreComment[];
}

/**
 * What is on the base branch is replayed first, then what the pull request adds: an added file may sort before a merged one, but runs after it.
 * A modified file counts as its base text: that is what has run. Await `prepareSql` first. Never throws on content.
 */
export function readMigrations(folder: MigrationFolder, context: ReadingContext): ReadMigrations {
  const { catalog, migrations: history } = readHistory(folder, context);
  const before = keepSchema(catalog);
  const added = folder.files.filter(isAdded).map((file) => readMigration(catalog, file, headText(file), context));
  const after = keepSchema(catalog);
  const edited = folder.files.filter((file) => file.status === "modified").map(readEdited);
  const [old, recent] = [history.values(), added.values()];
  return {
    migrations: folder.files.map((file) => {
      const migration = (isAdded(file) ? recent : old).next().value as Migration;
      return saysTheSame(file) ? { ...migration, sameStatements: true } : migration;
    }),
    catalog: { before, after },
    gaps: [...added, ...edited].flatMap(({ gaps }) => gaps),
    ignores: [...added, ...edited].flatMap(({ ignores }) => ignores),
  };
}

function isAdded(file: MigrationFile): boolean {
  return file.status === "added";
}

/** A warm process does not read the same history twice. */
function readHistory(folder: MigrationFolder, context: ReadingContext): { catalog: Catalog; migrations: readonly Migration[] } {
  const files = folder.files.filter((file) => !isAdded(file));
  const known = rememberedHistory(files, context);
  if (known) return { catalog: catalogFrom(known.state), migrations: known.migrations };
  const catalog = emptyCatalog();
  const migrations = files.map((file) => readMigration(catalog, file, baseText(file, folder), context));
  rememberHistory(files, context, { state: catalog.state, migrations });
  return { catalog: catalogFrom(catalog.state), migrations };
}

function headText({ text, up }: MigrationFile): UpPart {
  return { text, side: "head", start: up?.start ?? 0, end: up?.end ?? text.length };
}

function baseText(file: MigrationFile, { layout }: MigrationFolder): UpPart {
  if (file.status === "unchanged") return headText(file);
  if (file.previousText === undefined) return { ...headText(file), side: "base" };
  const up = partsOf(file.previousText, layout).up;
  return { text: file.previousText, side: "base", start: up?.start ?? 0, end: up?.end ?? file.previousText.length };
}

/** An edit of comments and blanks alone. */
function saysTheSame({ status, text, previousText }: MigrationFile): boolean {
  if (status !== "modified" || previousText === undefined) return false;
  return spoken(text) === spoken(previousText);
}

function spoken(text: string): string {
  return tokensOf(text)
    .filter(({ kind }) => kind !== "comment")
    .map(({ start, end }) => text.slice(start, end))
    .join(" ");
}

/** The new text of a file that has run already: it will not run again, but it must be readable. */
function readEdited(file: MigrationFile): { gaps: Gap[]; ignores: readonly IgnoreComment[] } {
  const { text, start: base, end } = headText(file);
  const sql = readSql(text.slice(base, end));
  const spanned = (part: { start: number; end: number }) => ({ start: base + part.start, end: base + part.end });
  return {
    gaps: sql.gaps.map((gap) => ({ span: { path: file.path, side: "head", ...spanned(gap) }, reason: gap.reason })),
    ignores: ignoresOf(file.path, "head", text, () => statementsAndBroken(sql).map(spanned)),
  };
}
