/** The files of a migrations folder in the runner's order, each with its way up, its way back and what the pull request does to it. */
import type { Runner } from "../../model/migration.ts";
import { textAfter, textBefore } from "../../model/snapshot.ts";
import { type FolderOfFiles, isNumbered, textOf } from "./layout-detection.ts";
import { annotationsOf, partsOf } from "./layout-parts.ts";
import type { MigrationFile } from "./layouts.ts";

type Member = FolderOfFiles["files"][number];

const DOWN = /(?:^|[/._-])(?:down|rollback|undo|revert)\.sql$/i;
const FLYWAY_UNDO = /(?:^|\/)U(\d+(?:[._]\d+)*)__/i;

/** `chosen`: the configuration names the files, so none is left out for its name. */
export function orderedFiles(folder: FolderOfFiles, layout: Runner["name"], chosen: boolean): MigrationFile[] {
  const nested = folder.files.some((member) => member.nested);
  const members = folder.files.filter((member) => member.nested === nested);
  const downs = new Map(members.filter(isDown).map((member) => [identityOf(member), member]));
  const ups = members.filter((member) => !isDown(member));
  const numbered = nested || chosen || !ups.some(({ entry }) => isNumbered(entry) || isFlyway(entry)) ? ups : ups.filter(({ entry }) => isNumbered(entry) || isFlyway(entry));
  const order = orderOf(folder, layout);
  return numbered
    .map((member) => ({ member, name: nameOf(member, layout) }))
    .sort((a, b) => order(a.name, b.name) || (a.member.path < b.member.path ? -1 : 1))
    .map(({ member, name }) => migrationFile(member, name, downs.size === 0 ? undefined : downs.get(identityOf(member)), folder, layout));
}

function isDown({ path }: Member): boolean {
  return DOWN.test(path) || FLYWAY_UNDO.test(path);
}

function isFlyway(entry: string): boolean {
  return /(?:^|\/)(?:[VB]\d|R__)/i.test(entry);
}

/** What a file and its way back have in common. */
function identityOf({ entry, nested }: Member): string {
  if (nested) return entry;
  const version = /(?:^|\/)[VU](\d+(?:[._]\d+)*)__/i.exec(entry)?.[1];
  return version?.replaceAll("_", ".") ?? entry.replace(/(?:[._-](?:up|down|rollback|undo|revert))?\.sql$/i, "");
}

function nameOf({ entry, nested }: Pick<Member, "entry" | "nested">, layout: Runner["name"]): string {
  if (nested) return entry;
  if (layout === "golang-migrate") return entry.replace(/(?:[._]up)?\.sql$/i, "");
  return layout === "flyway" || layout === "drizzle" || layout === "node-pg-migrate" ? entry.replace(/\.sql$/i, "") : entry;
}

function migrationFile(member: Member, name: string, downFile: Member | undefined, folder: FolderOfFiles, layout: Runner["name"]): MigrationFile {
  const { file, path } = member;
  const text = member.moved ? (textBefore(file) ?? "") : textOf(member);
  const parts = partsOf(text, layout);
  const down = downFile ? { path: downFile.path, text: textOf(downFile) } : parts.down && { path, text: text.slice(parts.down.start, parts.down.end), ...parts.down };
  const { status, previousPath, previousText } = statusOf(member, name, layout);
  return { name, path, text, up: parts.up, down, status, previousPath, previousText, annotations: [...annotationsOf(text), ...notesOf(member, folder)] };
}

function notesOf({ entry }: Member, { notes }: FolderOfFiles): string[] {
  if (notes.size === 0) return [];
  return [notes.get(`${entry}/metadata.toml`), notes.get(`${entry}.conf`)].flatMap((note) => (note === undefined ? [] : note.split(/\r?\n/)));
}

function statusOf({ file, moved, nested, entry }: Member, name: string, layout: Runner["name"]): Pick<MigrationFile, "status" | "previousPath" | "previousText"> {
  if (moved) return { status: "removed" };
  if (file.status !== "renamed") return file.status === "modified" ? { status: "modified", previousText: file.before } : { status: file.status };
  const { previousPath, before } = file;
  if (!/\.sql$/i.test(previousPath) || !wasMigration(previousPath, nested)) return { status: "added" };
  const previousName = nested
    ? (previousPath.split("/").at(-2) ?? "")
    : nameOf({ entry: `${entry.slice(0, entry.lastIndexOf("/") + 1)}${previousPath.slice(previousPath.lastIndexOf("/") + 1)}`, nested }, layout);
  if (previousName === name && before === textAfter(file)) return { status: "unchanged", previousPath };
  return { status: "modified", previousPath, previousText: before };
}

/** A draft that moves into the history is new; a file that was numbered, or lay in a folder of its own, has been applied. */
function wasMigration(previousPath: string, nested: boolean): boolean {
  const base = previousPath.slice(previousPath.lastIndexOf("/") + 1);
  return nested ? /^(?:migration|up)\.sql$/i.test(base) : isNumbered(base) || isFlyway(base) || /(?:^|\/)[^/]*migrat[^/]*\//i.test(previousPath);
}

type Order = (a: string, b: string) => number;

function orderOf({ notes }: FolderOfFiles, layout: Runner["name"]): Order {
  switch (layout) {
    // Prisma sorts the folders' names, Supabase and dbmate the files' versions, as text; diesel the version without its dashes.
    case "prisma":
    case "supabase":
    case "dbmate":
      return byText;
    case "diesel": {
      const version = remembered(dieselVersion);
      return (a, b) => byText(version(a), version(b)) || byText(a, b);
    }
    case "flyway":
      return byFlyway;
    case "drizzle": {
      const journal = journalOf(notes.get("meta/_journal.json"));
      return (a, b) => (journal.get(a) ?? Number.POSITIVE_INFINITY) - (journal.get(b) ?? Number.POSITIVE_INFINITY) || natural(a, b);
    }
    default: {
      const parts = remembered(numbersAndText);
      return (a, b) => byParts(parts(a), parts(b)) || byText(a, b);
    }
  }
}

/** A sort asks of each name many times. */
function remembered<Answer>(take: (name: string) => Answer): (name: string) => Answer {
  const known = new Map<string, Answer>();
  return (name) => {
    if (!known.has(name)) known.set(name, take(name));
    return known.get(name)!;
  };
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function dieselVersion(name: string): string {
  return (name.split("_")[0] ?? name).replaceAll("-", "");
}

/** Numbers within names by value, the rest as text: `2_x` before `10_x`. */
export function natural(a: string, b: string): number {
  return byParts(numbersAndText(a), numbersAndText(b)) || byText(a, b);
}

function numbersAndText(name: string): readonly string[] {
  return name.match(/\d+|\D+/g) ?? [];
}

function byParts(left: readonly string[], right: readonly string[]): number {
  for (let i = 0; i < left.length && i < right.length; i++) {
    const [x, y] = [left[i] ?? "", right[i] ?? ""];
    const order = /^\d/.test(x) && /^\d/.test(y) ? byNumber(x, y) : byText(x, y);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** Digits of any length: timestamps are longer than a double is exact. */
function byNumber(a: string, b: string): number {
  const [x, y] = [a.replace(/^0+(?=\d)/, ""), b.replace(/^0+(?=\d)/, "")];
  return x.length - y.length || byText(x, y);
}

/** Versions by segments, a baseline first among equals, repeatable ones last by description (Flyway, "Migrations"). */
function byFlyway(a: string, b: string): number {
  const [x, y] = [versionOf(a), versionOf(b)];
  if (!x || !y) return x ? -1 : y ? 1 : byText(baseOf(a), baseOf(b));
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const order = byNumber(x[i] ?? "0", y[i] ?? "0");
    if (order !== 0) return order;
  }
  return byText(baseOf(a), baseOf(b));
}

function versionOf(name: string): string[] | undefined {
  return /^[VB](\d+(?:[._]\d+)*)/i.exec(baseOf(name))?.[1]?.split(/[._]/);
}

function baseOf(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/** Drizzle's journal: entry → position. What it does not list comes after, in natural order. */
function journalOf(text: string | undefined): ReadonlyMap<string, number> {
  try {
    const { entries } = JSON.parse(text ?? "{}") as { entries?: unknown };
    const listed = Array.isArray(entries) ? (entries as { idx?: unknown; tag?: unknown }[]) : [];
    return new Map(listed.flatMap(({ tag, idx }, position) => (typeof tag === "string" ? [[tag, typeof idx === "number" ? idx : position] as const] : [])));
  } catch {
    return new Map();
  }
}
