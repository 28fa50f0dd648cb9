/** `schema-review doctor` in front of a GitHub that is set up well, and in every way badly. */
import { generateKeyPairSync } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import nock from "nock";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readManifest } from "../../src/cli/doctor/app-checks.ts";
import { type Line, ok } from "../../src/cli/doctor/line.ts";
import { checkAnalysis, checkDatabase, checkNode } from "../../src/cli/doctor/machine-checks.ts";
import { diagnose } from "../../src/cli/doctor.ts";
import { POSTGRES_BINARIES, startPostgres } from "../postgres/server.ts";

const KEY = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs1", format: "pem" }).toString();
const SET = { APP_ID: "77", PRIVATE_KEY: KEY, WEBHOOK_SECRET: "s3cret-of-the-doctor" };
const { default_permissions: permissions, default_events: events } = readManifest();

/** What GitHub says; a test changes what it is about. */
interface Github {
  app: object | number;
  config: object | number;
  deliveries: object[];
  installations: object[];
  installation: object | number;
  rules: object[];
  date: string;
}
let github: Github;
let server: Server;
let health: number;

beforeAll(async () => {
  server = createServer((_request, response) => response.writeHead(health).end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => server.close());

beforeEach(() => {
  health = 200;
  const at = "2026-11-22T10:00:00Z";
  github = {
    app: { id: 77, name: "our review", slug: "our-review", html_url: "https://github.com/apps/our-review", permissions: { ...permissions }, events: [...events] },
    config: { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/github/webhooks`, content_type: "json", insecure_ssl: "0", secret: "********" },
    deliveries: [{ id: 1, status: "OK", status_code: 200, delivered_at: at }],
    installations: [{ id: 5, account: { login: "acme" }, permissions: { ...permissions }, suspended_at: null, html_url: "https://github.com/installations/5" }],
    installation: { id: 5 },
    rules: [{ type: "required_status_checks", parameters: { required_status_checks: [{ context: "schema-review", integration_id: 77 }] } }],
    date: new Date().toUTCString(),
  };
  if (!nock.isActive()) nock.activate();
  nock.disableNetConnect();
  nock.enableNetConnect("127.0.0.1");
  const api = nock("https://api.github.com").persist();
  const answer = (path: string, say: () => object | number) =>
    api.get(path).reply(() => {
      const said = say();
      return typeof said === "number" ? [said, { message: "no" }, { date: github.date }] : [200, said, { date: github.date }];
    });
  answer("/app", () => github.app);
  answer("/app/hook/config", () => github.config);
  answer("/app/hook/deliveries?per_page=30", () => github.deliveries);
  answer("/app/installations?per_page=100", () => github.installations);
  answer("/repos/acme/shop/installation", () => github.installation);
  answer("/repos/acme/shop", () => ({ default_branch: "main" }));
  answer("/repos/acme/shop/rules/branches/main?per_page=100", () => github.rules);
  api.post("/app/installations/5/access_tokens").reply(201, { token: "ghs_x", expires_at: new Date(Date.now() + 3_600_000).toISOString(), permissions: {} });
});
afterEach(() => {
  nock.cleanAll();
  nock.restore();
});

async function lines(values: Record<string, string> = SET, repo?: string): Promise<Line[]> {
  const all: Line[] = [];
  const analysis = async () => ok("analysis", "Looked at below.");
  for await (const line of diagnose({ values, analysis, ...(repo === undefined ? {} : { repo }) })) all.push(line);
  for (const { level, todo, said } of all) {
    if (level !== "ok") expect(todo).toMatch(/\w.*\.|https?:|GRANT/);
    expect(said).not.toMatch(/s3cret-of-the-doctor|BEGIN/);
  }
  return all;
}

async function troubles(values?: Record<string, string>, repo?: string): Promise<string[]> {
  return (await lines(values, repo)).filter(({ level }) => level !== "ok").map(({ level, about, said }) => `${level} ${about}: ${said}`);
}

const PLAIN_HTTP = /^warn webhook: Webhooks go to http:.* without verified encryption/;

describe("a set-up that is right", () => {
  it("is said to be right, thing by thing", async () => {
    const all = await lines(SET, "acme/shop");
    expect(all.map(({ about }) => about)).toEqual([
      "version",
      "node",
      "analysis",
      "settings",
      "queue",
      "credentials",
      "permissions",
      "events",
      "webhook",
      "reachability",
      "deliveries",
      "installations",
      "required check",
    ]);
    // The server of this test speaks no TLS.
    expect(await troubles(SET, "acme/shop")).toEqual([expect.stringMatching(PLAIN_HTTP)]);
  });
});

describe("settings that are wrong", () => {
  it("are all told, and GitHub is not asked", async () => {
    const told = await troubles({ ...SET, WEBHOOK_SECRET: "development", PORT: "x" });
    expect(told).toEqual([expect.stringContaining("WEBHOOK_SECRET"), expect.stringContaining("PORT")]);
  });

  it("that are not there are told", async () => {
    expect(await troubles({})).toEqual(["fail credentials: There are none."]);
  });
});

describe("GitHub that", () => {
  const bad = (name: string, change: () => void, expected: RegExp, repo?: string) =>
    it(name, async () => {
      change();
      const told = (await troubles(SET, repo)).filter((line) => !PLAIN_HTTP.test(line));
      expect(told).toEqual([expect.stringMatching(expected)]);
    });
  const app = (more: object) => () => {
    github.app = { ...(github.app as object), ...more };
  };
  const config = (more: object) => () => {
    github.config = { ...(github.config as object), ...more };
  };

  bad("does not take the key", () => (github.app = 401), /^fail credentials: GitHub did not take them/);
  bad("knows no such app", () => (github.app = 404), /^fail credentials/);
  bad("is down", () => (github.app = 503), /^fail credentials/);
  bad("has another time", () => (github.date = new Date(Date.now() - 120_000).toUTCString()), /^warn clock: This machine's clock is 1\d\d seconds ahead of/);
  bad("grants too little", app({ permissions: { ...permissions, checks: "read" } }), /^fail permissions: The app lacks checks: write\./);
  bad("grants too much", app({ permissions: { ...permissions, administration: "write" } }), /^warn permissions: The app has more than it uses: administration: write\./);
  bad("tells of too little", app({ events: events.filter((name) => name !== "pull_request") }), /^fail events: The app is not told of: pull_request\./);
  bad("has no webhook", () => (github.config = 404), /^fail webhook: Its configuration could not be read/);
  bad("has no webhook address", config({ url: undefined }), /^fail webhook: The app has no webhook address/);
  bad("sends forms", config({ content_type: "form" }), /^fail webhook: Webhooks are sent as "form"/);
  bad("signs nothing", config({ secret: undefined }), /^fail webhook: GitHub signs nothing/);
  bad("sent nothing for days", () => (github.deliveries = []), /^warn deliveries: GitHub has sent no webhook/);
  bad(
    "could not deliver",
    () => github.deliveries.unshift({ id: 2, status: "failed to connect", status_code: 0, delivered_at: "x" }),
    /^fail deliveries: 1 of the last 2 webhooks failed \(failed to connect\)/,
  );
  bad("had its signatures refused", () => github.deliveries.unshift({ id: 2, status: "Bad Request", status_code: 400, delivered_at: "x" }), /^fail deliveries: .*\(400\)/);
  bad("could not deliver for a while", () => github.deliveries.push({ id: 0, status: "x", status_code: 502, delivered_at: "x" }), /^warn deliveries: .*\(502\)/);
  bad("has the app installed nowhere", () => (github.installations = []), /^warn installations: The app is installed nowhere/);
  bad("has the app suspended", () => Object.assign(github.installations[0]!, { suspended_at: "x" }), /^warn installations: acme has suspended the app/);
  bad(
    "has old permissions in an installation",
    () => Object.assign(github.installations[0]!, { permissions: { metadata: "read" } }),
    /^fail installations: acme has not accepted all permissions/,
  );
  bad("does not have the app in the repository", () => (github.installation = 404), /^fail repository: The app is not installed on acme\/shop/, "acme/shop");
  bad("requires nothing there", () => (github.rules = []), /^warn required check: No ruleset of acme\/shop requires/, "https://github.com/acme/shop");
  bad(
    "requires something else",
    () => (github.rules = [{ type: "required_status_checks", parameters: { required_status_checks: [{ context: "ci" }] } }, { type: "deletion" }]),
    /^warn required check: No ruleset/,
    "acme/shop",
  );
  bad(
    "requires it from another app",
    () => (github.rules = [{ type: "required_status_checks", parameters: { required_status_checks: [{ context: "schema-review", integration_id: 3 }] } }]),
    /^fail required check: .*from another app \(3\)/,
    "acme/shop",
  );
  bad(
    "requires it from anybody",
    () => (github.rules = [{ type: "required_status_checks", parameters: { required_status_checks: [{ context: "schema-review" }] } }]),
    /^warn required check: .*from any source/,
    "acme/shop",
  );

  it("sends them to another path", async () => {
    github.config = { ...(github.config as object), url: `${new URL((github.config as { url: string }).url).origin}/hooks` };
    expect(await troubles()).toContainEqual("warn webhook: Webhooks are sent to /hooks.");
  });

  it("sends webhooks where nobody answers is no failure by itself", async () => {
    health = 500;
    expect(await troubles()).toContainEqual(expect.stringMatching(/^warn reachability: .* answers 500\./));
    github.config = { ...(github.config as object), url: "http://127.0.0.1:1/api/github/webhooks" };
    expect(await troubles()).toContainEqual(expect.stringMatching(/^warn reachability: .*cannot be reached from here/));
  });

  it("is not asked about a repository that is none", async () => {
    await expect(lines(SET, "acme")).rejects.toThrow('"acme" names no repository');
  });
});

describe("this machine", () => {
  it("needs a Node.js that is not too old", () => {
    expect(checkNode("v20.18.3")).toMatchObject({ level: "fail" });
    for (const version of ["v20.19.0", "v22.1.0", "v24.0.1"]) expect(checkNode(version).level).toBe("ok");
  });

  it("needs an analysis process that works", async () => {
    expect(await checkAnalysis(Date.now)).toMatchObject({ about: "analysis", said: expect.stringMatching(/reads a migration|for a small migration/) });
    expect(await checkAnalysis(Date.now, "/nowhere/process.js")).toMatchObject({ level: "fail", said: expect.stringContaining("did not read a small migration") });
  });

  it("needs a database that answers, if one is set", async () => {
    expect(await checkDatabase(undefined)).toMatchObject({ level: "ok" });
    const line = await checkDatabase("postgres://app:hunter2@127.0.0.1:1/x");
    expect(line).toMatchObject({ level: "fail" });
    expect(JSON.stringify(line)).not.toContain("hunter2");
  });

  it.skipIf(!POSTGRES_BINARIES)("is told how much waits in it", async () => {
    const postgres = await startPostgres();
    expect(await checkDatabase(postgres.url)).toMatchObject({ level: "ok", said: expect.stringMatching(/^PostgreSQL \d+ keeps the work; 0 waiting\.$/) });
    await postgres.stop();
  });
});
