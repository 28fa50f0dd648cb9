/** What schema.prisma wants since this pull request and its migrations do not give: what to report of it, worst first, in words. */
import type { Database } from "../../../../model/database.ts";
import { nearest } from "../../../../model/nearest.ts";
import type { Index } from "../../../../model/schema.ts";
import { code, list } from "../../../../model/text.ts";
import type { Unmigrated } from "../../../../model/unmigrated.ts";
import { typeText } from "../edits/sql-words.ts";
import { addedSteps } from "./steps.ts";

/** Things of one kind on one table or enum, which one sentence can name. */
export type Missing = readonly [Unmigrated, ...Unmigrated[]];

const WORST_FIRST: readonly Unmigrated["kind"][] = [
  "table",
  "enum",
  "column",
  "enum-value",
  "left-required",
  "type",
  "optional",
  "required",
  "unique",
  "primary-key",
  "foreign-key",
  "actions",
  "index",
];

export function missingGroups(database: Database): readonly Missing[] {
  const groups = new Map<string, [Unmigrated, ...Unmigrated[]]>();
  for (const one of database.unmigrated ?? []) {
    if (isBeingFilled(one, database)) continue;
    const key = `${one.kind}\0${"table" in one ? one.table : one.enum}`;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()].sort(([a], [b]) => WORST_FIRST.indexOf(a.kind) - WORST_FIRST.indexOf(b.kind));
}

/** The way to a required column in steps: nullable and filled now, NOT NULL in a later deploy. A table without rows has nothing to fill. */
function isBeingFilled(one: Unmigrated, database: Database): boolean {
  if (one.kind !== "required") return false;
  if (one.isNew && !database.catalog.before.tables.has(one.table)) return true;
  return addedSteps(database, "update").some(({ change }) => change.table === one.table && change.columns.includes(one.column.name));
}

/** Names it in a list: `text` of `Note`, the unique index on `email` of `User`. */
export function nameOf(group: Missing): string {
  const [first] = group;
  if ("enum" in first) return first.kind === "enum" ? `the enum ${code(first.enum)}` : `${list(valuesOf(group))} of ${code(first.enum)}`;
  const table = code(first.table);
  switch (first.kind) {
    case "table":
      return `the table ${table}`;
    case "index":
    case "unique":
    case "primary-key":
      return `the ${first.kind === "unique" ? "unique index" : first.kind.replace("-", " ")} on ${columnsOf(first.index)} of ${table}`;
    case "foreign-key":
    case "actions":
      return `the foreign key on ${list(first.foreignKey.columns)} of ${table}`;
    default:
      return `${list(group.flatMap((one) => ("column" in one ? one.column.name : [])))} of ${table}`;
  }
}

/** Whole sentences: what schema.prisma says, what the database has, what comes of it. `nobody("add")`: "no migration adds", "the migrations … do not add". */
export function tellMissing(group: Missing, nobody: (verb: string) => string, { catalog }: Database): string {
  const [first] = group;
  const it = nameOf(group);
  const [is, them] = group.length > 1 ? ["are", "them"] : ["is", "it"];
  switch (first.kind) {
    case "table":
      return `The table ${code(first.table)} is new in schema.prisma, but ${nobody("create")} it: each query of the new Prisma Client on it fails.`;
    case "enum":
      return `The enum ${code(first.enum)} is new in schema.prisma, but ${nobody("create")} it: queries that write or compare its values fail.`;
    case "column":
      return `${it} ${is} new in schema.prisma, but ${nobody("add")} ${them}${near(
        group,
        catalog.after.tables.get(first.table)?.columns.map(({ name }) => name),
      )}: Prisma Client selects every column by name, so its queries on ${code(first.table)} fail.`;
    case "enum-value":
      return `${it} ${is} new in schema.prisma, but ${nobody("add")} ${them}${near(group, catalog.after.enums.get(first.enum)?.values)}: the database refuses every row and every filter with ${group.length > 1 ? "one of them" : "it"}.`;
    case "left-required":
      return `${it} ${is} gone from schema.prisma, but the database still asks every new row for ${them} (NOT NULL, no default): what the new Prisma Client creates is refused. Drop NOT NULL in this deploy and the column in the next one.`;
    case "type":
      return group.length > 1
        ? `${it} have other types in schema.prisma than in the database: ${nobody("change")} them.`
        : `${it} is ${code(typeText(first.column.type))} in schema.prisma and ${code(typeText(first.has.type))} in the database: ${nobody("change")} it.`;
    case "optional":
      return `${it} may be empty in schema.prisma, but the database refuses that (NOT NULL): ${nobody("change")} it, and the first write without a value fails.`;
    case "required":
      return first.isNew
        ? `${it} cannot be empty in schema.prisma, but the migration leaves every row that exists empty: Prisma Client fails on the first one that it reads. Declare ${them} optional until the rows are filled and the column is NOT NULL.`
        : `${it} can no longer be empty in schema.prisma, but the database allows it: ${nobody("change")} that, and Prisma Client fails on the first empty row that it reads.`;
    case "unique":
      return `${columnsOf(first.index)} of ${code(first.table)} ${first.index.columns.length > 1 ? "are unique together" : "is unique"} in schema.prisma, but ${nobody("create")} the index: the database takes duplicates.`;
    case "foreign-key":
      return `The relation over ${list(first.foreignKey.columns)} of ${code(first.table)} is new in schema.prisma, but ${nobody("create")} its foreign key: the database takes ids that lead nowhere.`;
    case "actions":
      return `What becomes of a ${code(first.table)} when its ${code(first.foreignKey.references.table)} goes has changed in schema.prisma (\`onDelete\`, \`onUpdate\`), but ${nobody("change")} the foreign key: the database does what it did.`;
    case "primary-key":
      return `The primary key of ${code(first.table)} is ${columnsOf(first.index)} in schema.prisma, but ${nobody("make")} it so.`;
    case "index":
      return `The index on ${columnsOf(first.index)} of ${code(first.table)} is new in schema.prisma, but ${nobody("create")} it: queries go on without it, and the next \`prisma migrate dev\` puts it into somebody else's migration.`;
  }
}

/** What the migrations have in its place, mistyped perhaps. */
function near(group: Missing, known: readonly string[] = []): string {
  const [first] = group;
  const name = first.kind === "enum-value" ? first.value : first.kind === "column" ? first.column.name : "";
  const meant = group.length === 1 && name.length > 3 ? nearest(name, known) : undefined;
  return meant !== undefined && Math.abs(meant.length - name.length) < 2 ? ` (there is ${code(meant)})` : "";
}

function valuesOf(group: Missing): string[] {
  return group.flatMap((one) => (one.kind === "enum-value" ? one.value : []));
}

function columnsOf({ columns }: Index): string {
  return list(columns.flatMap(({ column }) => column ?? []));
}
