/** Tries what the analysis process must not be able to do, and does what the pull request's title says. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { serve } from "./protocol.mjs";

function attempt(action) {
  try {
    action();
    return "done";
  } catch (error) {
    return error.code ?? error.name;
  }
}

const ORDERS = {
  environment: () => [JSON.stringify(process.env)],
  escape: ({ body }) => [
    `write ${attempt(() => writeFileSync(body, "x"))}`,
    `read ${attempt(() => readFileSync(body))}`,
    `spawn ${attempt(() => spawnSync("true"))}`,
    `thread ${attempt(() => new Worker("0", { eval: true }))}`,
    `eval ${attempt(() => new Function("return 1")())}`,
  ],
  hang: () => {
    for (;;);
  },
  grow: () => {
    const held = [];
    for (;;) held.push(Buffer.alloc(8 * 1024 * 1024, 1));
  },
  crash: () => process.kill(process.pid, "SIGSEGV"),
  throw: () => {
    throw new RangeError("broken on purpose");
  },
};

serve(({ pull, files }) => {
  const order = files.length === 0 ? undefined : ORDERS[pull.title];
  return order ? order(pull) : [`pid ${process.pid}`];
});
