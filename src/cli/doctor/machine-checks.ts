/** This machine: Node.js, the analysis process, the database that keeps the work. */
import { createExaminer } from "../../examiner.ts";
import { reasonOf } from "../../github/failures.ts";
import { openDatabase } from "../../github/queue/postgres/database.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { fail, type Line, ok, warn } from "./line.ts";

/** As package.json says. */
const OLDEST_NODE = [20, 19];
/** Milliseconds that a process may need to read one migration; usually some hundred. */
const SLOW_ANALYSIS = 5_000;
const OLDEST_POSTGRES = 130_000;

export function checkNode(version: string): Line {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  const [oldest = 0, least = 0] = OLDEST_NODE;
  const isNew = major > oldest || (major === oldest && minor >= least);
  return isNew ? ok("node", `Node.js ${version}.`) : fail("node", `Node.js ${version} is too old.`, `Install ${OLDEST_NODE.join(".")} or newer.`);
}

const MIGRATION = "prisma/migrations/20260101000000_init/migration.sql";
const SMALL: Snapshot = {
  pull: { title: "", body: "", base: "main", head: "", draft: false },
  files: [{ path: MIGRATION, status: "added", after: "CREATE TABLE doctors (id bigint PRIMARY KEY);\n" }],
  missing: [],
  waivers: [],
  now: "2026-01-01T00:00:00.000Z",
};

/** Reads a migration of one line in a process of its own, as every review does. `now`: milliseconds. */
export async function checkAnalysis(now: () => number, entry?: string): Promise<Line> {
  const began = now();
  const examiner = createExaminer({ processes: 1, ...(entry === undefined ? {} : { entry }) });
  try {
    const { gaps, migrations } = await examiner.examine(SMALL);
    const took = now() - began;
    const [gap] = gaps;
    if (gap || migrations.length === 0)
      return fail(
        "analysis",
        `The analysis process did not read a small migration: ${gap?.reason ?? "it found none"}`,
        "Run `npm ci` again; it needs 300 MB of memory and may start processes.",
      );
    if (took > SLOW_ANALYSIS) return warn("analysis", `The analysis process took ${(took / 1000).toFixed(1)} s for a small migration.`, "Give this machine more processor time.");
    return ok("analysis", "The analysis process reads a migration.");
  } finally {
    await examiner.close();
  }
}

/** Opens it as the server would, which makes the tables if they are not there. */
export async function checkDatabase(url: string | undefined): Promise<Line> {
  if (url === undefined) return ok("queue", "The work is kept in memory: one process, and what it loses is found again by looking around.");
  try {
    const database = await openDatabase(url, () => {});
    const [row] = await database.sql<{ number: string; waiting: number }>(
      "SELECT current_setting('server_version_num') AS number, (SELECT count(*)::integer FROM schema_review.work WHERE due IS NOT NULL) AS waiting",
    );
    await database.close();
    const number = Number(row?.number ?? 0);
    if (number < OLDEST_POSTGRES) return fail("queue", `PostgreSQL ${Math.floor(number / 10_000)} is too old.`, "Use 13 or newer.");
    return ok("queue", `PostgreSQL ${Math.floor(number / 10_000)} keeps the work; ${row?.waiting ?? 0} waiting.`);
  } catch (error) {
    const reason = reasonOf(error) || String((error as NodeJS.ErrnoException).code);
    return fail(
      "queue",
      `The database of DATABASE_URL cannot be used: ${reason}`,
      "It must be reachable from here, and its role must be allowed to create schemas: GRANT CREATE ON DATABASE …",
    );
  }
}
