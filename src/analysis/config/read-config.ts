/** `.github/schema-review.yml` becomes the effective configuration: all of it or, with any problem, none. */
import { LineCounter, parseDocument } from "yaml";
import type { Config, RuleSetting } from "../../model/config.ts";
import type { Rule } from "../../model/rule.ts";
import { wholeFile } from "../../model/source.ts";
import { IMPLIED, type TableRole } from "../../model/table-role.ts";
import { rules } from "../rules/index.ts";
import { type ConfigResult, defaultConfig } from "./defaults.ts";
import { type ConfigFile, fileSchema, type Preset } from "./file-schema.ts";
import { type Places, problem, problemsOf, type Whereabouts } from "./problems.ts";
import { placesIn } from "./yaml-places.ts";

export type { ConfigProblem } from "../../model/config.ts";
export { type ConfigResult, defaultConfig } from "./defaults.ts";

/** github.md §4: the file's size limit, in bytes of UTF-8. */
export const MAX_CONFIG_BYTES = 256 * 1024;
/** Times that aliases may be resolved: a few for shared lists, not enough for a bomb. */
export const MAX_ALIASES = 100;

/** `path` names the file in messages about the whole of it. Never throws. */
export function readConfig(text: string | undefined, path = ".github/schema-review.yml", known: readonly Rule[] = rules): ConfigResult {
  if (text === undefined) return { config: defaultConfig, problems: [] };
  if (text.length > MAX_CONFIG_BYTES || new TextEncoder().encode(text).length > MAX_CONFIG_BYTES) return refused(`${path} is larger than ${MAX_CONFIG_BYTES / 1024} KB`, path);
  // No text holds it: the file is of another encoding, or a folder.
  if (text.includes("\0")) return refused(`${path} is not text in UTF-8`, path);
  try {
    return readYaml(text, path, known);
  } catch (error) {
    if (error instanceof RangeError) return refused(`${path} is nested too deeply to be read`, path);
    if (error instanceof ReferenceError) return refused(`${path} resolves more than ${MAX_ALIASES} aliases`, path);
    return refused(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`, path);
  }
}

function wholly(path: string): Whereabouts {
  return { line: 1, column: 1, span: wholeFile(path, "head") };
}

function refused(message: string, path: string): ConfigResult {
  return { config: defaultConfig, problems: [problem("", message, wholly(path))] };
}

function readYaml(text: string, path: string, known: readonly Rule[]): ConfigResult {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false, stringKeys: true, version: "1.2" });
  function place(start: number, end: number): Whereabouts {
    const { line, col } = lines.linePos(start);
    return { line, column: col, span: { path, side: "head", start, end: Math.min(Math.max(start, end), text.length) } };
  }
  const errors = document.errors.map(({ message, pos: [start, end] }) => problem("", message.replace(/\s+/g, " "), place(start, end)));
  if (errors.length > 0) return { config: defaultConfig, problems: errors };
  const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
  return value === null || value === undefined ? { config: defaultConfig, problems: [] } : check(value, known, placesIn(document, place));
}

/** Building the schema costs more than using it; a list of rules never changes. */
const schemas = new WeakMap<readonly Rule[], ReturnType<typeof fileSchema>>();

function schemaFor(known: readonly Rule[]): ReturnType<typeof fileSchema> {
  const schema = schemas.get(known) ?? fileSchema(known);
  schemas.set(known, schema);
  return schema;
}

function check(value: unknown, known: readonly Rule[], places: Places): ConfigResult {
  const schema = schemaFor(known);
  const parsed = schema.safeParse(value, { reportInput: true });
  if (!parsed.success) return { config: defaultConfig, problems: problemsOf(parsed.error.issues, value, schema, places) };
  return { config: withDefaults(parsed.data, known), problems: [] };
}

/** Sections are merged key by key; a list replaces the default list. */
function withDefaults(file: ConfigFile, known: readonly Rule[]): Config {
  const base = defaultConfig;
  return {
    rules: { ...presetRules(file.presets ?? [], known), ...settings(file.rules ?? {}, known) },
    gates: merge(base.gates, file.gates),
    paths: merge(base.paths, file.paths),
    ...(file.postgres === undefined ? {} : { postgres: file.postgres }),
    ...(file.runner === undefined ? {} : { runner: file.runner }),
    ...(file.prisma === undefined ? {} : { prisma: file.prisma }),
    tables: file.tables ?? base.tables,
    roles: Object.fromEntries(Object.entries(file.roles ?? {}).map(([name, given]) => [name, rolesIn(given)])),
    tenancy: merge(base.tenancy, file.tenancy),
    softDelete: merge(base.softDelete, file.softDelete),
    audit: merge(base.audit, file.audit),
    cascade: merge(base.cascade, file.cascade),
    indexes: merge(base.indexes, file.indexes),
    comments: merge(base.comments, file.comments),
    check: merge(base.check, file.check),
    drafts: file.drafts ?? base.drafts,
    freeze: (file.freeze ?? []).map(({ from, to, timezone = "UTC", branches = [], reason = "" }) => ({ from, to, timezone, branches, reason })),
    rollout: merge(base.rollout, file.rollout),
    plans: merge(base.plans, { rollback: lowerCase(file.plans?.rollback), backfill: lowerCase(file.plans?.backfill) }),
    waivers: merge(base.waivers, file.waivers),
    lockTimeout: file.lockTimeout ?? base.lockTimeout,
  };
}

function merge<T extends object>(base: T, given: { readonly [K in keyof T]?: T[K] | undefined } | undefined): T {
  if (!given) return base;
  return { ...base, ...(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<T>) };
}

/** With those that they imply. */
function rolesIn(given: NonNullable<ConfigFile["roles"]>[string]): readonly TableRole[] {
  const named = typeof given === "string" ? (given === "none" ? [] : [given]) : given;
  return [...new Set(named.flatMap((role) => [role, ...(IMPLIED[role] === undefined ? [] : [IMPLIED[role]])]))];
}

function lowerCase(headings: readonly string[] | undefined): readonly string[] | undefined {
  return headings?.map((heading) => heading.toLowerCase());
}

/** A rule that is off until it is configured speaks as a warning once it has options. */
function settings(given: NonNullable<ConfigFile["rules"]>, known: readonly Rule[]): Record<string, RuleSetting> {
  const off = new Set(known.filter(({ severity }) => severity === "off").map(({ id }) => id));
  const entries = Object.entries(given).flatMap(([id, setting]) => {
    if (setting === undefined) return [];
    if (typeof setting === "string") return [[id, { severity: setting }] as const];
    return [[id, off.has(id) && setting.options ? { severity: "warning" as const, ...setting } : setting] as const];
  });
  return Object.fromEntries(entries);
}

/** The last preset named decides. */
function presetRules(presets: readonly Preset[], known: readonly Rule[]): Record<string, RuleSetting> {
  const preset = presets.at(-1) ?? "recommended";
  if (preset === "minimal") return Object.fromEntries(known.filter(({ severity }) => severity !== "error").map(({ id }) => [id, { severity: "off" as const }]));
  if (preset === "recommended") return {};
  const raised = known.filter((rule) => rule.severity === "warning" && rule.heuristic !== true && !rule.id.startsWith("prefer-"));
  return Object.fromEntries(raised.map(({ id }) => [id, { severity: "error" as const }]));
}
