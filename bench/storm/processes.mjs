/** The server as built, in processes of its own, and what Linux and its own metrics say of them. */
import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";

export const SECRET = "a secret of the bench";
const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

/** Resolves once it listens. */
export async function boot(program, env) {
  const child = spawn(process.execPath, [program], {
    env: {
      PATH: process.env.PATH,
      PRIVATE_KEY: privateKey,
      WEBHOOK_SECRET: SECRET,
      GHE_PROTOCOL: "http",
      PORT: "0",
      HOST: "127.0.0.1",
      LOG_LEVEL: "error",
      ...env,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = await new Promise((done, fail) => {
    child.stdout.on("data", (chunk) => {
      const match = /listens on port (\d+)/.exec(chunk.toString());
      if (match) done(match[1]);
    });
    child.once("exit", () => fail(new Error("the server did not start")));
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    child,
    url,
    /** Lines of `/metrics` by their name and labels. */
    async metrics() {
      const text = await fetch(`${url}/metrics`).then((response) => response.text());
      return new Map([...text.matchAll(/^(schema_review_\S+) (\S+)$/gm)].map(([, name, value]) => [name, Number(value)]));
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      await new Promise((done) => child.once("exit", done));
    },
  };
}

const megabytes = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;

/** Resident memory of a server and of its analysis processes, sampled; Linux only. */
export function watchMemory({ child: { pid } }, every = 250) {
  const samples = [];
  const look = () => {
    try {
      const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean);
      const analysis = children.map((one) => {
        try {
          return megabytes(one);
        } catch {
          return 0;
        }
      });
      samples.push({ server: megabytes(pid), analysis: analysis.reduce((sum, size) => sum + size, 0) });
    } catch {
      // It has ended.
    }
  };
  look();
  const timer = setInterval(look, every);
  return {
    /** At the start, at the peak, at the end, and at every tenth of the time. */
    stop(whose) {
      clearInterval(timer);
      look();
      const sizes = samples.map((sample) => sample[whose]);
      const tenths = Array.from({ length: 11 }, (_, at) => sizes[Math.round(((sizes.length - 1) * at) / 10)]);
      const whole = (size) => size.toFixed(0);
      return `${whole(sizes[0])} at the start, ${whole(Math.max(...sizes))} at most, ${whole(sizes.at(-1))} at the end; over the time: ${tenths.map(whole).join(" ")}`;
    },
  };
}
