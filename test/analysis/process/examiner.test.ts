import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { getPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { defaultConfig } from "../../../src/analysis/config/read-config.ts";
import { createExaminer, type Examiner, type ExaminerOptions } from "../../../src/examiner.ts";
import { DEFAULT_SETTINGS } from "../../../src/model/incomplete.ts";
import type { Snapshot } from "../../../src/model/snapshot.ts";

const OBSERVE = fileURLToPath(new URL("./entries/observe.mjs", import.meta.url));
const open: Examiner[] = [];

function examiner(options: ExaminerOptions = {}): Examiner {
  const created = createExaminer({ processes: 1, entry: OBSERVE, ...options });
  open.push(created);
  return created;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

/** The test entry does what the title says. */
function snapshot(title: string, body = ""): Snapshot {
  return {
    pull: { title, body, base: "main", head: "f00", draft: false },
    files: [
      { path: "a.sql", status: "added", after: "SELECT 1;" },
      { path: "schema.prisma", status: "added", after: "model User { id Int @id }" },
    ],
    missing: [],
    waivers: [],
    now: "2026-01-15T12:00:00Z",
  };
}

async function evidence(one: Examiner, title: string, body = ""): Promise<readonly string[]> {
  return (await one.examine(snapshot(title, body))).evidence;
}

describe("the analysis process", () => {
  it("sees nothing of the environment", async () => {
    process.env.TOKEN_OF_THE_TEST = "secret";
    const [seen = ""] = await evidence(examiner(), "environment");
    delete process.env.TOKEN_OF_THE_TEST;
    expect(seen).not.toContain("secret");
    expect(Object.keys(JSON.parse(seen)).filter((name) => !name.startsWith("NODE_CHANNEL"))).toEqual([]);
  });

  it("leaves the processor to the process that started it, where that says so", async () => {
    const pidOf = async (one: Examiner): Promise<number> => Number((await evidence(one, "pid"))[0]?.split(" ")[1]);
    const own = getPriority();
    expect(getPriority(await pidOf(examiner({ niceness: own + 3 })))).toBe(own + 3);
    expect(getPriority(await pidOf(examiner()))).toBe(own);
  });

  it("can neither write, read foreign files, start processes or threads, nor run strings as code", async () => {
    const target = join(mkdtempSync(join(tmpdir(), "schema-review-")), "secret.txt");
    writeFileSync(target, "kept");
    expect(await evidence(examiner(), "escape", target)).toEqual([
      "write ERR_ACCESS_DENIED",
      "read ERR_ACCESS_DENIED",
      "spawn ERR_ACCESS_DENIED",
      "thread ERR_ACCESS_DENIED",
      "eval EvalError",
    ]);
  });

  it("is kept for the next review, and replaced after so many", async () => {
    const one = examiner({ reviewsPerProcess: 2 });
    const pids = [];
    for (let i = 0; i < 4; i++) pids.push((await evidence(one, "who"))[0]);
    expect(pids[1]).toBe(pids[0]);
    expect(pids[2]).not.toBe(pids[0]);
    expect(pids[3]).toBe(pids[2]);
  });
});

describe("a pull request that breaks the analysis", () => {
  it.each([
    ["hang", { timeLimitMs: 300 }, "it took longer than 0.3 s"],
    ["grow", { memoryLimitBytes: 300 * 1024 * 1024 }, "it needed more than 300 MB of memory"],
    ["crash", {}, "the analysis process ended unexpectedly (SIGSEGV)"],
    ["throw", {}, "the analysis failed (RangeError: broken on purpose)"],
  ] as const)("by a %s is incomplete, with the reason at its largest file; the next one is reviewed", async (title, options, reason) => {
    const one = examiner(options);
    const verdict = await one.examine(snapshot(title));
    expect(verdict.outcome).toBe("incomplete");
    expect(verdict.gates.map(({ outcome }) => outcome)).toEqual(Array(5).fill("incomplete"));
    expect(verdict.gaps[0]).toEqual({ span: { path: "schema.prisma", side: "head", start: 0, end: 0 }, reason: `The pull request could not be analysed: ${reason}.` });
    expect((await one.examine(snapshot("who"))).outcome).toBe("passed");
  });

  it("does not disturb another one that is examined meanwhile", async () => {
    const one = examiner({ processes: 2, timeLimitMs: 1_000 });
    const verdicts = await Promise.all(["hang", "who", "who", "crash", "who"].map((title) => one.examine(snapshot(title))));
    expect(verdicts.map(({ outcome }) => outcome)).toEqual(["incomplete", "passed", "passed", "incomplete", "passed"]);
  });

  it("is within the limits when it stays below them", async () => {
    const one = examiner({ timeLimitMs: 10_000, memoryLimitBytes: 500 * 1024 * 1024 });
    expect((await one.examine(snapshot("who"))).outcome).toBe("passed");
  });

  it("gets the check name that was configured, or the default one", () => {
    const { check, comments, drafts } = defaultConfig;
    expect(DEFAULT_SETTINGS).toEqual({ checkName: check.name, threshold: comments.threshold, sticky: comments.sticky, maxComments: comments.max, drafts });
  });
});

describe("an examiner", () => {
  it("survives a snapshot that is too large to be handed over", async () => {
    const one = examiner();
    const tooLarge = {
      ...snapshot("who"),
      toJSON(): never {
        throw new RangeError("Invalid string length");
      },
    };
    const { outcome, gaps } = await one.examine(tooLarge);
    expect([outcome, gaps[0]?.reason]).toEqual(["incomplete", "The pull request could not be analysed: it could not be handed to the analysis process (Invalid string length)."]);
    expect((await one.examine(snapshot("who"))).outcome).toBe("passed");
  });

  it("says why a process does not start", async () => {
    const logged: string[] = [];
    const one = examiner({ entry: fileURLToPath(new URL("./entries/never-ready.mjs", import.meta.url)), log: (message) => logged.push(message) });
    const verdict = await one.examine(snapshot("who"));
    expect(verdict.gaps[0]?.reason).toContain("the analysis process ended unexpectedly (exit code 1)");
    expect(logged[0]).toContain("Error: cannot find the parser");
  });

  it("that is closed answers what waits, and what comes later", async () => {
    const one = examiner({ timeLimitMs: 60_000 });
    const hanging = [one.examine(snapshot("hang")), one.examine(snapshot("hang"))];
    await one.close();
    for (const verdict of await Promise.all([...hanging, one.examine(snapshot("who"))])) expect(verdict.outcome).toBe("incomplete");
  });

  it("that is idle lets the program end, and its process ends with it", async () => {
    const program = `
      const { createExaminer } = await import(${JSON.stringify(new URL("../../../dist/examiner.js", import.meta.url).href)});
      const examiner = createExaminer({ processes: 1, entry: ${JSON.stringify(OBSERVE)} });
      const { evidence } = await examiner.examine(${JSON.stringify(snapshot("who"))});
      console.log(evidence[0].replace("pid ", ""));
    `;
    const pid = execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8", timeout: 20_000 }).trim();
    expect(Number(pid)).toBeGreaterThan(0);
    await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 5_000 }).toBe(false);
  });

  it("that is killed takes its process along", async () => {
    const program = `
      const { createExaminer } = await import(${JSON.stringify(new URL("../../../dist/examiner.js", import.meta.url).href)});
      const examiner = createExaminer({ processes: 1, entry: ${JSON.stringify(OBSERVE)} });
      const { evidence } = await examiner.examine(${JSON.stringify(snapshot("who"))});
      console.log(evidence[0].replace("pid ", ""));
      setInterval(() => {}, 1000);
    `;
    const parent = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: ["ignore", "pipe", "inherit"] });
    const pid = await new Promise<string>((resolve) => parent.stdout.once("data", (data: Buffer) => resolve(data.toString("utf8").trim())));
    parent.kill("SIGKILL");
    await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 5_000 }).toBe(false);
  });
});
