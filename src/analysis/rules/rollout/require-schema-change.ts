/** A migration that schema.prisma does not follow: the client asks for what is gone, or the next generated migration undoes the work. */
import type { Database } from "../../../model/database.ts";
import { added } from "../../../model/migration.ts";
import type { Report } from "../../../model/rule.ts";
import type { Span } from "../../../model/source.ts";
import { defineRule } from "../define-rule.ts";
import type { Step } from "../questions/migrations/steps.ts";
import { type Undeclared, undeclared } from "../questions/migrations/undeclared.ts";
import { isMadeBy, lineFor, nameOfMade, tellUndeclared } from "../questions/migrations/undeclared-words.ts";
import { examples } from "./require-schema-change.examples.ts";

export const requireSchemaChange = defineRule({
  id: "require-schema-change",
  gate: "rollout",
  severity: "warning",
  since: "0.1.0",
  summary: "Change schema.prisma with the migration",
  why: "Prisma Client is generated from schema.prisma, not from the database. A column, table or enum value that a migration takes away and schema.prisma keeps is asked for by the new version as by the old one. What a migration adds and schema.prisma does not have is drift: `prisma migrate dev` finds it in somebody else's next change and writes a migration that undoes it.",
  remedy: "Say in schema.prisma what the migration does. To drop a column or table, take its field or model out of schema.prisma one deploy earlier.",
  quiet: [
    "what Prisma has no words for: partial and expression indexes, `INCLUDE`, index methods, operator classes and collations, checks, triggers, functions, views, extensions, comments, row level security, defaults, generated columns, `NOT VALID`, types of extensions, domains",
    'tables that schema.prisma does not have, models that are `@@ignore`d, fields that are `@ignore`d, views, foreign keys to tables outside schema.prisma, relations under `relationMode = "prisma"`',
    "what schema.prisma follows in its own way: a renamed column under `@map`, a unique constraint for a unique index, a longer `varchar`, names of indexes and constraints",
    "dropping a column or table that schema.prisma has given up before",
    "what was out of step before the pull request",
    "repositories whose migrations another tool than Prisma writes, unless the new Prisma Client's queries fail",
    "where it would be a guess, as with `require-migration`",
  ],
  *check(database) {
    const isPrisma = database.runner.name === "prisma";
    const places = new Map<string, { readonly span: Span; readonly made: Undeclared[] }>();
    for (const made of undeclared(database)) {
      const span = made.breaks || isPrisma ? placeOf(made, database) : undefined;
      if (!span) continue;
      const key = `${span.path}\0${span.start}`;
      const place = places.get(key);
      if (place) place.made.push(made);
      else places.set(key, { span, made: [made] });
    }
    for (const { span, made } of places.values()) yield tell(span, made, database, isPrisma);
  },
  examples,
});

/** The last statement that did it: what runs later has the last word. Prisma's swap of an enum ends with a rename; its values stand in the new type. */
function placeOf(made: Undeclared, database: Database): Span | undefined {
  const found = steps(database).filter(({ change }) => isMadeBy(change, made));
  const last = found.findLast(({ change }) => change.kind !== "rename-type") ?? found.at(-1);
  return last && ("table" in made && made.kind !== "table-dropped" ? last.change.span : last.statement.span);
}

function steps({ migrations }: Database): Step[] {
  return added(migrations).flatMap((migration) => migration.statements.flatMap((statement) => statement.changes.map((change) => ({ migration, statement, change }))));
}

function tell(span: Span, made: readonly Undeclared[], { after }: Database, isPrisma: boolean): Report {
  const [first = made[0]!, ...rest] = made.toSorted((a, b) => Number(b.breaks) - Number(a.breaks));
  const like = rest.filter(({ kind }) => kind === first.kind);
  const unlike = rest.find(({ kind }) => kind !== first.kind);
  const model = "table" in first ? after.tables.get(first.table) : undefined;
  const lines = made.flatMap((one) => lineFor(one, model) ?? []);
  const block = model ? `model ${model.model ?? model.name}` : `enum ${"enum" in first ? (after.enums.get(first.enum)?.model ?? first.enum) : ""}`;
  return {
    span,
    message: [tellUndeclared(first, isPrisma), like.length > 0 ? `The same goes for ${like.map(nameOfMade).join(", ")}.` : "", unlike ? tellUndeclared(unlike, isPrisma) : ""]
      .map((sentence) => sentence.trim())
      .filter(Boolean)
      .join(" "),
    ...(first.breaks ? { severity: "error" as const } : {}),
    ...(lines.length > 0
      ? { advice: { language: "prisma" as const, title: "In schema.prisma", text: [`${block} {`, "  // …", ...lines.map((line) => `  ${line}`), "}"].join("\n") } }
      : {}),
  };
}
