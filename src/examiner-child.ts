/** One analysis process: started without environment, with Node's permission model, under a clock and a memory limit. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { setPriority } from "node:os";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Answer, Question } from "./analysis/process.ts";
import type { Heard } from "./analysis/verdict/hearing.ts";
import type { Verdict } from "./model/verdict.ts";

export interface ChildLimits {
  readonly timeLimitMs: number;
  readonly memoryLimitBytes: number;
  readonly entry?: string;
  /** Its priority, as of nice(1): a server lets what it has to answer go first. Default: that of this process. */
  readonly niceness?: number;
}

export type Reply = { readonly verdict: Verdict } | { readonly heard: Heard } | { readonly reason: string };

/** Why there is no verdict. */
export function reasonOf(reply: Exclude<Reply, { readonly verdict: Verdict }>): string {
  return "reason" in reply ? reply.reason : "the analysis gave no verdict";
}

export interface WarmChild {
  /** One at a time. Never rejects; after any reason the process is dead or dying. */
  ask(question: Question): Promise<Reply>;
  kill(): void;
  /** Settles when the process has ended; with words, when nobody asked it to. */
  readonly ended: Promise<string | undefined>;
  readonly reviews: number;
}

/** A process that has not said it is ready by then never will. */
const START_LIMIT_MS = 20_000;
const MEMORY_CHECK_MS = 100;
const HERE = fileURLToPath(import.meta.url);
/** `src` is only ever run from by the tests; the process itself needs the built files. */
const DIST = HERE.endsWith(".ts") ? join(dirname(HERE), "..", "dist") : dirname(HERE);
const PARSERS = ["@prisma/internals", "libpg-query", "oxc-parser", "pgsql-ast-parser", "picomatch", "yaml", "zod"];

export function startChild(limits: ChildLimits): WarmChild {
  const entry = limits.entry ?? join(DIST, "bundle", "process.js");
  const child = spawn(process.execPath, [...permissions(entry), entry], { env: {}, cwd: dirname(entry), stdio: ["ignore", "ignore", "pipe", "ipc"], serialization: "json" });
  if (limits.niceness !== undefined) lower(child, limits.niceness);
  let settle: ((reply: Reply) => void) | undefined;
  let wanted = false;
  let errors = "";
  let reviews = 0;
  child.stderr?.on("data", (chunk: Buffer) => {
    errors = (errors + chunk.toString("utf8")).slice(-4_000);
  });
  letParentGo(child);

  const ready = new Promise<void>((resolve) => {
    child.on("message", (message: Answer) => {
      if ("ready" in message) resolve();
      else if (message.id === reviews) settle?.(replyOf(message));
    });
  });
  const ended = new Promise<string | undefined>((resolve) => {
    let failure: string | undefined;
    child.on("error", (error) => {
      failure = `the analysis process could not be started (${error.message})`;
    });
    child.once("close", (code, signal) => {
      const reason = failure ?? `the analysis process ended unexpectedly (${signal ?? `exit code ${code}`})`;
      settle?.({ reason });
      const hint = lastWords(errors);
      resolve(wanted ? undefined : hint === "" ? reason : `${reason}: ${hint}`);
    });
  });

  function kill(): void {
    wanted = true;
    // Whoever waits for the end must live to see it.
    child.ref();
    child.kill("SIGKILL");
  }

  async function ask(question: Question): Promise<Reply> {
    reviews++;
    holdParent(child);
    const watches: (() => void)[] = [];
    const reply = await new Promise<Reply>((resolve) => {
      settle = resolve;
      const stop = (reason: string): void => {
        resolve({ reason });
        kill();
      };
      if (!child.connected) return resolve({ reason: "the analysis process had ended" });
      watches.push(watchMemory(child, limits.memoryLimitBytes, stop), watchClock(START_LIMIT_MS, "the analysis process did not start within", stop));
      void ready
        .then(() => {
          if (settle !== resolve) return;
          watches.pop()?.();
          watches.push(watchClock(limits.timeLimitMs, "it took longer than", stop));
          child.send({ id: reviews, ...question }, (error) => error && resolve({ reason: "the analysis process had ended" }));
        })
        .catch((error: Error) => stop(`it could not be handed to the analysis process (${error.message})`));
    });
    settle = undefined;
    for (const end of watches) end();
    letParentGo(child);
    return reply;
  }

  return {
    ask,
    kill,
    ended,
    get reviews() {
      return reviews;
    },
  };
}

function lower({ pid }: ChildProcess, niceness: number): void {
  try {
    if (pid !== undefined) setPriority(pid, niceness);
  } catch {
    // Not allowed here, or it has ended: it is as important as this process, then.
  }
}

/** Each returns what ends it. */
function watchClock(limitMs: number, words: string, stop: (reason: string) => void): () => void {
  const clock = setTimeout(() => stop(`${words} ${limitMs / 1000} s`), limitMs);
  return () => clearTimeout(clock);
}

function watchMemory(child: ChildProcess, limitBytes: number, stop: (reason: string) => void): () => void {
  const timer = setInterval(() => {
    if (residentBytes(child.pid) > limitBytes) stop(`it needed more than ${Math.round(limitBytes / 1024 / 1024)} MB of memory`);
  }, MEMORY_CHECK_MS);
  return () => clearInterval(timer);
}

/** Linux: proc_pid_status(5). Elsewhere 0: there the heap limit alone holds. */
function residentBytes(pid: number | undefined): number {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/**
 * No file may be written, no process or thread started, no string run as code; read only: our own code and the parsers' packages.
 * Node's manual, "Permissions": `--experimental-permission` until 22.12 and 23.4, `--permission` since.
 */
function permissions(entry: string): string[] {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const stable = major > 23 || (major === 23 && minor >= 5) || (major === 22 && minor >= 13);
  const readable = [join(dirname(DIST), "package.json"), join(DIST, "*"), join(dirname(entry), "*"), ...packageFolders().map((folder) => join(folder, "*"))];
  return [
    stable ? "--permission" : "--experimental-permission",
    ...[...new Set(readable)].map((path) => `--allow-fs-read=${path}`),
    "--allow-addons",
    "--disallow-code-generation-from-strings",
    "--no-warnings",
    "--max-old-space-size=1024",
  ];
}

/** The outermost node_modules of each parser: its own dependencies may be hoisted or linked anywhere below it. And the one where it is found, which may be a link. */
function packageFolders(): string[] {
  const require = createRequire(join(DIST, "index.js"));
  const folders = PARSERS.flatMap((name) => {
    const path = require.resolve(name);
    const mark = `${sep}node_modules${sep}`;
    const seen = require.resolve.paths(name)?.find((folder) => existsSync(join(folder, name)));
    return [path.slice(0, path.indexOf(mark) + mark.length - 1), ...(seen === undefined ? [] : [seen])];
  });
  return [...new Set(folders)].filter(existsSync);
}

function replyOf(answer: Exclude<Answer, { readonly ready: true }>): Reply {
  if ("error" in answer) return { reason: `the analysis failed (${answer.error})` };
  if ("heard" in answer) return { heard: answer.heard };
  return isVerdict(answer.verdict) ? { verdict: answer.verdict } : { reason: "the analysis gave no verdict" };
}

function isVerdict(value: unknown): value is Verdict {
  const { outcome, findings, gaps } = (value ?? {}) as Partial<Verdict>;
  return (outcome === "passed" || outcome === "failed" || outcome === "incomplete") && Array.isArray(findings) && Array.isArray(gaps);
}

/** Node's own last words about a broken start, never the text of a pull request. */
function lastWords(errors: string): string {
  return (/^(?:\w*Error(?: \[\w+\])?|FATAL ERROR): .{0,300}/m.exec(errors)?.[0] ?? "").trim();
}

function letParentGo(child: ChildProcess): void {
  child.unref();
  child.channel?.unref();
  (child.stderr as { unref?: () => void } | null)?.unref?.();
}

function holdParent(child: ChildProcess): void {
  child.ref();
  child.channel?.ref();
}
