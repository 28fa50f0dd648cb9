/** Which waivers and overrides count, for what, and why the others do not. */
import { describe, expect, it } from "vitest";
import { configValues } from "../../../src/analysis/config/config-values.ts";
import { readConfig } from "../../../src/analysis/config/read-config.ts";
import { examine } from "../../../src/analysis/examine.ts";
import { incompleteVerdict, withoutPassing } from "../../../src/model/incomplete.ts";
import { ROLES, type Role } from "../../../src/model/role.ts";
import type { Snapshot, Waiver } from "../../../src/model/snapshot.ts";

const HEAD = "a".repeat(40);
const SQL = 'ALTER TABLE "User" ADD COLUMN "plan" TEXT NOT NULL;\n';

function snapshotOf(waivers: readonly Waiver[], { sql = SQL, config, ...more }: { sql?: string; config?: string } & Omit<Partial<Snapshot>, "config"> = {}): Snapshot {
  return {
    pull: { title: "", body: "", base: "main", head: HEAD, draft: false },
    files: [
      { path: "prisma/migrations/0001_init/migration.sql", status: "unchanged", before: 'CREATE TABLE "User" ("id" SERIAL PRIMARY KEY);\n' },
      { path: "prisma/migrations/0002_plan/migration.sql", status: "added", after: sql },
    ],
    missing: [],
    waivers,
    now: "2026-01-05T10:00:00Z",
    ...(config === undefined ? {} : { config: { path: ".github/schema-review.yml", text: config } }),
    ...more,
  } as Snapshot;
}

const waive = (more: Partial<Waiver> = {}): Waiver => ({ kind: "waive", id: "1#0", target: "no-required-column", reason: "empty table", by: "carol", role: "write", ...more });
const override = (more: Partial<Waiver> = {}): Waiver => ({ kind: "override", id: "2#0", reason: "incident", by: "dave", role: "maintain", head: HEAD, ...more });
const outcomeOf = async (snapshot: Snapshot) => (await examine(snapshot)).waivers?.[0];

describe("a waiver", () => {
  it("of a rule means what the rule finds now; recorded, only what it found then", async () => {
    const verdict = await examine(snapshotOf([waive()]));
    expect(verdict.waived.map(({ rule }) => rule)).toEqual(["no-required-column"]);
    expect(verdict.waivers).toMatchObject([{ outcome: "applied", fingerprints: [verdict.waived[0]?.fingerprint] }]);
    const later = await examine(snapshotOf([waive({ fingerprints: [verdict.waived[0]?.fingerprint ?? ""] })], { sql: SQL.replace("plan", "level") }));
    expect(later.outcome).toBe("failed");
    expect(later.waivers).toMatchObject([{ outcome: "void" }]);
  });

  it("of a fingerprint may shorten it, but not to nothing", async () => {
    const [finding] = (await examine(snapshotOf([]))).findings;
    const print = finding?.fingerprint ?? "";
    for (const [target, outcome] of [
      [print, "applied"],
      [print.slice(0, 7), "applied"],
      [print.slice(0, 6), "void"],
      ["", "void"],
    ] as const)
      expect(await outcomeOf(snapshotOf([waive({ target })]))).toMatchObject({ outcome });
  });

  it.each(ROLES)("by the role %s counts if that reaches what the configuration asks for", async (role: Role) => {
    const needed = { undefined: "write", "waivers: { permission: maintain }": "maintain", "waivers: { permission: admin }": "admin" } as const;
    for (const [config, least] of Object.entries(needed)) {
      const outcome = await outcomeOf(snapshotOf([waive({ role })], config === "undefined" ? {} : { config }));
      const may = ROLES.indexOf(role) >= ROLES.indexOf(least);
      expect(outcome?.outcome).toBe(may ? "applied" : "refused");
      if (!may) expect(outcome?.why).toBe(`To waive a finding takes the role \`${least}\` in this repository; you have \`${role}\`.`);
    }
  });

  it.each([
    ["a rule that does not exist", waive({ target: "no-such-rule" })],
    ["a rule that found nothing", waive({ target: "no-n-plus-one" })],
    ["findings that are gone", waive({ fingerprints: ["0123456789abcdef"] })],
    ["no findings", waive({ fingerprints: [] })],
    ["nothing", { kind: "waive", id: "1#0", reason: "x", by: "carol", role: "write" } as Waiver],
    ["every rule", waive({ target: "*" })],
    ["the name of an object's property", waive({ target: "constructor" })],
  ])("of %s is void", async (_what, waiver) => {
    const verdict = await examine(snapshotOf([waiver]));
    expect(verdict.outcome).toBe("failed");
    expect(verdict.waivers).toMatchObject([{ outcome: "void", fingerprints: [] }]);
  });

  it("does not touch what is ignored in the code", async () => {
    const sql = `-- schema-review-ignore no-required-column: empty\n${SQL}`;
    const verdict = await examine(snapshotOf([waive()], { sql }));
    expect(verdict.waived.find(({ rule }) => rule === "no-required-column")?.waiver.how).toBe("comment");
    expect(verdict.waivers).toMatchObject([{ outcome: "void" }]);
  });
});

describe("an override", () => {
  it("passes with everything that was found, and for its head alone", async () => {
    const verdict = await examine(snapshotOf([override()]));
    expect(verdict).toMatchObject({ outcome: "passed", override: { by: "dave", reason: "incident" } });
    expect(verdict.findings.length).toBeGreaterThan(0);
    expect((await examine(snapshotOf([override({ head: "b".repeat(40) })]))).outcome).toBe("failed");
  });

  it.each(ROLES)("by the role %s", async (role: Role) => {
    expect((await examine(snapshotOf([override({ role })]))).outcome).toBe(role === "maintain" || role === "admin" ? "passed" : "failed");
    expect((await examine(snapshotOf([override({ role })], { config: "waivers: { override: admin }" }))).outcome).toBe(role === "admin" ? "passed" : "failed");
  });

  it("passes what could not be read", async () => {
    const gaps = { missing: [{ path: "prisma/schema.prisma", reason: "it is a symbolic link" }] };
    expect((await examine(snapshotOf([], gaps))).outcome).toBe("incomplete");
    expect((await examine(snapshotOf([override()], gaps))).outcome).toBe("passed");
  });

  it("of an invalid configuration, and of an analysis that broke, takes an administrator", async () => {
    for (const [role, outcome] of [
      ["maintain", "incomplete"],
      ["admin", "passed"],
    ] as const) {
      const snapshot = snapshotOf([override({ role })], { config: "rules: [" });
      expect((await examine(snapshot)).outcome).toBe(outcome);
      expect(incompleteVerdict(snapshot, "it broke").outcome).toBe(outcome);
      expect(withoutPassing(await examine(snapshot), snapshot, "it broke").outcome).toBe(outcome);
    }
  });

  it("never comes from a waiver", async () => {
    expect((await examine(snapshotOf([{ ...waive(), head: HEAD }, waive({ target: HEAD })]))).override).toBeUndefined();
  });
});

describe("a description that a finding hangs on", () => {
  it("is asked for while the finding stands, and not where nothing hangs on it", async () => {
    const drop = { sql: 'DROP TABLE "User";\n' };
    const verdict = await examine(snapshotOf([], drop));
    expect(verdict.findings.map(({ rule }) => rule)).toContain("no-data-loss");
    expect(verdict.asksDescription).toBe(true);
    const all = [...new Set(verdict.findings.map(({ rule }) => rule))];
    expect(
      (
        await examine(
          snapshotOf(
            all.map((target, n) => waive({ id: `1#${n}`, target })),
            drop,
          ),
        )
      ).asksDescription,
    ).toBeUndefined();
    expect((await examine(snapshotOf([], { sql: 'ALTER TABLE "User" ADD COLUMN "note" TEXT;\n' }))).asksDescription).toBeUndefined();
  });
});

describe("the configuration in force", () => {
  const valuesOf = (text: string | undefined) => {
    const file = text === undefined ? undefined : { path: ".github/schema-review.yml", text };
    const { config, problems } = readConfig(text);
    expect(problems).toEqual([]);
    return new Map(configValues(config, file).map(({ key, value, from }) => [key, `${value} from ${from}`]));
  };

  it("says of each value where it comes from", () => {
    const values = valuesOf("presets: [strict]\nrules:\n  no-float-money: off\n  no-cascade-reach:\n    severity: error\ncomments:\n  max: 5\ntables:\n  users: { rows: 12 }\n");
    expect(values.get("rules.no-float-money.severity")).toBe('"off" from .github/schema-review.yml:3');
    expect(values.get("rules.no-cascade-reach.severity")).toBe('"error" from .github/schema-review.yml:5');
    expect(values.get("comments.max")).toBe("5 from .github/schema-review.yml:7");
    expect(values.get("comments.sticky")).toBe('"findings" from default');
    expect([...values].find(([key, told]) => key.startsWith("rules.") && told.includes("a preset"))?.[1]).toBe('"error" from a preset of .github/schema-review.yml');
  });

  it("is all defaults without a file", () => {
    expect([...valuesOf(undefined).values()].every((told) => told.endsWith("from default"))).toBe(true);
  });

  it("is told only where it is asked for", async () => {
    expect((await examine(snapshotOf([]))).configuration).toBeUndefined();
    expect((await examine({ ...snapshotOf([]), asksConfig: true })).configuration?.length).toBeGreaterThan(20);
  });
});
