import { spawn } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jobOf, unheard } from "../../src/cli/review-pull.ts";

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

describe("the name of a pull request", () => {
  it("is owner/repo#number, or its address", () => {
    const job = { kind: "pull", owner: "acme", repo: "my.shop", number: 12 };
    for (const name of ["acme/my.shop#12", "https://github.com/acme/my.shop/pull/12", "https://ghe.example.org/acme/my.shop/pull/12/files?w=1"])
      expect(jobOf(name)).toMatchObject(job);
  });

  it("is refused in any other form", () => {
    for (const name of ["", "12", "acme/shop", "acme#12", "acme/shop#x", "acme/shop#12345678901", "a/b/c#1", "acme/../x#1"])
      expect(() => jobOf(name)).toThrow("Write owner/repo#12");
  });
});

describe("waivers in the comments", () => {
  const spoken = { id: "1#0", kind: "waive", target: "no-drop-table", reason: "x", by: "carol", at: "2026-03-01T00:00:00Z" } as const;

  it("that only the app knows are told of: the verdict here may be another than the check's", () => {
    expect(unheard([spoken, { ...spoken, kind: "override", id: "2#0" }])).toBe(
      "schema-review: 2 waivers or overrides in the comments do not count here. They hold by the app's answers to them, and GITHUB_TOKEN is not the app's.\n",
    );
    expect(unheard([spoken])).toContain("1 waiver or override in the comments does not count here");
  });

  it("that count, or are none, are not", () => {
    expect(unheard([{ ...spoken, given: { command: 0, fingerprints: ["0123456789abcdef"] } }])).toBe("");
    expect(unheard([])).toBe("");
    expect(unheard(undefined)).toBe("");
  });
});

describe("review --pull", () => {
  let server: Server;
  let url = "";
  const seen: string[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      seen.push(`${request.method} ${request.headers.authorization}`);
      const status = request.url?.includes("/gone/") ? 404 : request.url?.includes("/secret/") ? 403 : 401;
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ message: "no" }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  function run(name: string): Promise<{ code: number | null; err: string }> {
    const child = spawn(process.execPath, [MAIN, "review", "--pull", name], {
      env: { PATH: process.env.PATH ?? "", GITHUB_TOKEN: "t0ken", GITHUB_API_URL: url },
      stdio: ["ignore", "inherit", "pipe"],
    });
    let err = "";
    child.stderr.on("data", (chunk: Buffer) => {
      err += chunk.toString("utf8");
    });
    return new Promise((resolve) => child.on("close", (code) => resolve({ code, err })));
  }

  it("says what to do when GitHub refuses, and never shows the token", async () => {
    expect(await run("acme/gone#1")).toEqual({ code: 2, err: "schema-review: GitHub knows no pull request acme/gone#1, or GITHUB_TOKEN may not see it.\n" });
    expect(await run("acme/shop#1")).toEqual({ code: 2, err: "schema-review: GitHub does not accept GITHUB_TOKEN: it is wrong or has expired.\n" });
    const refused = await run("acme/secret#1");
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("Reading needs contents: read");
    expect(seen.every((request) => request.startsWith("GET ") && request.endsWith("t0ken"))).toBe(true);
  });
});
