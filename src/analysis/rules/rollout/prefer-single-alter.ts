/** Several ALTER TABLE of one table wait for its lock several times, and may read or rewrite it several times. */
import { added } from "../../../model/migration.ts";
import type { Report } from "../../../model/rule.ts";
import { code, plural } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { type Run, runsOf } from "../questions/migrations/alter-runs.ts";
import { isGenerated } from "../questions/migrations/generated.ts";

const HISTORY = "CREATE TABLE member (id bigint PRIMARY KEY, nick text);\nCREATE TABLE team (id bigint PRIMARY KEY);";
const TIMEOUT = "SET lock_timeout = '5s';\n";
const ON = { rules: { "prefer-single-alter": "warning" } } as const;

export const preferSingleAlter = defineRule({
  id: "prefer-single-alter",
  gate: "rollout",
  severity: "off",
  since: "0.1.0",
  summary: "Prefer one ALTER TABLE for all that happens to a table",
  why: "Each ALTER TABLE waits for its lock anew, with everybody else queueing behind it, and each that rewrites or checks the rows reads the table once more. One statement with several actions does it in one pass.",
  remedy: "`ALTER TABLE member ADD COLUMN note text, ADD COLUMN hue text;`",
  quiet: [
    "tables made by this pull request",
    "statements that need locks of different strength: together they would hold the stronger one for longer",
    "a statement between them that has to do with the table, or that writes rows or opens or ends a transaction",
    "RENAME, SET SCHEMA, ATTACH and DETACH PARTITION, which stand alone in PostgreSQL",
    "VALIDATE CONSTRAINT, which belongs into a transaction of its own",
    "statements that Prisma has written, below their `-- AlterTable` and `-- AddForeignKey`",
  ],
  *check(database) {
    for (const migration of added(database.migrations))
      for (const run of runsOf(migration)) if (!run.alters.every(({ statement }) => isGenerated(database, statement))) yield tell(run);
  },
  examples: {
    bad: [
      { title: "one after the other", history: HISTORY, migration: `${TIMEOUT}ALTER TABLE member ADD COLUMN note text;\nALTER TABLE "member" ADD COLUMN hue text;`, config: ON },
      {
        title: "another table in between",
        history: HISTORY,
        migration: `${TIMEOUT}ALTER TABLE member ADD COLUMN note text;\nALTER TABLE team ADD COLUMN note text;\nALTER TABLE member ADD COLUMN hue text;`,
        config: ON,
      },
    ],
    good: [
      { title: "one statement", history: HISTORY, migration: `${TIMEOUT}ALTER TABLE member ADD COLUMN note text, ADD COLUMN hue text;`, config: ON },
      {
        title: "something else on the table in between",
        history: HISTORY,
        migration: `${TIMEOUT}ALTER TABLE member ADD COLUMN note text;\nCOMMENT ON COLUMN member.note IS 'Anything';\nALTER TABLE member ADD COLUMN hue text;`,
        config: ON,
      },
      {
        title: "locks of different strength",
        history: HISTORY,
        migration: `${TIMEOUT}ALTER TABLE member ADD COLUMN note text;\nALTER TABLE member SET (fillfactor = 90);`,
        config: ON,
      },
    ],
  },
});

function tell({ alters, adjacent }: Run): Report {
  const [first, second] = [alters[0]!, alters[1]!];
  const merged = `${first.head}\n  ${alters.map(({ actions }) => actions.trim()).join(",\n  ")}`;
  const last = alters.at(-1)!.statement.span;
  return {
    span: second.statement.span,
    message: `${plural(alters.length, "ALTER TABLE statement")} of this file each take the \`${first.mode}\` lock on ${code(first.table)}; one can hold all the actions.`,
    advice: { language: "sql", text: `${merged};` },
    fix: adjacent ? { span: { ...first.statement.span, end: last.end }, text: merged } : undefined,
  };
}
