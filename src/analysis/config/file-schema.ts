/** The configuration file as a schema: what may stand in it, each key with its description. The JSON Schema for editors comes from here too. */
import { z } from "zod";
import { patternProblem } from "../../model/name-patterns.ts";
import { GATES, type ItemKey, QUESTIONS, type Rule, type RuleOption, SEVERITIES } from "../../model/rule.ts";
import { ROLE_MEANINGS, TABLE_ROLES } from "../../model/table-role.ts";
import { defaultConfig } from "./defaults.ts";

/** A glob longer than this, or with more wildcards, is refused: matching must stay cheap on any path. */
const MAX_GLOB_LENGTH = 300;
const MAX_WILDCARDS = 12;
/** Entries of any list or map in the file. */
export const MAX_ENTRIES = 500;

const PRESETS = ["recommended", "strict", "minimal"] as const;
export type Preset = (typeof PRESETS)[number];

const RUNNERS = ["prisma", "drizzle", "flyway", "dbmate", "golang-migrate", "node-pg-migrate", "goose", "supabase", "plain", "transaction", "none"] as const;
const DATE_TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ]([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)?$/;
const VERSION = /^\d{1,3}(?:\.\d{1,4}){0,2}$/;

const word = z.string().min(1).max(200);
const words = z.array(word).max(MAX_ENTRIES);
const glob = z
  .string()
  .min(1)
  .max(MAX_GLOB_LENGTH)
  .refine((text) => (text.match(/[*?{[(]/g) ?? []).length <= MAX_WILDCARDS, { message: `has more than ${MAX_WILDCARDS} wildcards` })
  .refine((text) => !/[+@!?*]\(/.test(text), { message: "extended patterns such as `+(…)` are not supported; use `*`, `**`, `?`, `[…]` and `{a,b}`" });
const globs = z.array(glob).max(MAX_ENTRIES);
const dateTime = z.string().refine(isDateTime, { message: 'is not a date; write it quoted, as "2026-12-18" or "2026-12-18T18:00"' });
const severity = z.enum(["off", ...SEVERITIES]);
const { audit, cascade, check, comments, indexes, plans, rollout, softDelete } = defaultConfig;

export type ConfigFile = z.infer<ReturnType<typeof fileSchema>>;

export function fileSchema(rules: readonly Rule[]) {
  return z.strictObject({
    $schema: z.string().optional().describe("The JSON Schema of this file, for editors"),
    presets: z
      .array(z.enum(PRESETS))
      .max(PRESETS.length)
      .optional()
      .describe("recommended: every rule with its own severity (the default). strict: warnings of rules that do not guess become errors. minimal: only the rules that are errors"),
    rules: z
      .strictObject(Object.fromEntries(rules.map((rule) => [rule.id, ruleSchema(rule).optional().describe(rule.summary)])))
      .optional()
      .describe("By rule: a severity, or severity and options"),
    gates: z
      .strictObject(Object.fromEntries(GATES.map((gate) => [gate, z.enum(["required", "advisory", "off"]).optional().describe(QUESTIONS[gate])])) as GateShape)
      .optional()
      .describe("advisory: findings are shown but the gate cannot fail. off: its rules do not run"),
    paths: z
      .strictObject({
        schema: globs.optional().describe("Prisma schema files; empty: every *.prisma file"),
        migrations: globs.optional().describe("Migration files; empty: detected by layout"),
        code: globs.optional().describe("Application code; empty: TypeScript and JavaScript"),
        ignore: globs.optional().describe("Files that are never read"),
      })
      .optional()
      .describe("Globs, relative to the repository's root"),
    postgres: z.int().min(9).max(30).optional().describe("Major version of PostgreSQL in production; absent: detected, else 15"),
    runner: z.enum(RUNNERS).optional().describe("What applies the migrations, or only whether it wraps each file in a transaction (transaction, none); absent: detected"),
    prisma: z.string().regex(VERSION, { message: 'is not a version such as "6.14.0"' }).optional().describe("Prisma's version; absent: from package.json"),
    tables: z
      .record(
        word,
        z.strictObject({
          rows: z.int().min(0).optional().describe("Rows in production, roughly"),
          hot: z.boolean().optional().describe("Every lock and scan matters"),
          small: z.boolean().optional().describe("No lock matters"),
        }),
      )
      .refine((tables) => Object.keys(tables).length <= MAX_ENTRIES, { message: `has more than ${MAX_ENTRIES} entries` })
      .optional()
      .describe("What is known about tables in production, by name"),
    roles: z
      .record(word, z.union([z.enum([...TABLE_ROLES, "none"]), z.array(z.enum(TABLE_ROLES)).max(TABLE_ROLES.length)]))
      .refine((roles) => Object.keys(roles).length <= MAX_ENTRIES, { message: `has more than ${MAX_ENTRIES} entries` })
      .optional()
      .describe(`All that a table or model is, by name, instead of what is guessed: none, one role or a list. ${roleMeanings()}`),
    tenancy: z
      .strictObject({
        keys: words.optional().describe("Columns that carry the tenant; empty: learnt from the schema"),
        shared: words.optional().describe("Models that tenants share although they carry the key"),
      })
      .optional()
      .describe("How rows belong to tenants"),
    softDelete: z
      .strictObject({ columns: words.optional().describe(`Columns that mark deleted rows; default: ${softDelete.columns.join(", ")}`) })
      .optional()
      .describe("How rows are marked as deleted"),
    audit: z
      .strictObject({
        createdAt: words.optional().describe(`Names of the creation time; default: ${audit.createdAt.join(", ")}`),
        updatedAt: words.optional().describe(`Names of the update time; default: ${audit.updatedAt.join(", ")}`),
        exempt: words.optional().describe("Models that need neither"),
      })
      .optional()
      .describe("Columns that say when a row was made and changed"),
    cascade: z
      .strictObject({
        maxTables: z.int().min(0).max(1000).optional().describe(`Tables that one DELETE may empty before it is an error; default: ${cascade.maxTables}`),
        ledgers: words.optional().describe(`Words that mark tables whose rows must not vanish; default: ${cascade.ledgers.join(", ")}`),
      })
      .optional()
      .describe("How far a DELETE may reach"),
    indexes: z
      .strictObject({ max: z.int().min(1).max(1000).optional().describe(`Indexes of a table, primary key and uniques included; default: ${indexes.max}`) })
      .optional()
      .describe("How many indexes a table may have"),
    comments: z
      .strictObject({
        threshold: z.enum(SEVERITIES).optional().describe(`Findings from this severity on get an inline comment; default: ${comments.threshold}`),
        sticky: z.enum(["findings", "always", "never"]).optional().describe(`When the pull request gets a summary comment; default: ${comments.sticky}`),
        max: z.int().min(0).max(30).optional().describe(`Inline comments of a review; the rest are annotations; default: ${comments.max}`),
      })
      .optional()
      .describe("What is written on the pull request"),
    check: z
      .strictObject({
        name: z.string().min(1).max(100).optional().describe(`Name of the check run; default: ${check.name}`),
        includeBase: z.boolean().optional().describe("Adds the base branch to the name: schema-review: main"),
      })
      .optional()
      .describe("The check run"),
    drafts: z.enum(["check", "full", "skip"]).optional().describe("Drafts get the check only (the default), a full review, or nothing"),
    freeze: z.array(freezeSchema()).max(MAX_ENTRIES).optional().describe("Windows in which only expanding changes pass"),
    rollout: z
      .strictObject({
        staleAfterDays: z.int().min(1).max(10_000).optional().describe(`Days after which an open rollout is named on every pull request; default: ${rollout.staleAfterDays}`),
      })
      .optional()
      .describe("Rollouts that take several deploys"),
    plans: z
      .strictObject({
        rollback: words.optional().describe(`Headings of the description that hold a rollback plan; default: ${plans.rollback.join(", ")}`),
        backfill: words.optional().describe(`Headings of the description that hold a backfill plan; default: ${plans.backfill.join(", ")}`),
      })
      .optional()
      .describe("Where the description holds its plans"),
    waivers: z
      .strictObject({
        permission: z.enum(["write", "maintain", "admin"]).optional().describe("Who may waive a finding; default: write"),
        override: z.enum(["maintain", "admin"]).optional().describe("Who may override the verdict of one head; default: maintain"),
      })
      .optional()
      .describe("Findings that people let pass"),
    lockTimeout: z.enum(["in-migration", "by-connection"]).optional().describe("by-connection: the migration role sets lock_timeout, files need not"),
  });
}

function roleMeanings(): string {
  return TABLE_ROLES.map((role) => `${role}: ${ROLE_MEANINGS[role]}`).join(". ");
}

type GateShape = Record<(typeof GATES)[number], z.ZodOptional<z.ZodEnum<{ required: "required"; advisory: "advisory"; off: "off" }>>>;

function ruleSchema(rule: Rule) {
  const options = Object.fromEntries(
    Object.entries(rule.options ?? {}).map(([name, option]) => [
      name,
      optionSchema(option)
        .optional()
        .describe("items" in option ? option.description : `${option.description}; default: ${Array.isArray(option.default) ? option.default.join(", ") : option.default}`),
    ]),
  );
  return z.union([
    severity,
    z.strictObject({ severity: severity.optional().describe("Instead of the rule's own"), options: z.strictObject(options).optional().describe("The rule's own options") }),
  ]);
}

function optionSchema(option: RuleOption): z.ZodType {
  if ("items" in option) return z.array(z.strictObject(Object.fromEntries(Object.entries(option.items).map(([name, key]) => [name, keySchema(key)])))).max(MAX_ENTRIES);
  const value = option.default;
  if (typeof value === "number") return Number.isInteger(value) ? z.int().min(0) : z.number().min(0);
  if (typeof value === "boolean") return z.boolean();
  return typeof value === "string" ? textSchema(option, z.string().max(MAX_GLOB_LENGTH)) : z.array(textSchema(option)).max(MAX_ENTRIES);
}

function keySchema(key: ItemKey): z.ZodType {
  const schema = key.type === "flag" ? z.boolean() : key.type === "text" ? textSchema(key) : z.array(textSchema(key)).max(MAX_ENTRIES);
  return (key.required ? schema : schema.optional()).describe(key.description);
}

function textSchema({ choices, patterns }: Pick<ItemKey, "choices" | "patterns">, plain = word): z.ZodType<string> {
  if (choices) return z.enum(choices);
  return patterns ? plain.refine((text) => patternProblem(text) === undefined, { error: ({ input }) => patternProblem(String(input)) }) : plain;
}

function freezeSchema() {
  return z
    .strictObject({
      from: dateTime.describe("Local date-time, quoted"),
      to: dateTime.describe("Local date-time, quoted; exclusive"),
      timezone: z.string().refine(isTimeZone, { message: 'is not a time zone such as "Europe/Berlin"' }).optional().describe("IANA time zone; default: UTC"),
      branches: globs.optional().describe("Base branches; empty: all"),
      reason: z.string().max(500).optional().describe("Shown with each finding"),
    })
    .refine(({ from, to }) => !isDateTime(from) || !isDateTime(to) || moment(from) < moment(to), { message: "ends before it begins", path: ["to"] });
}

/** In one spelling, so that texts compare as times. */
function moment(text: string): string {
  return text.replace(" ", "T") + "T00:00:00".slice(text.length - "2026-12-18".length);
}

function isDateTime(text: string): boolean {
  const day = DATE_TIME.exec(text)?.[1];
  if (day === undefined) return false;
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
