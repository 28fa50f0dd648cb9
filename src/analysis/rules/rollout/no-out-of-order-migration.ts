/** A migration that sorts before one already on the base branch runs in another order in production than on a new machine. */

import type { Runner } from "../../../model/migration.ts";
import { wholeFile } from "../../../model/source.ts";
import { code, list } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { meetingNames } from "../questions/migrations/order.ts";

const NEWEST = { path: "prisma/migrations/20240301000000_newest/migration.sql", text: "CREATE TABLE city (id bigint PRIMARY KEY);" };
const SQL = "SET lock_timeout = '5s';\nALTER TABLE person ADD COLUMN note text;";
const FIRST = { path: "prisma/migrations/20240101000000_first/migration.sql", text: "CREATE TABLE person (id bigint PRIMARY KEY);" };

const CONSEQUENCE: Partial<Readonly<Record<Runner["name"], string>>> = {
  flyway: "Flyway refuses it unless `outOfOrder` is on.",
  "golang-migrate": "golang-migrate goes by the last version it has applied and never runs it.",
  goose: "goose refuses it unless `-allow-missing` is given.",
  drizzle: "Drizzle goes by the last time it has applied and never runs it.",
  "node-pg-migrate": "node-pg-migrate refuses it unless the order check is off.",
  supabase: "`supabase db push` refuses it unless `--include-all` is given.",
};

export const noOutOfOrderMigration = defineRule({
  id: "no-out-of-order-migration",
  gate: "rollout",
  severity: "warning",
  since: "0.1.0",
  summary: "Let a new migration sort after those of the base branch",
  why: "Databases that have applied the newer migration run this one afterwards, new databases run it before: the two orders need not give the same schema. Some runners refuse or skip it.",
  remedy: "Give the migration a later timestamp or number: the usual reason is a branch that was open while another was merged.",
  quiet: [
    "migrations that sort last",
    "a note only, where the runner applies it all the same (Prisma, dbmate, diesel) and it touches nothing that the migrations after it touch: either order gives the same schema",
  ],
  *check({ migrations, runner }) {
    const newest = migrations.findLast(({ status, previousPath }) => (status === "unchanged" || status === "modified") && previousPath === undefined);
    if (!newest) return;
    const early = migrations.slice(0, migrations.indexOf(newest)).filter(({ status }) => status === "added");
    const [first] = early;
    if (!first) return;
    const later = migrations.slice(migrations.indexOf(first)).filter(({ status }) => status !== "added");
    const refused = CONSEQUENCE[runner.name];
    const meeting = refused === undefined ? meetingNames(early, later) : [];
    yield {
      span: first.statements[0]?.span ?? wholeFile(first.path, "head"),
      message: `${list(early.map(({ name }) => name))} ${early.length > 1 ? "sort" : "sorts"} before ${code(newest.name)}, which is on the base branch already: ${refused ?? consequence(meeting)} Give ${early.length > 1 ? "them" : "it"} a later timestamp or number.`,
      ...(refused === undefined && meeting.length === 0 ? { severity: "info" as const } : {}),
    };
  },
  examples: {
    bad: [
      { title: "a branch that was open for long", base: [FIRST, NEWEST], files: [{ path: "prisma/migrations/20240201000000_note/migration.sql", text: SQL }] },
      {
        title: "both touch one table",
        base: [FIRST, { path: NEWEST.path, text: "ALTER TABLE person ADD COLUMN city text;" }],
        files: [{ path: "prisma/migrations/20240201000000_note/migration.sql", text: SQL }],
      },
    ],
    good: [{ title: "it sorts last", base: [FIRST, NEWEST], files: [{ path: "prisma/migrations/20240401000000_note/migration.sql", text: SQL }] }],
  },
});

function consequence(meeting: readonly string[]): string {
  const orders = "databases that have run that one run this afterwards, new ones before.";
  return meeting.length === 0
    ? `${orders} They touch different things, so either order gives the same schema.`
    : `${orders} Both touch ${list(meeting)}: the two orders need not give the same schema.`;
}
