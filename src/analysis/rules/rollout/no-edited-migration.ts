/** Migrations on the base branch have been applied: their text is history. */
import type { Migration, Runner } from "../../../model/migration.ts";
import { wholeFile } from "../../../model/source.ts";
import { code, list, plural } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { APART } from "../questions/migrations/fold.ts";

const TABLE = "CREATE TABLE city (id bigint PRIMARY KEY);";
const FIRST = "prisma/migrations/0001_city/migration.sql";

/** What each runner does about an applied migration that changes: from its documentation. */
const CONSEQUENCE: Readonly<Record<Runner["name"], string>> = {
  prisma: "Prisma compares checksums: `migrate dev` will ask to reset every developer's database, and production keeps what the old text made.",
  drizzle: "Drizzle goes by the journal and will not run it again: production keeps what the old text made.",
  flyway: "Flyway compares checksums: `validate` and `migrate` will refuse to run.",
  diesel: "diesel goes by the version and will not run it again: production keeps what the old text made.",
  dbmate: "dbmate goes by the version and will not run it again: production keeps what the old text made.",
  "golang-migrate": "golang-migrate goes by the version and will not run it again: production keeps what the old text made.",
  "node-pg-migrate": "node-pg-migrate goes by the name and will not run it again: production keeps what the old text made.",
  goose: "goose goes by the version and will not run it again: production keeps what the old text made.",
  supabase: "Supabase goes by the version and will not run it again: production keeps what the old text made.",
  plain: "A runner that has applied it will not run it again, or refuses: production keeps what the old text made.",
};

export const noEditedMigration = defineRule({
  id: "no-edited-migration",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Do not change a migration that is already on the base branch",
  why: "A migration on the base branch has run, or is about to, in some environment. Editing, renaming or deleting it does not change those databases: from then on the files no longer say what production looks like, and runners that compare checksums refuse to go on.",
  remedy: "Put the file back as it is on the base branch and write a new migration that makes the difference.",
  quiet: [
    "migrations that this pull request itself adds",
    "changes of the down part in a file of its own; Flyway's repeatable migrations (`R__…`)",
    "edits of comments and blanks alone, unless the runner compares checksums (Prisma, Flyway)",
  ],
  *check({ migrations, runner }) {
    const consequence = CONSEQUENCE[runner.name];
    const edited = migrations.filter((migration) => migration.status === "modified" && !isCosmetic(migration, runner) && !isRepeatable(migration, runner));
    if (edited.length > APART)
      yield {
        span: wholeFile(edited[0]!.path, "head"),
        message: `${plural(edited.length, "migration")} of the base branch are edited or renamed: ${list(edited.map(({ name }) => name))}. ${consequence} Put them back and write a new migration.`,
      };
    else
      for (const { path, previousPath } of edited)
        yield {
          span: wholeFile(path, "head"),
          message: `${previousPath && previousPath !== path ? `This is ${code(previousPath)} of the base branch under a new name` : "This migration is already on the base branch"}. ${consequence} Put it back and write a new migration.`,
        };
    const removed = migrations.filter(({ status }) => status === "removed");
    if (removed[0])
      yield {
        span: wholeFile(removed[0].path, "base"),
        message: `${removal(removed)} ${consequence} Put ${removed.length > 1 ? "them" : "it"} back; undo what ${removed.length > 1 ? "they" : "it"} did in a new migration.`,
      };
  },
  examples: {
    bad: [
      {
        title: "a comment, but Prisma compares checksums",
        base: [{ path: FIRST, text: TABLE }],
        files: [{ path: FIRST, text: `-- Where people live.\n${TABLE}` }],
      },
      { title: "an applied migration is edited", base: [{ path: FIRST, text: TABLE }], files: [{ path: FIRST, text: "CREATE TABLE city (id bigint PRIMARY KEY, name text);" }] },
    ],
    good: [
      {
        title: "only a comment is edited, and the runner knows names only",
        base: [{ path: "db/migrations/20240101000000_city.sql", text: `-- migrate:up\n${TABLE}\n-- migrate:down\nDROP TABLE city;\n` }],
        files: [{ path: "db/migrations/20240101000000_city.sql", text: `-- migrate:up\n-- Where people live.\n${TABLE}\n-- migrate:down\nDROP TABLE city;\n` }],
      },
      {
        title: "the difference is a new migration",
        base: [{ path: FIRST, text: TABLE }],
        files: [{ path: "prisma/migrations/0002_name/migration.sql", text: "SET lock_timeout = '5s';\nALTER TABLE city ADD COLUMN name text;" }],
      },
    ],
  },
});

const BY_CHECKSUM: ReadonlySet<Runner["name"]> = new Set(["prisma", "flyway"]);

/** The runner's own notes about the file (`-- +goose NO TRANSACTION`) are comments too, but the file has run. */
function isCosmetic({ sameStatements, path, previousPath = path }: Migration, { name }: Runner): boolean {
  return sameStatements === true && previousPath === path && !BY_CHECKSUM.has(name);
}

/** Flyway runs `R__…` again whenever its text has changed: to edit it is the way. */
function isRepeatable({ name }: Migration, runner: Runner): boolean {
  return runner.name === "flyway" && /(?:^|\/)R__/i.test(name);
}

function removal(removed: readonly Migration[]): string {
  const names = list(removed.map(({ name }) => name));
  return removed.length > 1 ? `${plural(removed.length, "migration")} of the base branch are deleted: ${names}.` : `${names} of the base branch is deleted.`;
}
