/** Rollouts that the base branch has begun: which steps are done, which one a pull request takes, what comes next. */
import { describe, expect, it } from "vitest";
import { analyze } from "../../../src/analysis/analyze.ts";
import { readConfig } from "../../../src/analysis/config/read-config.ts";
import { examine } from "../../../src/analysis/examine.ts";
import { dayOf, ledgerOf } from "../../../src/analysis/phases/ledger.ts";
import { compareFiles } from "../../../src/model/compare-files.ts";
import type { Snapshot } from "../../../src/model/snapshot.ts";
import type { OpenRollout } from "../../../src/model/verdict.ts";

const INIT = "CREATE TABLE users (id integer PRIMARY KEY, nickname text, name text, amount integer, created_at timestamptz);";
const EXPAND = "ALTER TABLE users ADD COLUMN display_name text;";
const COPY = "UPDATE users SET display_name = nickname WHERE display_name IS NULL;";
const TOUCH = "ALTER TABLE users ADD COLUMN age integer;";

interface Story {
  readonly history: readonly string[];
  readonly migration?: string;
  /** schema.prisma before and after. */
  readonly fields?: readonly [before: string, after: string];
  readonly now?: string;
}

function snapshotOf({ history, migration = TOUCH, fields, now = "2026-02-01T00:00:00Z" }: Story): Snapshot {
  const applied = history.map((text, at) => ({ path: `prisma/migrations/2026010${at + 1}000000_step/migration.sql`, text }));
  const schema = (lines: string): { path: string; text: string } => ({
    path: "prisma/schema.prisma",
    text: `datasource db {\n  provider = "postgresql"\n}\nmodel User {\n  id Int @id\n${lines}\n  @@map("users")\n}\n`,
  });
  const before = [...applied, ...(fields ? [schema(fields[0])] : [])];
  const after = [...applied, { path: "prisma/migrations/20260131000000_now/migration.sql", text: migration }, ...(fields ? [schema(fields[1])] : [])];
  return { pull: { title: "", body: "", base: "main", head: "0", draft: false }, files: compareFiles(before, after), missing: [], waivers: [], now };
}

async function ledger(story: Story, staleAfterDays = 90): Promise<OpenRollout[]> {
  const { config } = readConfig(undefined);
  const { databases } = await analyze(snapshotOf(story), config);
  return databases.flatMap((database) => ledgerOf(database, staleAfterDays));
}

const OPEN = { table: "users", from: ["nickname"], to: "display_name", since: "2026-01-02" };

describe("a rollout", () => {
  it("is open from the backfill that copies the old column", async () => {
    expect(await ledger({ history: [INIT, EXPAND] })).toEqual([]);
    expect(await ledger({ history: [INIT, EXPAND, COPY] })).toEqual([{ ...OPEN, done: ["expand", "backfill"], next: "switch" }]);
    expect(await ledger({ history: [INIT, `${EXPAND}\n${COPY}`] })).toEqual([{ ...OPEN, done: ["expand", "backfill"], next: "switch" }]);
  });

  it("is switched once the schema ignores or lacks the old field, and the drop ends it", async () => {
    const fields = '  nickname String? @ignore\n  displayName String? @map("display_name")';
    const history = [INIT, EXPAND, COPY];
    expect(await ledger({ history, fields: [fields, `${fields}\n  age Int?`] })).toEqual([{ ...OPEN, done: ["expand", "backfill", "switch"], next: "contract" }]);
    const drop = "ALTER TABLE users DROP COLUMN nickname;";
    expect(await ledger({ history, migration: drop })).toEqual([{ ...OPEN, done: ["expand", "backfill"], now: "contract" }]);
    expect(await ledger({ history: [...history, drop] })).toEqual([]);
  });

  it("takes its next step with a pull request that ignores the old field", async () => {
    const both = '  nickname String?\n  displayName String? @map("display_name")';
    expect(await ledger({ history: [INIT, EXPAND, COPY], migration: TOUCH, fields: [both, both.replace("String?\n", "String? @ignore\n")] })).toEqual([
      { ...OPEN, done: ["expand", "backfill"], now: "switch", next: "contract" },
    ]);
  });

  it("is begun by an annotation alone, however it is filled", async () => {
    const field = '  nickname String?\n  /// @expand replaces: nickname, name\n  displayName String? @map("display_name")\n  name String?';
    const begun = { table: "users", from: ["nickname", "name"], to: "display_name", since: "2026-01-02" };
    expect(await ledger({ history: [INIT, EXPAND], fields: [field, field] })).toEqual([{ ...begun, done: ["expand"], next: "backfill" }]);
    const fill = "UPDATE users SET display_name = coalesce(nickname, name);";
    expect(await ledger({ history: [INIT, EXPAND], migration: fill, fields: [field, field] })).toEqual([{ ...begun, done: ["expand"], now: "backfill", next: "switch" }]);
    expect(await ledger({ history: [INIT, EXPAND, fill], fields: [field, field] })).toEqual([{ ...begun, done: ["expand", "backfill"], next: "switch" }]);
    expect(await ledger({ history: [INIT, EXPAND, "COMMENT ON COLUMN users.display_name IS '@expand replaces: nickname';"] })).toEqual([
      { ...OPEN, done: ["expand"], next: "backfill" },
    ]);
  });

  it("is read of a changed type", async () => {
    const history = [INIT, "ALTER TABLE users ADD COLUMN amount_big bigint;", 'UPDATE "users" SET "amount_big" = "amount"::bigint;'];
    expect(await ledger({ history })).toMatchObject([{ from: ["amount"], to: "amount_big" }]);
    expect(await ledger({ history: [...history.slice(0, 2), "UPDATE users SET amount_big = CAST(users.amount AS bigint);"] })).toMatchObject([{ from: ["amount"] }]);
  });
});

describe("no rollout", () => {
  it.each([
    ["a value that is derived and stays beside its source", "slug text", "UPDATE users SET slug = lower(name);"],
    ["another event's time", "updated_at timestamptz", "UPDATE users SET updated_at = created_at;"],
    ["a constant", "display_name text", "UPDATE users SET display_name = 'x';"],
    ["another table's key", "team_id integer", "UPDATE users SET team_id = team.id FROM team;"],
    ["the table's own key", "old_id integer", "UPDATE users SET old_id = id;"],
    ["two columns put together", "full_name text", "UPDATE users SET full_name = nickname || name;"],
  ])("%s", async (_, column, update) => {
    expect(await ledger({ history: [INIT, `ALTER TABLE users ADD COLUMN ${column};`, update] })).toEqual([]);
  });

  it("a column that its table was made with", async () => {
    expect(await ledger({ history: [INIT, "UPDATE users SET name = nickname;"] })).toEqual([]);
  });
});

describe("where and when it is shown", () => {
  const other = "CREATE TABLE other (id integer PRIMARY KEY);";
  const sure = { history: [INIT, "ALTER TABLE users ADD COLUMN nick_name text;", "UPDATE users SET nick_name = nickname;"], migration: other };

  it("on other tables' pull requests only when it is old, to the day", async () => {
    expect(await ledger({ ...sure, now: "2026-02-01T00:00:00Z" }, 30)).toEqual([]);
    expect(await ledger({ ...sure, now: "2026-02-02T00:00:00Z" }, 30)).toMatchObject([{ staleDays: 31 }]);
  });

  it("and only if it is sure that the new column takes the old one's place", async () => {
    expect(await ledger({ history: [INIT, EXPAND, COPY], migration: other, now: "2027-01-01T00:00:00Z" })).toEqual([]);
  });

  it("in the verdict, by the configuration's days; no key where there is none", async () => {
    const snapshot = snapshotOf({ ...sure, now: "2026-01-20T00:00:00Z" });
    expect(await examine(snapshot)).not.toHaveProperty("ledger");
    const config = { path: ".github/schema-review.yml", text: "rollout: { staleAfterDays: 10 }\n" };
    expect((await examine({ ...snapshot, config })).ledger).toMatchObject([{ to: "nick_name", staleDays: 18 }]);
  });
});

describe("the day in a migration's name", () => {
  it.each([
    ["20260131120000_add", "2026-01-31"],
    ["V2026.01.31__add.sql", "2026-01-31"],
    ["2026-01-31-add", "2026-01-31"],
    ["20260131_add", "2026-01-31"],
    ["1769817600000_add", "2026-01-31"],
    ["0001_init", undefined],
    ["V20__add", undefined],
    ["20261340120000_add", undefined],
  ])("%s", (name, day) => expect(dayOf(name)).toBe(day));
});
