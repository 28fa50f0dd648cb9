/** The HTTP server: what it lets in, and how it stops. */
import { createHmac } from "node:crypto";
import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Office, openOffice, pullPayload, SECRET } from "./fake/office.ts";
import { smallExamine } from "./fake/small-examine.ts";
import { checkOf, DROPS_COLUMN, openShop, SHOP } from "./shop.ts";

let office: Office;
beforeEach(async () => {
  office = await openShop();
});
afterEach(() => office.close());

const WEBHOOKS = "/api/github/webhooks";
const LIMIT = 25 * 1024 * 1024;

function post(path: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(office.url + path, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", "x-github-event": "pull_request", "x-github-delivery": "d1", ...headers },
  });
}

function signed(body: string | Buffer): Record<string, string> {
  return { "x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}` };
}

describe("webhooks", () => {
  it("with a wrong signature, of another secret or none are refused, and do nothing", async () => {
    const pull = office.github.openPull({ files: DROPS_COLUMN });
    const body = JSON.stringify(pullPayload(office.github, pull, "opened"));
    const answers = [await post(WEBHOOKS, body, { "x-hub-signature-256": "sha256=00" }), await post(WEBHOOKS, body), await post(WEBHOOKS, `${body} `, signed(body))];
    for (const { status } of answers) expect([400, 401]).toContain(status);
    expect(await office.deliver("pull_request", pullPayload(office.github, pull, "opened"), { secret: "development" })).toBe(400);
    await office.settle();
    expect(office.requests()).toEqual([]);
  });

  it("are signed over their bytes, so any text passes", async () => {
    const pull = office.github.openPull({ files: DROPS_COLUMN, title: "Drop 🐘 “nickname”" });
    expect(await office.pullEvent(pull, "opened")).toBe(200);
    expect(await office.deliver("pull_request", { ...pullPayload(office.github, pull, "labeled"), note: "ünï 🐘 \u2028" })).toBe(200);
  });

  it("that are no JSON or no object are refused without an answer about our insides", async () => {
    for (const body of ["{", "[]", "null", '"text"', "{}", '{"action":"opened"}']) {
      const response = await post(WEBHOOKS, body, { ...signed(body), "x-github-delivery": body });
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(await response.text()).not.toMatch(/Cannot read|at .*\.[jt]s:\d/);
    }
    expect((await fetch(`${office.url}/healthz`)).status).toBe(200);
  });

  it("may come to the root, where the set-up page sends them", async () => {
    const body = JSON.stringify(pullPayload(office.github, office.github.openPull({ files: {} }), "labeled"));
    expect((await post("/", body, signed(body))).status).toBe(200);
  });

  it("of unknown events and actions are taken and dropped", async () => {
    expect(await office.deliver("star", { action: "created" })).toBe(200);
    expect(await office.deliver("pull_request", pullPayload(office.github, office.github.openPull({ files: {} }), "assigned"))).toBe(200);
    await office.settle();
    expect(office.requests()).toEqual([]);
  });
});

describe("bodies over 25 MB", () => {
  it("are answered with 413 by their own word", async () => {
    const body = Buffer.alloc(LIMIT + 1, " ");
    expect((await post(WEBHOOKS, body, signed(body))).status).toBe(413);
  });

  it("are answered with 413 by count when they do not say", async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(office.url + WEBHOOKS, { method: "POST", headers: { "content-type": "application/json", "transfer-encoding": "chunked" } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.on("error", reject);
      for (let at = 0; at < 26; at++) sent.write(Buffer.alloc(1024 * 1024, " "));
      sent.end();
    });
    expect(status).toBe(413);
  });

  it("of just 25 MB are read, and judged by their signature", async () => {
    const body = Buffer.alloc(LIMIT, " ");
    expect((await post(WEBHOOKS, body, { "x-hub-signature-256": "sha256=00" })).status).toBe(400);
  });
});

describe("other routes", () => {
  it.each([
    ["GET", "/healthz", 200],
    ["HEAD", "/healthz", 200],
    ["GET", "/readyz", 200],
    ["GET", "/readyz/", 200],
    ["GET", WEBHOOKS, 405],
    ["GET", "/", 404],
    ["POST", "/healthz", 404],
    ["GET", "/api/github/webhooks/../../../package.json", 404],
  ])("%s %s is %d", async (method, path, status) => {
    expect((await fetch(office.url + path, { method })).status).toBe(status);
  });
});

describe("stopping", () => {
  it("finishes the review under way, and is not ready meanwhile", async () => {
    await office.close();
    let goOn = (): void => {};
    let begun = false;
    office = await openOffice(SHOP, {
      examine: async (snapshot) => {
        begun = true;
        await new Promise<void>((resolve) => {
          goOn = resolve;
        });
        return smallExamine(snapshot);
      },
      realTime: true,
    });
    const pull = office.github.openPull({ files: DROPS_COLUMN });
    await office.pullEvent(pull, "opened");
    while (!begun) await new Promise((resolve) => setImmediate(resolve));
    const stopped = office.running.stop(20_000);
    await expect(fetch(`${office.url}/readyz`)).rejects.toThrow();
    goOn();
    expect(await stopped).toBe(true);
    expect(checkOf(office, 1)).toMatchObject({ conclusion: "failure" });
    expect(pull.threads).toHaveLength(1);
  });
});
