/** The histories read last: texts are compared, not trusted names. */
import type { Migration } from "../../model/migration.ts";
import type { Kept } from "./catalog.ts";
import type { MigrationFile } from "./layouts.ts";
import type { ReadingContext } from "./read-migration.ts";

interface History {
  readonly state: Kept;
  readonly migrations: readonly Migration[];
}

interface Entry extends History {
  readonly files: readonly MigrationFile[];
  readonly context: ReadingContext;
}

/** One repository rarely has more databases than this; a history of 400 migrations holds some 10 MB. */
const MAX_HISTORIES = 4;
let entries: readonly Entry[] = [];

export function rememberedHistory(files: readonly MigrationFile[], context: ReadingContext): History | undefined {
  const entry = entries.find((candidate) => isSameContext(candidate.context, context) && isSameHistory(candidate.files, files));
  if (entry) entries = [entry, ...entries.filter((other) => other !== entry)];
  return entry;
}

export function rememberHistory(files: readonly MigrationFile[], context: ReadingContext, history: History): void {
  if (files.length > 0) entries = [{ files, context, ...history }, ...entries].slice(0, MAX_HISTORIES);
}

function isSameContext(a: ReadingContext, b: ReadingContext): boolean {
  return a.postgres === b.postgres && a.runner.name === b.runner.name && a.runner.transaction === b.runner.transaction;
}

function isSameHistory(a: readonly MigrationFile[], b: readonly MigrationFile[]): boolean {
  return a.length === b.length && a.every((file, index) => isSameFile(file, b[index]!));
}

function isSameFile(a: MigrationFile, b: MigrationFile): boolean {
  return (
    a.path === b.path &&
    a.name === b.name &&
    a.status === b.status &&
    a.previousPath === b.previousPath &&
    a.text === b.text &&
    a.previousText === b.previousText &&
    a.up?.start === b.up?.start &&
    a.up?.end === b.up?.end &&
    a.down?.path === b.down?.path &&
    a.down?.text === b.down?.text &&
    (a.annotations ?? []).join("\n") === (b.annotations ?? []).join("\n")
  );
}
