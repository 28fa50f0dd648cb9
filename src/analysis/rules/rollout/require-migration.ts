/** An edit of schema.prisma that the database never hears of: the new client asks for what is not there. */
import { added } from "../../../model/migration.ts";
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { type Missing, missingGroups, nameOf, tellMissing } from "../questions/migrations/unmigrated.ts";
import { examples } from "./require-migration.examples.ts";

/** Names that the sentence about the rest holds. */
const NAMED = 3;

export const requireMigration = defineRule({
  id: "require-migration",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Add a migration when schema.prisma changes the database",
  why: "`prisma migrate deploy` runs migrations, it does not read the schema. What schema.prisma says and no migration does is missing in production: the new Prisma Client selects and writes columns that do not exist, and its queries fail. What nothing asks for at once (an index) is written into the next migration that somebody else generates.",
  remedy:
    "Run `prisma migrate dev --create-only --name <what it does>`, look at the SQL, and commit it with the schema. The finding has the SQL that Prisma's schema engine writes.",
  quiet: [
    "repositories that keep no migrations (`prisma db push`)",
    'comments, `@map` of a field whose column stays, `@default`s (Prisma Client fills in the values), fields that are `@ignore`d, relations under `relationMode = "prisma"`, views',
    "what the migrations have made already, whatever its name and however it is written: the schema catches up; a partial unique index, a type that Prisma Client reads alike (`varchar` for `text`, `timestamptz` for `timestamp`), a NOT NULL that is a check so far",
    "what schema.prisma gives up: the column of a removed field is dropped one deploy later, rightly; likewise enum values, indexes, foreign keys, tables",
    "a required field whose column the migration adds nullable and fills, or gives a default, or that stands in a table of this pull request: NOT NULL comes in a later step",
    "what was out of step before, and tables that the history does not know",
    "where it would be a guess: a migration that cannot be read or makes its SQL while it runs (`EXECUTE`, `CALL`), merged migrations that are edited or removed (`no-edited-migration` speaks), migrations of another tool in the same pull request that name the same things",
  ],
  *check(database) {
    const groups = missingGroups(database);
    const [worst, ...rest] = groups;
    if (!worst) return;
    const nobody = added(database.migrations).length > 0 ? (verb: string) => `the migrations of this pull request do not ${verb}` : (verb: string) => `no migration ${verb}s`;
    const sql = groups.flatMap((group) => group.flatMap((one) => one.sql ?? []));
    yield {
      span: worst[0].span,
      message: [tellMissing(worst, nobody, database), others(rest), remedy(database.runner.name === "prisma")].filter(Boolean).join(" "),
      ...(groups.every(([{ kind }]) => kind === "index") ? { severity: "warning" as const } : {}),
      ...(sql.length > 0 ? { advice: { language: "sql" as const, title: "What is missing, as Prisma writes it", text: [...new Set(sql)].join("\n") } } : {}),
    };
  },
  examples,
});

function others(rest: readonly Missing[]): string {
  if (rest.length === 0) return "";
  const named = rest.slice(0, NAMED).map(nameOf);
  const more = rest.length - named.length;
  return `Likewise missing: ${named.join(", ")}${more > 0 ? `, and ${more} more` : ""}.`;
}

function remedy(isPrisma: boolean): string {
  return isPrisma ? `Create the migration with ${code("prisma migrate dev --create-only")} and commit it.` : "Write the migration and commit it.";
}
