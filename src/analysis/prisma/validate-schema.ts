/** Prisma's own judgement of a schema: what its parser refuses is a gap, at Prisma's place and in Prisma's words. */
import { type Gap, type Side, type SourceFile, wholeFile } from "../../model/source.ts";
import type { ScannedFile } from "./blocks.ts";
import { type Diagnostic, lint, previewFeatures } from "./prisma-wasm.ts";
import { MAX_BRACKET_DEPTH, scan } from "./scan.ts";

/** Of all files of a schema together, in UTF-16 code units. Prisma's parser takes seconds for a hostile file of this size, minutes for larger ones. */
export const MAX_SCHEMA_LENGTH = 1_000_000;

/** Schemas of Prisma 2: a datasource could be `enabled`, and two fields of a self relation needed no name. */
const EARLY_PRISMA = /^Property not known: |Ambiguous self relation detected/;

/** Prisma's time grows with the square of the errors: 8,000 take seven seconds. */
export const MAX_ERRORS = 1_000;

const BUILT_IN: ReadonlySet<string> = new Set(["String", "Boolean", "Int", "BigInt", "Float", "Decimal", "DateTime", "Json", "Bytes", "Unsupported"]);
const KNOWN_ATTRIBUTE = /^@?(?:id|unique|index|fulltext|map|default|updatedAt|relation|ignore|schema|shardKey)$|\./;

/** One broken bracket can make hundreds of follow-up errors. */
const MAX_GAPS = 20;

/** Prisma 7 moved these to prisma.config.ts; schemas of Prisma 5 and 6 still hold them rightly. */
const LEGACY_URL = /^The datasource property `\w+` is no longer supported in schema files/;

/** Features come and go with Prisma's versions and change nothing in the database. */
const PREVIEW_FEATURE = /^The preview feature "[^"]*" is not known/;

/** Views could have keys and indexes in Prisma's models until 6.14. */
const VIEW_KEYS = /Views cannot have (?:primary keys|unique|indexes)/i;
const VIEW = /^([ \t]*)view(?=\s+\w+\s*\{)/gm;

/** Read beside the schema: a datasource where it has none, or native types would have no meaning, and a generator that asks for every preview feature. */
const OWN_FILE = "schema-review.prisma";
const DATASOURCE = /^[ \t]*datasource\s+[\w-]+\s*\{/m;
const OWN_DATASOURCE = 'datasource db {\n  provider = "postgresql"\n}\n';

function ownGenerator(): string {
  return `generator schema_review {\n  provider = "none"\n  previewFeatures = ${previewFeatures()}\n}\n`;
}

/** All the files of one schema. Asynchronous because the parser is loaded on first use. */
export async function validateSchema(files: readonly SourceFile[], side: Side): Promise<Gap[]> {
  const large = files.reduce((sum, { text }) => sum + text.length, 0) > MAX_SCHEMA_LENGTH;
  const [first] = files;
  if (!first) return [];
  if (large) return [{ span: wholeFile(first.path, side), reason: `The schema is larger than ${MAX_SCHEMA_LENGTH / 1_000_000} MB and was not checked by Prisma's parser.` }];
  const unreadable = hopeless(files, side);
  if (unreadable.length > 0) return unreadable;
  try {
    return gapsOf(diagnose(files).found, files, side);
  } catch (error) {
    const reason = `Prisma's own parser broke on this schema (${error instanceof Error ? error.message.slice(0, 200) : "unknown error"}): it could not be checked.`;
    return [{ span: wholeFile(first.path, side), reason }];
  }
}

/**
 * The schema as Prisma's own engine takes it: what other versions of Prisma allow is blanked, views that have keys are read as models, and a datasource stands beside it
 * where it has none. Undefined where it refuses the schema, or would break or stall on it.
 */
export function acceptedSchema(files: readonly SourceFile[], side: Side): SourceFile[] | undefined {
  if (files.reduce((sum, { text }) => sum + text.length, 0) > MAX_SCHEMA_LENGTH || hopeless(files, side).length > 0) return undefined;
  for (const texts of [files, files.map(({ path, text }) => ({ path, text: text.replace(VIEW, "$1model") }))]) {
    const { found, read } = diagnose(texts);
    if (found.every(({ is_warning }) => is_warning)) return read.map(([path, text]) => ({ path, text }));
  }
  return undefined;
}

/** What other versions of Prisma allow is blanked, which keeps every offset, and the rest is read again: Prisma stops at a broken datasource or generator. */
function diagnose(files: readonly SourceFile[]): { readonly found: Diagnostic[]; readonly read: readonly (readonly [path: string, text: string])[] } {
  const own = [OWN_FILE, `${files.some(({ text }) => DATASOURCE.test(text)) ? "" : OWN_DATASOURCE}${ownGenerator()}`] as const;
  const whole = [...files.map(({ path, text }) => [path, text] as const), own];
  const found = lint(whole);
  const legacy = found.filter(({ text, is_warning }) => !is_warning && (LEGACY_URL.test(text) || PREVIEW_FEATURE.test(text)));
  if (legacy.length === 0) return { found, read: whole };
  const read = whole.map(([path, text]) => {
    const places = legacy.filter(({ file_name }) => file_name === path);
    return [path, blank(text, places)] as const;
  });
  return { found: lint(read), read };
}

/** A list of preview features becomes an empty one. */
function blank(text: string, places: readonly Diagnostic[]): string {
  let blanked = text;
  for (const { start, end } of places) {
    const spaces = blanked.slice(start, end).replace(/[^\r\n]/g, " ");
    blanked = blanked.slice(0, start) + (text.charAt(start) === "[" ? `[${spaces.slice(1, -1)}]` : spaces) + blanked.slice(end);
  }
  return blanked;
}

function gapsOf(diagnostics: readonly Diagnostic[], files: readonly SourceFile[], side: Side): Gap[] {
  const errors = diagnostics.filter(({ is_warning, text, file_name }) => !is_warning && !VIEW_KEYS.test(text) && !EARLY_PRISMA.test(text) && file_name !== OWN_FILE);
  const shown = errors.slice(0, MAX_GAPS).map(({ file_name, start, end, text }) => ({ span: { path: file_name, side, start, end }, reason: plain(text) }));
  if (errors.length <= MAX_GAPS) return shown;
  return [...shown, { span: wholeFile(files[0]!.path, side), reason: `Prisma reports ${errors.length - MAX_GAPS} more errors in this schema.` }];
}

function plain(text: string): string {
  return text
    .replace(/\u001b\[[0-9;]*m/g, "")
    .replace(/^Error validating: /, "")
    .trim();
}

/** What would break or stall Prisma's parser: unfinished text, deep nesting, thousands of errors. */
function hopeless(files: readonly SourceFile[], side: Side): Gap[] {
  const scanned = files.map((file) => ({ ...file, ...scan(file.text) }));
  const deep = scanned.flatMap(({ path, tooDeep }) => (tooDeep ? [{ path, side, ...tooDeep }] : []));
  if (deep.length > 0) return deep.map((span) => ({ span, reason: `Brackets are nested more than ${MAX_BRACKET_DEPTH} deep: the schema was not checked.` }));
  const broken = scanned.flatMap(({ path, problems }) => problems.map(({ start, end, reason }) => ({ span: { path, side, start, end }, reason })));
  if (broken.length > 0) return broken.slice(0, MAX_GAPS);
  const errors = likelyErrors(scanned);
  const reason = `More than ${MAX_ERRORS} lines of this schema are not Prisma's: it was not checked.`;
  return errors > MAX_ERRORS ? [{ span: wholeFile(files[0]!.path, side), reason }] : [];
}

/** Lines without a meaning, types that nobody declares, attributes that Prisma does not know, relations that the other model does not answer, fields and names given twice. */
function likelyErrors(files: readonly ScannedFile[]): number {
  const blocks = files.flatMap((file) => file.blocks);
  const declared = new Set(blocks.map(({ name }) => name));
  const models = new Set(blocks.filter(({ keyword }) => keyword === "model").map(({ name }) => name));
  const mentions = new Set(blocks.flatMap(({ name, members }) => members.map(({ type }) => `${name} ${type?.name}`)));
  let errors = files.reduce((sum, { stray }) => sum + stray, 0) + blocks.length - declared.size;
  for (const { keyword, name: block, members } of blocks) {
    const names = new Set<string>();
    for (const { name, type, attributes, value } of members) {
      if (name !== "" && names.size === names.add(name).size) errors++;
      if (keyword === "datasource" || keyword === "generator") errors += value ? 0 : 1;
      else if (keyword !== "enum" && name !== "" && !(type && (declared.has(type.name) || BUILT_IN.has(type.name)))) errors++;
      if (type && models.has(type.name) && !mentions.has(`${type.name} ${block}`)) errors++;
      for (const attr of attributes) if (!KNOWN_ATTRIBUTE.test(attr.name)) errors++;
    }
  }
  return errors;
}
