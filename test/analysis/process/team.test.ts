/** Several analysis processes for one snapshot. */
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import { createExaminer, type Examiner } from "../../../src/examiner.ts";
import { createTeam } from "../../../src/examiner-team.ts";
import type { Snapshot } from "../../../src/model/snapshot.ts";

const LIMITS = { timeLimitMs: 60_000, memoryLimitBytes: 1_500 * 1024 * 1024 };
const open: Examiner[] = [];

function kept(examiner: Examiner): Examiner {
  open.push(examiner);
  return examiner;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

const snapshot: Snapshot = {
  pull: { title: "throw", body: "", base: "main", head: "f00", draft: false },
  files: ["a", "b", "c"].map((name) => ({
    path: `${name}/migrations/1_init.sql`,
    status: "added",
    after: `CREATE TABLE ${name} (id int);\nALTER TABLE old ADD COLUMN x int NOT NULL;`,
  })),
  missing: [],
  waivers: [],
  now: "2026-01-15T12:00:00Z",
  findingsOnly: true,
};

it("gives the verdict that one process gives", async () => {
  const alone = await kept(createExaminer({ processes: 1 })).examine(snapshot);
  expect(alone.findings.length).toBeGreaterThan(2);
  const team = kept(createTeam(2, LIMITS));
  expect(await team.examine(snapshot)).toEqual(alone);
  expect(await team.examine({ ...snapshot, findingsOnly: false })).toMatchObject({ findings: alone.findings, migrations: [{}, {}, {}] });
});

it("verifies nothing when one of its processes breaks", async () => {
  const team = kept(createTeam(2, { ...LIMITS, entry: fileURLToPath(new URL("./entries/observe.mjs", import.meta.url)) }));
  expect(await team.examine(snapshot)).toMatchObject({
    outcome: "incomplete",
    gaps: [{ reason: "The pull request could not be analysed: the analysis failed (RangeError: broken on purpose)." }],
  });
});
