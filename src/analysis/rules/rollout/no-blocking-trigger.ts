/** CREATE TRIGGER waits for every writer, and from then on runs for each of their rows. */
import type { Database } from "../../../model/database.ts";
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { names } from "../questions/migrations/copies.ts";
import { folding } from "../questions/migrations/fold.ts";
import { addedStatementsWith, addedSteps, type ChangeIn, isInUse } from "../questions/migrations/steps.ts";

const BASE = "CREATE TABLE person (id bigint PRIMARY KEY, mail text);\nCREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;";
const SYNC = "CREATE FUNCTION person_sync() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.email := coalesce(NEW.email, NEW.mail); RETURN NEW; END $$;";

export const noBlockingTrigger = defineRule({
  id: "no-blocking-trigger",
  gate: "rollout",
  severity: "warning",
  since: "0.1.0",
  summary: "Create a trigger on a table in use with care",
  why: "`CREATE TRIGGER` takes a `SHARE ROW EXCLUSIVE` lock: it waits for every running write, and all later writes wait for it. From then on the trigger runs inside each write of the running version, which was not tested with it.",
  remedy: "Set a short `lock_timeout`, try again until it passes, and let the trigger do nothing that can fail or wait.",
  quiet: [
    "a trigger of an expand/contract rollout: on INSERT and UPDATE, with a function that mentions a column that this pull request adds",
    "a trigger that replaces one dropped in this pull request",
    "tables made by this pull request, views, small tables",
  ],
  check: folding("no-blocking-trigger", function* (database) {
    for (const { migration, statement, change } of addedSteps(database, "create-trigger")) {
      const replaces = migration.statements
        .slice(0, migration.statements.indexOf(statement))
        .some(({ changes }) => changes.some((other) => other.kind === "drop-trigger" && other.table === change.table));
      if (replaces || !isInUse(database, change) || change.before?.kind.includes("view") || isSync(change, database)) continue;
      yield {
        span: statement.span,
        message: `Creating ${code(change.name)} blocks every write to ${code(change.table)} while it waits for its \`SHARE ROW EXCLUSIVE\` lock, and from then on it runs in each write of the version still running. Set a short \`lock_timeout\` before it, and let it do nothing that can fail.`,
      };
    }
  }),
  examples: {
    bad: [
      {
        title: "a table in use",
        history: BASE,
        migration: "SET lock_timeout = '5s';\nCREATE TRIGGER person_note AFTER UPDATE ON person FOR EACH ROW EXECUTE FUNCTION note_change();",
      },
    ],
    good: [
      {
        title: "it keeps an old and a new column in step",
        history: BASE,
        migration: `SET lock_timeout = '5s';\nALTER TABLE person ADD COLUMN email text;\n${SYNC}\nCREATE TRIGGER person_sync BEFORE INSERT OR UPDATE ON person FOR EACH ROW EXECUTE FUNCTION person_sync();`,
      },
    ],
  },
});

/** The function, as this pull request writes it, names a column that this pull request adds to the table. */
function isSync({ table, events, function: name }: ChangeIn<"create-trigger">, database: Database): boolean {
  if (!events.includes("insert") || !events.includes("update")) return false;
  const columns = addedSteps(database, "add-column")
    .filter(({ change }) => change.table === table)
    .map(({ change }) => change.column.name);
  for (const { statement } of addedStatementsWith(database, "create-function"))
    if (statement.changes.some((change) => change.kind === "create-function" && bare(change.name) === bare(name)) && columns.some((column) => names(statement.text, column)))
      return true;
  return false;
}

function bare(name: string): string {
  return name.replace(/\(.*$/, "").replace(/^.*\./, "");
}
