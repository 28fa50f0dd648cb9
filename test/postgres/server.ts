/** A real PostgreSQL for the tests that need one: started from the server binary of this machine, thrown away afterwards. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";

export interface TestPostgres {
  readonly url: string;
  /** Ends it as a crash would. */
  pause(): Promise<void>;
  /** The same, if it runs, and starts it again on the same data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** The folder of `initdb` and `postgres`; `undefined`: none is installed. The newest, if there are several. */
export const POSTGRES_BINARIES = findBinaries();

/** Printed once where these tests are left out. */
export const WHY_SKIPPED = "No PostgreSQL server binary (/usr/lib/postgresql/*/bin, PATH): the tests of the queue on PostgreSQL are SKIPPED. Debian: apt-get install postgresql";

function findBinaries(): string | undefined {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((version) => join(debian, version, "bin")), ...(process.env.PATH ?? "").split(delimiter)];
  return folders.find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres")));
}

export async function startPostgres(): Promise<TestPostgres> {
  const binaries = POSTGRES_BINARIES as string;
  const folder = mkdtempSync("/tmp/schema-review-pg-");
  const user = unprivileged();
  if (user) execFileSync("chown", [`${user.uid}:${user.gid}`, folder]);
  const as = { ...user, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: "C" } };
  execFileSync(join(binaries, "initdb"), ["-D", join(folder, "data"), "-U", "tests", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"], { ...as, stdio: "pipe" });
  const port = await freePort();
  const settings = ["listen_addresses = '127.0.0.1'", `unix_socket_directories = ''`, `port = ${port}`, "fsync = off", "max_connections = 60", "shared_buffers = 16MB"];
  writeFileSync(join(folder, "data", "postgresql.conf"), `${settings.join("\n")}\n`);
  let server = await boot();
  return {
    url: `postgres://tests@127.0.0.1:${port}/postgres`,
    pause: () => end(server, "SIGQUIT"),
    async restart() {
      await end(server, "SIGQUIT");
      server = await boot();
    },
    async stop() {
      await end(server, "SIGQUIT");
      rmSync(folder, { recursive: true, force: true });
    },
  };

  function boot(): Promise<ChildProcess> {
    const child = spawn(join(binaries, "postgres"), ["-D", join(folder, "data")], { ...as, stdio: ["ignore", "ignore", "pipe"] });
    // A test that fails before it stops its server leaves none behind.
    const atExit = (): void => void child.kill("SIGQUIT");
    process.once("exit", atExit);
    child.once("exit", () => process.off("exit", atExit));
    return new Promise((resolve, reject) => {
      let said = "";
      child.stderr.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes("ready to accept connections")) resolve(child);
      });
      child.once("exit", () => reject(new Error(`PostgreSQL did not start: ${said}`)));
    });
  }
}

function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill(signal);
  });
}

/** PostgreSQL refuses to run as root. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  const [, , uid, gid] = (lines.find((line) => line.startsWith("postgres:")) ?? lines.find((line) => line.startsWith("nobody:")) ?? "::65534:65534").split(":");
  return { uid: Number(uid), gid: Number(gid) };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
