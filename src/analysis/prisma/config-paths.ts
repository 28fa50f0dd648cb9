/** Where `prisma.config.ts` and package.json say that the schema and the migrations are. */
import { type SnapshotFile, textAfter, textBefore } from "../../model/snapshot.ts";

export interface DeclaredPaths {
  /** The folder of the configuration file: the paths start there. */
  readonly folder: string;
  readonly schema: string;
  readonly migrations?: string;
}

const PRISMA_CONFIG = /(?:^|\/)(?:prisma\.config|\.config\/prisma)\.[cm]?[jt]s$/;

/** `"prisma/schema.prisma"` or `path.join(__dirname, "prisma", "schema.prisma")`. */
const PATH = String.raw`(?:(["'\x60])(?<text>[^"'\x60$\n]*)\1|(?:path\.)?(?:join|resolve)\((?<parts>[^()]*)\))`;
const SCHEMA = new RegExp(String.raw`(?:^|[\s{,])["']?schema["']?\s*:\s*${PATH}`);
const MIGRATIONS = new RegExp(String.raw`(?:^|[\s{,])["']?migrations["']?\s*:\s*\{[^{}]*?["']?path["']?\s*:\s*${PATH}`);

/** Configuration files first, in the order of the snapshot; package.json's `prisma.schema` was Prisma's way before 7. */
export function declaredPaths(files: readonly SnapshotFile[]): DeclaredPaths[] {
  const found: DeclaredPaths[] = [];
  for (const file of files) {
    if (!PRISMA_CONFIG.test(file.path)) continue;
    const text = textAfter(file) ?? textBefore(file) ?? "";
    const schema = schemaPathOf(text);
    const folder = file.path.includes(".config/prisma.") ? folderOf(folderOf(file.path)) : folderOf(file.path);
    if (schema !== undefined) found.push({ folder, schema, migrations: migrationsPathOf(text) });
  }
  for (const file of files) {
    if (file.path !== "package.json" && !file.path.endsWith("/package.json")) continue;
    const schema = packageSchema(textAfter(file) ?? textBefore(file) ?? "");
    if (schema !== undefined) found.push({ folder: folderOf(file.path), schema });
  }
  return found;
}

/** `schema` of a `prisma.config.ts`: the literal alone, read by pattern; a path put together in another way is not understood. */
export function schemaPathOf(configText: string): string | undefined {
  return literalPath(SCHEMA.exec(withoutComments(configText)));
}

/** `migrations: { path }` of a `prisma.config.ts`. */
export function migrationsPathOf(configText: string): string | undefined {
  return literalPath(MIGRATIONS.exec(withoutComments(configText)));
}

function literalPath(match: RegExpExecArray | null): string | undefined {
  const { text, parts } = match?.groups ?? {};
  if (text !== undefined) return text || undefined;
  const literals = [...(parts ?? "").matchAll(/["']([^"']*)["']/g)].map((part) => part[1]!);
  return literals.length > 0 ? literals.join("/") : undefined;
}

/** Behind the last end of a comment none begins: a pattern such as `src/*`, perhaps. */
function withoutComments(text: string): string {
  const read = text.slice(0, 100_000);
  const last = read.lastIndexOf("*/") + 2;
  return read.slice(0, last).replace(/\/\*[\s\S]*?\*\/|(?<![:"'])\/\/[^\n]*/g, " ") + read.slice(last).replace(/(?<![:"'])\/\/[^\n]*/g, " ");
}

function packageSchema(text: string): string | undefined {
  if (!text.includes('"prisma"')) return undefined;
  try {
    const { prisma } = JSON.parse(text) as { prisma?: { schema?: unknown } };
    return typeof prisma?.schema === "string" ? prisma.schema : undefined;
  } catch {
    return undefined;
  }
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** `packages/db` + `../other/prisma/` → `packages/other/prisma`. */
export function resolvePath(folder: string, path: string): string {
  const segments: string[] = folder === "" ? [] : folder.split("/");
  for (const segment of path.split(/[\\/]/)) {
    if (segment === "..") segments.pop();
    else if (segment !== "." && segment !== "") segments.push(segment);
  }
  return segments.join("/");
}
