/** What anybody can send to the server, and what it makes of it. */
import { createHmac } from "node:crypto";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Office, openOffice, pullPayload, SECRET } from "./fake/office.ts";
import { smallExamine } from "./fake/small-examine.ts";
import { checkOf, DROPS_COLUMN, SHOP } from "./shop.ts";

const PREVIOUS = "the secret before this one";
const WEBHOOKS = "/api/github/webhooks";
let office: Office;
let lines: string[];
beforeAll(async () => {
  lines = [];
  office = await openOffice(SHOP, { examine: smallExamine, env: { WEBHOOK_SECRET_PREVIOUS: PREVIOUS, LOG_LEVEL: "info" }, write: (line) => void lines.push(line) });
});
afterAll(() => office.close());

const sign = (body: string | Buffer, secret = SECRET, algorithm = "sha256"): string => `${algorithm}=${createHmac(algorithm, secret).update(body).digest("hex")}`;

async function post(body: string | Buffer, headers: Record<string, string | undefined> = {}, path = WEBHOOKS): Promise<{ status: number; text: string }> {
  const all = {
    "content-type": "application/json",
    "x-github-event": "pull_request",
    "x-github-delivery": crypto.randomUUID(),
    "x-hub-signature-256": sign(body),
    ...headers,
  };
  const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const response = await fetch(office.url + path, { method: "POST", body, headers: given });
  return { status: response.status, text: await response.text() };
}

function opened(): string {
  return JSON.stringify(pullPayload(office.github, office.github.openPull({ files: DROPS_COLUMN }), "opened"));
}

async function expectNothingDone(): Promise<void> {
  await office.settle();
  expect(office.requests()).toEqual([]);
  expect((await fetch(`${office.url}/healthz`)).status).toBe(200);
}

describe("a signature", () => {
  it.each([
    ["that is missing", () => undefined],
    ["that is empty", () => ""],
    ["of another secret", (body: string) => sign(body, "another")],
    ["of the empty secret", (body: string) => sign(body, "")],
    ["of Probot's default secret", (body: string) => sign(body, "development")],
    ["over other bytes", (body: string) => sign(`${body} `)],
    ["with SHA-1", (body: string) => sign(body, SECRET, "sha1")],
    ["without its prefix", (body: string) => sign(body).slice(7)],
    ["with another prefix", (body: string) => `sha512=${sign(body).slice(7)}`],
    ["in capitals", (body: string) => sign(body).toUpperCase()],
    ["that is cut", (body: string) => sign(body).slice(0, -1)],
    ["that is too long", (body: string) => `${sign(body)}0`],
    ["that is no hexadecimal", () => `sha256=${"z".repeat(64)}`],
    ["twice", (body: string) => `${sign(body)}, ${sign(body)}`],
    ["in the header of old, SHA-1", (body: string) => ({ "x-hub-signature": sign(body, SECRET, "sha1") })],
    ["made of zeros", () => `sha256=${"0".repeat(64)}`],
  ])("%s is refused", async (_what, make) => {
    const body = opened();
    const made = make(body);
    const { status, text } = await post(body, typeof made === "object" ? { ...made, "x-hub-signature-256": undefined } : { "x-hub-signature-256": made });
    expect(status).toBe(400);
    expect(text).not.toContain(SECRET);
    await expectNothingDone();
  });

  it.each([
    ["the secret", SECRET],
    ["the secret before it, while it is being changed", PREVIOUS],
  ])("of %s is taken", async (_what, secret) => {
    const body = opened();
    expect((await post(body, { "x-hub-signature-256": sign(body, secret) })).status).toBe(200);
    await office.settle();
    expect(checkOf(office, office.github.pulls.length)).toMatchObject({ conclusion: "failure" });
    office.requests();
  });
});

describe("a body", () => {
  it.each([
    ["that is empty", ""],
    ["that breaks off", '{"action":"opened"'],
    ["with something after it", '{"action":"opened"}}'],
    ["in single quotes", "{'action':'opened'}"],
    ["that is a list", "[]"],
    ["that is a string", '"opened"'],
    ["that is null", "null"],
    ["that is a number", "1e999"],
    ["that is an empty object", "{}"],
    ["without a pull request", JSON.stringify({ action: "opened", number: 1, repository: { id: 1, name: "shop", owner: { login: "acme" } } })],
    ["whose pull request is null", JSON.stringify({ action: "opened", number: 1, pull_request: null, repository: { id: 1, name: "shop", owner: { login: "acme" } } })],
    [
      "whose repository is a string",
      JSON.stringify({ action: "opened", number: 1, pull_request: { head: { sha: "a" }, base: { ref: "main", sha: "b" } }, repository: "acme/shop" }),
    ],
    ["that asks for the prototype", '{"__proto__":{"action":"opened"},"constructor":{"prototype":{}}}'],
    ["of a hundred thousand brackets", "[".repeat(100_000)],
    ["of a form", "payload=%7B%22action%22%3A%22opened%22%7D"],
    ["that is no UTF-8", Buffer.from([0x7b, 0xff, 0xfe, 0x22, 0x7d])],
    ["with a byte order mark", "\ufeff{}"],
  ])("%s is refused, or taken for nothing, without a word about our insides", async (_what, body) => {
    const { status, text } = await post(body);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(text).not.toMatch(/Cannot read|undefined|node_modules|\.[jt]s:\d/);
    await expectNothingDone();
  });
});

describe("headers", () => {
  it.each([
    ["without an event", { "x-github-event": undefined }, 400],
    ["without a delivery", { "x-github-delivery": undefined }, 400],
    ["without a content type", { "content-type": undefined }, 415],
    ["of plain text", { "content-type": "text/plain" }, 415],
    ["of a form", { "content-type": "application/x-www-form-urlencoded" }, 415],
  ])("%s are refused", async (_what, headers, expected) => {
    expect((await post(opened(), headers)).status).toBe(expected);
    await expectNothingDone();
  });

  it.each([
    ["an event that nobody knows", { "x-github-event": "invented_by_somebody" }],
    ["an event that the app does not handle", { "x-github-event": "star" }],
    ["an event whose name is a property of every object", { "x-github-event": "constructor" }],
    ["a very long event", { "x-github-event": "e".repeat(4_000) }],
    ["JSON with a character set", { "content-type": "application/json; charset=utf-8", "x-github-event": "star" }],
  ])("with %s are taken and nothing is done", async (_what, headers) => {
    expect((await post(opened(), headers)).status).toBe(200);
    await expectNothingDone();
  });
});

describe("a delivery", () => {
  it("that comes twice at once is done once", async () => {
    const body = opened();
    const headers = { "x-github-delivery": "twice" };
    expect(new Set((await Promise.all([post(body, headers), post(body, headers), post(body, headers)])).map(({ status }) => status))).toEqual(new Set([200]));
    await office.settle();
    expect(office.requests().filter((name) => name === "GraphQL Review")).toHaveLength(1);
  });

  it("whose GUID is odd is a delivery like others", async () => {
    for (const guid of ["'; DROP TABLE x; --", "../../etc/passwd", "g".repeat(2_000)]) {
      expect((await post(opened(), { "x-github-delivery": guid })).status).toBe(200);
      await office.settle();
    }
    expect(office.requests().filter((name) => name === "GraphQL Review")).toHaveLength(3);
  });
});

describe("a connection", () => {
  const raw = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      let answer = "";
      const socket = connect(Number(new URL(office.url).port), "127.0.0.1", () => socket.end(text));
      socket.on("data", (chunk) => {
        answer += chunk.toString();
      });
      socket.on("close", () => resolve(answer));
      socket.on("error", reject);
    });

  it.each([
    ["that speaks no HTTP", "\x16\x03\x01 hello\r\n\r\n"],
    ["with a header of a megabyte", `GET /healthz HTTP/1.1\r\nhost: x\r\nx: ${"y".repeat(1_000_000)}\r\n\r\n`],
    ["with two lengths", "POST /api/github/webhooks HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello"],
    ["that ends in the middle of the body", "POST /api/github/webhooks HTTP/1.1\r\nhost: x\r\ncontent-length: 500\r\n\r\n{"],
    ["with a negative length", "POST /api/github/webhooks HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n"],
  ])("%s does no harm", async (_what, text) => {
    const answer = await raw(text).catch(() => "");
    expect(answer).not.toMatch(/^HTTP\/1\.1 200/);
    await expectNothingDone();
  });
});

describe("what the server tells", () => {
  it("of itself: metrics, in which nothing of a pull request stands", async () => {
    const response = await fetch(`${office.url}/metrics`);
    expect(response.headers.get("content-type")).toContain("text/plain");
    const page = await response.text();
    expect(page).toMatch(/schema_review_webhooks_total\{event="pull_request",outcome="unsigned"\} 1\d\n/);
    expect(page).toContain('schema_review_webhooks_total{event="other",outcome="accepted"}');
    expect(page).toMatch(/schema_review_reviews_total\{outcome="failed"\} \d/);
    expect(page).not.toMatch(/acme|nickname|migration\.sql|invented_by_somebody/);
  });

  it("in its log: which delivery led to which run on which pull request, and no source text", async () => {
    lines.length = 0;
    const pull = office.github.openPull({ files: DROPS_COLUMN });
    await office.pullEvent(pull, "opened", { id: "delivery-of-the-log" });
    await office.settle();
    const entries = lines.map((line) => JSON.parse(line));
    expect(entries.find(({ msg }) => msg === "taken")).toMatchObject({ delivery: "delivery-of-the-log", event: "pull_request", repository: "acme/shop", pull: pull.number });
    const reviewed = entries.find(({ msg }) => msg === "reviewed");
    expect(reviewed).toMatchObject({ level: "info", repository: "acme/shop", pull: pull.number, head: office.github.headOf(pull), outcome: "failed", findings: 1 });
    expect(reviewed.run).toMatch(/^[0-9a-f]{8}$/);
    expect(reviewed.deliveries).toEqual(["delivery-of-the-log"]);
    expect(lines.join("")).not.toMatch(/ALTER TABLE|nickname|ghs_fake|BEGIN/);
  });
});

describe("a process of one role", () => {
  it("is refused without a database to share", async () => {
    await expect(openOffice(SHOP, { examine: smallExamine, env: { ROLE: "web" } })).rejects.toThrow("DATABASE_URL is not set");
  });
});
