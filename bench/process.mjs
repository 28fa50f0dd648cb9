/** Whole processes and what they cost: wall time, CPU time of the process with its children, peak memory. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** Runs a command to its end. `cpu` and `wall` in milliseconds; any exit code counts as done, since linters exit with 1 when they find something. */
export function run(command, args, { cwd, input } = {}) {
  return new Promise((resolve, reject) => {
    const before = childrenCpu();
    const start = performance.now();
    const child = spawn(command, args, { cwd, stdio: [input === undefined ? "ignore" : "pipe", "pipe", "ignore"] });
    const chunks = [];
    child.stdout.on("data", (chunk) => chunks.push(chunk));
    child.on("error", reject);
    child.on("close", (code) =>
      resolve({ code, stdout: Buffer.concat(chunks).toString("utf8"), wall: performance.now() - start, cpu: before === undefined ? undefined : childrenCpu() - before }),
    );
    if (input !== undefined) child.stdin.end(input);
  });
}

/** User and system time of all children that have ended, in milliseconds: proc_pid_stat(5), fields 16 and 17, in ticks of 10 ms. Linux only. */
function childrenCpu() {
  try {
    const fields = readFileSync("/proc/self/stat", "utf8").split(") ")[1].split(" ");
    return (Number(fields[13]) + Number(fields[14])) * 10;
  } catch {
    return undefined;
  }
}

export function median(numbers) {
  const sorted = numbers.filter((number) => number !== undefined).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** `--name value` pairs. */
export function options(known) {
  const values = {};
  const args = process.argv.slice(2);
  for (let at = 0; at < args.length; at += 2) {
    const name = args[at].replace(/^--/, "");
    if (!known.includes(name) || args[at + 1] === undefined) throw new Error(`expected ${known.map((one) => `--${one} <value>`).join(", ")}; got ${args.slice(at).join(" ")}`);
    values[name] = args[at + 1];
  }
  return values;
}

export function milliseconds(value) {
  return value === undefined ? "–" : `${Math.round(value)} ms`;
}
