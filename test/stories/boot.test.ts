/** `npm start`, as the built program in a process of its own: what it says when it cannot start, and the set-up page. */
import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";

const SERVER = fileURLToPath(new URL("../../dist/github/server.js", import.meta.url));
const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const SET = { APP_ID: "1", PRIVATE_KEY: privateKey.replaceAll("\n", "\\n"), WEBHOOK_SECRET: "of the tests" };

/** No .env, no key file of whoever runs the tests. */
let folder: string;
let child: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "schema-review-"));
});
afterEach(() => {
  child?.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

interface Started {
  readonly output: () => string;
  readonly exit: Promise<number | null>;
  says(text: RegExp): Promise<RegExpExecArray>;
}

function boot(env: Record<string, string>): Started {
  const started = spawn(process.execPath, [SERVER], { cwd: folder, env: { PATH: process.env.PATH, HOST: "127.0.0.1", ...env } });
  child = started;
  let output = "";
  const listeners = new Set<() => void>();
  for (const stream of [started.stdout, started.stderr])
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      for (const listener of listeners) listener();
    });
  const exit = new Promise<number | null>((resolve) => started.on("close", resolve));
  return {
    output: () => output,
    exit,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = text.exec(output);
          if (match) resolve(match);
        };
        listeners.add(look);
        void exit.then(() => reject(new Error(`it ended and had only said: ${output}`)));
        look();
      }),
  };
}

it.each([
  ["no secret", { ...SET, WEBHOOK_SECRET: "" }, "WEBHOOK_SECRET is empty"],
  ["Probot's default secret", { ...SET, WEBHOOK_SECRET: "development" }, 'WEBHOOK_SECRET is "development"'],
  ["a key that is none", { ...SET, PRIVATE_KEY: "not a key" }, "is no private key"],
  ["nothing, in production", { NODE_ENV: "production" }, "APP_ID, PRIVATE_KEY (or PRIVATE_KEY_PATH) and WEBHOOK_SECRET are not set"],
])("with %s it ends at once and says what to do", async (_what, env, message) => {
  const started = boot({ ...env, PORT: "0" });
  expect(await started.exit).toBe(1);
  expect(started.output()).toContain("schema-review cannot start.");
  expect(started.output()).toContain(message);
  expect(started.output()).not.toMatch(/^\s+at /m);
});

it("with credentials it listens, is healthy, and ends with 0 on SIGTERM", async () => {
  const started = boot({ ...SET, PORT: "0" });
  const [, port] = await started.says(/listens on port (\d+)/);
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
  child?.kill("SIGTERM");
  expect(await started.exit).toBe(0);
  expect(started.output()).toContain("schema-review stopped.");
});

it("without any it offers the set-up page, and says where", async () => {
  const port = await freePort();
  const started = boot({ PORT: String(port), NO_SMEE_SETUP: "true" });
  await started.says(new RegExp(`Open http://localhost:${port} `));
  await started.says(/Listening on/);
  const page = await fetch(`http://127.0.0.1:${port}/`);
  expect(page.url).toContain("/probot");
  expect(await page.text()).toContain("settings/apps/new");
  child?.kill("SIGTERM");
  expect(await started.exit).toBe(0);
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
