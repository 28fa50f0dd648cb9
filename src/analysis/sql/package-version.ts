/** Which version of a package a repository uses, by package.json and pnpm's catalogue. Lock files are not read: a review does not fetch them (megabytes). */
import { once } from "../../model/once.ts";
import { type SnapshotFile, textAfter, textBefore } from "../../model/snapshot.ts";
import { folderOf } from "./layout-files.ts";

export interface PackageVersion {
  /** As written: `6.14.0`, `^7.0.0`. */
  readonly version: string;
  /** The file that says so. */
  readonly source: string;
}

const SECTIONS = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"] as const;

/**
 * Of the first of `names` that is found. `folder`: the nearest package.json upward from there that has it, else the only one that has it anywhere;
 * undefined: the one nearest to the root. `catalog:` and `workspace:` entries are looked up in pnpm-workspace.yaml.
 */
export function packageVersion(files: readonly SnapshotFile[], names: readonly string[], folder: string | undefined): PackageVersion | undefined {
  const found = manifests(files).flatMap((file) => {
    const version = declared(textOf(file), names);
    return version === undefined ? [] : [{ version, source: file.path }];
  });
  const nearest = folder === undefined ? undefined : nearestAbove(found, folder);
  const chosen = nearest ?? (folder === undefined || new Set(found.map(({ version }) => version)).size === 1 ? shallowest(found) : undefined);
  if (!chosen) return undefined;
  if (/\d/.test(chosen.version)) return chosen;
  const catalog = files.find(({ path }) => path === "pnpm-workspace.yaml");
  const version = catalog && catalogued(textOf(catalog), names);
  return catalog && version !== undefined ? { version, source: catalog.path } : undefined;
}

/** Each database of a repository asks. */
const manifests = once((files: readonly SnapshotFile[]) => files.filter(({ path }) => /(?:^|\/)package\.json$/.test(path)));

function textOf(file: SnapshotFile): string {
  return textAfter(file) ?? textBefore(file) ?? "";
}

function nearestAbove(found: readonly PackageVersion[], folder: string): PackageVersion | undefined {
  for (let at = folder; ; at = folderOf(at)) {
    const here = found.find(({ source }) => folderOf(source) === at);
    if (here || at === "") return here;
  }
}

function shallowest(found: readonly PackageVersion[]): PackageVersion | undefined {
  const depth = ({ source }: PackageVersion): number => source.split("/").length;
  return [...found].sort((a, b) => depth(a) - depth(b) || (a.source < b.source ? -1 : 1))[0];
}

function declared(text: string, names: readonly string[]): string | undefined {
  if (!names.some((name) => text.includes(`"${name}"`))) return undefined;
  const manifest = parsed(text);
  for (const name of names) {
    for (const section of SECTIONS) {
      const version = entryOf(entryOf(manifest, section), name);
      if (typeof version === "string") return version;
    }
  }
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function entryOf(object: unknown, key: string): unknown {
  return typeof object === "object" && object !== null && Object.hasOwn(object, key) ? (object as Record<string, unknown>)[key] : undefined;
}

/** A line of pnpm-workspace.yaml's `catalog`: `prisma: 7.4.0`, `"@prisma/client": ^7.4.0`. */
function catalogued(text: string, names: readonly string[]): string | undefined {
  for (const name of names) {
    const match = new RegExp(`^[ \\t]+["']?${name.replace("/", "\\/")}["']?[ \\t]*:[ \\t]*["']?([^"'\\s#]+)`, "m").exec(text);
    if (match?.[1] !== undefined && /\d/.test(match[1])) return match[1];
  }
  return undefined;
}
