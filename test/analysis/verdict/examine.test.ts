/** From a pull request's files to its verdict: what blocks, what is waived, what cannot be verified, and what a finding is called. */
import { describe, expect, it } from "vitest";
import { examine } from "../../../src/analysis/examine.ts";
import { compareFiles } from "../../../src/model/compare-files.ts";
import type { Snapshot, Waiver } from "../../../src/model/snapshot.ts";
import type { SourceFile } from "../../../src/model/source.ts";
import type { Verdict } from "../../../src/model/verdict.ts";

const INIT = 'CREATE TABLE "User" ("id" BIGINT PRIMARY KEY, "email" TEXT NOT NULL, "age" INTEGER);';
const INDEX = 'CREATE INDEX "User_age_idx" ON "User"("age");';
const LOCK = { path: "prisma/migrations/migration_lock.toml", text: 'provider = "postgresql"\n' };
const BASE: SourceFile[] = [LOCK, { path: "prisma/migrations/1_init/migration.sql", text: INIT }];
const PATH = "prisma/migrations/2_index/migration.sql";

function snapshot(sql: string, options: { config?: string; waivers?: Waiver[]; extra?: SourceFile[]; missing?: Snapshot["missing"]; head?: string } = {}): Snapshot {
  const added = sql === "" ? [] : [{ path: PATH, text: sql }];
  return {
    pull: { title: "A change", body: "", base: "main", head: options.head ?? "aaa", draft: false },
    files: compareFiles(BASE, [...BASE, ...added, ...(options.extra ?? [])]),
    missing: options.missing ?? [],
    ...(options.config === undefined ? {} : { config: { path: ".github/schema-review.yml", text: options.config } }),
    waivers: options.waivers ?? [],
    now: "2026-01-15T12:00:00Z",
  };
}

const rulesOf = ({ findings }: Verdict): string[] => findings.map(({ rule, severity }) => `${severity} ${rule}`);

describe("the verdict", () => {
  it("fails when a required gate has an error", async () => {
    const verdict = await examine(snapshot(INDEX));
    expect(verdict.outcome).toBe("failed");
    expect(rulesOf(verdict)).toContain("error require-concurrent-index");
    expect(verdict.gates.map(({ gate, outcome }) => `${gate} ${outcome}`)).toEqual([
      "relations passed",
      "invariants passed",
      "rollout failed",
      "recovery passed",
      "queries passed",
    ]);
  });

  it("passes when nothing touches the database, and says that nothing did", async () => {
    expect(await examine(snapshot("", { extra: [{ path: "package.json", text: "{}" }] }))).toMatchObject({ outcome: "passed", relevant: false, findings: [], phase: "neutral" });
  });

  it("shows an advisory gate's errors but does not fail for them", async () => {
    const verdict = await examine(snapshot(INDEX, { config: "gates:\n  rollout: advisory\n" }));
    expect(verdict.outcome).toBe("passed");
    expect(rulesOf(verdict)).toContain("error require-concurrent-index");
  });

  it("does not run the rules of a gate that is off", async () => {
    expect(rulesOf(await examine(snapshot(INDEX, { config: "gates:\n  rollout: off\n" })))).toEqual([]);
  });

  it("takes a rule's severity from the configuration", async () => {
    const verdict = await examine(snapshot(INDEX, { config: "rules:\n  require-concurrent-index: warning\n" }));
    expect(verdict.outcome).toBe("passed");
    expect(rulesOf(verdict)).toContain("warning require-concurrent-index");
    expect(rulesOf(await examine(snapshot(INDEX, { config: "rules:\n  require-concurrent-index: off\n" })))).not.toContain("error require-concurrent-index");
  });

  it("is incomplete when a file could not be fetched, whatever else was found", async () => {
    const verdict = await examine(snapshot(INDEX, { missing: [{ path: "prisma/schema.prisma", reason: "It is too large." }] }));
    expect(verdict).toMatchObject({ outcome: "incomplete", gaps: [{ span: { path: "prisma/schema.prisma" }, reason: "It is too large." }] });
    expect(rulesOf(verdict)).toContain("error require-concurrent-index");
  });

  it("does not mind a large SQL file that is no migration, nor an ignored path", async () => {
    const verdict = await examine(
      snapshot("", {
        config: 'paths:\n  ignore: ["legacy/**"]\n',
        missing: [
          { path: "prisma/sample-seed.sql", reason: "It is too large." },
          { path: "legacy/schema.prisma", reason: "It is too large." },
        ],
      }),
    );
    expect(verdict.outcome).toBe("passed");
  });

  it("judges nothing under an invalid configuration, and says each problem's place", async () => {
    const verdict = await examine(snapshot(INDEX, { config: "postgres: 16\nruels: {}\n" }));
    expect(verdict).toMatchObject({ outcome: "incomplete", findings: [] });
    expect(verdict.gaps[0]?.span).toMatchObject({ path: ".github/schema-review.yml", start: 13 });
  });

  it("does not obey the configuration that the pull request brings, but fails for an invalid one", async () => {
    const off = { path: ".github/schema-review.yml", text: "rules:\n  require-concurrent-index: off\n" };
    expect((await examine(snapshot(INDEX, { extra: [off] }))).outcome).toBe("failed");
    const invalid = snapshot("", { extra: [{ ...off, text: "rules: [" }] });
    expect((await examine(invalid)).outcome).toBe("incomplete");
    const ofOrganisation = { path: "acme/.github:.github/schema-review.yml", text: "rules: {}\n" };
    expect((await examine({ ...invalid, config: ofOrganisation })).outcome).toBe("incomplete");
  });

  it("is incomplete when the configuration comes under a name that nobody reads", async () => {
    const { outcome, gaps } = await examine(snapshot("", { extra: [{ path: ".github/schema-review.yaml", text: "rules: {}\n" }] }));
    expect(outcome).toBe("incomplete");
    expect(gaps).toEqual([
      {
        span: { path: ".github/schema-review.yaml", side: "head", start: 0, end: 0 },
        reason: "The configuration is read from `.github/schema-review.yml` alone: rename this file, or nothing of it is obeyed.",
      },
    ]);
  });

  it("tells phase, locks on old tables and the way back of each new migration", async () => {
    const { migrations, phase, evidence } = await examine(snapshot(`${INDEX}\nCREATE TABLE "Tag" ("id" BIGINT PRIMARY KEY);`));
    expect(phase).toBe("expand");
    expect(migrations).toMatchObject([{ path: PATH, phase: "expand", locks: [{ table: "User", mode: "SHARE", held: ["builds"] }], rollback: { grade: "reversible" } }]);
    expect(evidence.join("\n")).toContain("PostgreSQL 15");
  });
});

describe("ignore comments", () => {
  it("silence a rule at their statement, with the reason", async () => {
    const verdict = await examine(snapshot(`-- schema-review-ignore require-concurrent-index: forty rows\n${INDEX}`));
    expect(verdict.outcome).toBe("passed");
    expect(verdict.waived).toMatchObject([{ rule: "require-concurrent-index", waiver: { how: "comment", reason: "forty rows" } }]);
    expect(verdict.gates.find(({ gate }) => gate === "rollout")).toMatchObject({ outcome: "passed", waived: 1 });
  });

  it("have no effect without a reason, and say so", async () => {
    expect(rulesOf(await examine(snapshot(`-- schema-review-ignore require-concurrent-index\n${INDEX}`)))).toEqual(
      expect.arrayContaining(["error require-concurrent-index", "warning no-unused-ignore"]),
    );
  });

  it("do not reach the next statement", async () => {
    const verdict = await examine(snapshot(`-- schema-review-ignore require-concurrent-index: forty rows\n${INDEX}\nCREATE INDEX "User_email_idx" ON "User"("email");`));
    expect(rulesOf(verdict)).toContain("error require-concurrent-index");
  });
});

describe("waivers given on GitHub", () => {
  const waiver = { reason: "agreed", by: "boss" };

  it("waive by rule or by fingerprint", async () => {
    const [finding] = (await examine(snapshot(INDEX))).findings;
    for (const target of ["require-concurrent-index", finding?.fingerprint ?? ""]) {
      const verdict = await examine(snapshot(INDEX, { waivers: [{ kind: "waive", target, ...waiver }] }));
      expect(verdict.outcome).toBe("passed");
      expect(verdict.waived).toMatchObject([{ rule: "require-concurrent-index", waiver: { how: "command", by: "boss", reason: "agreed" } }]);
    }
  });

  it("by fingerprint end when the statement changes", async () => {
    const [finding] = (await examine(snapshot(INDEX))).findings;
    const waivers = [{ kind: "waive" as const, target: finding?.fingerprint ?? "", ...waiver }];
    expect((await examine(snapshot(INDEX.replace('"age"', '"email"'), { waivers }))).outcome).toBe("failed");
  });

  it("override one head, not the next", async () => {
    const waivers = [{ kind: "override" as const, head: "aaa", ...waiver }];
    expect((await examine(snapshot(INDEX, { waivers }))).outcome).toBe("passed");
    expect((await examine(snapshot(INDEX, { waivers, head: "bbb" }))).outcome).toBe("failed");
  });
});

describe("fingerprints", () => {
  const print = async (sql: string): Promise<string[]> =>
    (await examine(snapshot(sql))).findings.filter(({ rule }) => rule === "require-concurrent-index").map(({ fingerprint }) => fingerprint);

  it("stay the same when lines move and white space changes", async () => {
    expect(await print(`-- a comment\n\n\n${INDEX.replace(" ON ", "\n  ON ")}`)).toEqual(await print(INDEX));
  });

  it("differ between equal statements, and are the same again next time", async () => {
    const twice = `${INDEX}\n${INDEX}`;
    const prints = await print(twice);
    expect(new Set(prints).size).toBe(2);
    expect(await print(twice)).toEqual(prints);
  });

  it("differ from file to file and from rule to rule", async () => {
    const { findings } = await examine(snapshot(INDEX));
    expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(findings.length);
  });
});
