/** What gets into the log, and what never does. */
import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { redact } from "../../src/github/failures.ts";
import { createLog, type LogOptions } from "../../src/github/log.ts";

function logged(write: (log: ReturnType<typeof createLog>) => void, options: Partial<LogOptions> = {}): string {
  let text = "";
  const keep = (line: string): void => {
    text += line;
  };
  write(createLog({ level: "trace", format: "json", secrets: [], now: () => 0, write: keep, ...options }));
  return text;
}

const PEM = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs1", format: "pem" }).toString();

describe("secrets", () => {
  it.each([
    ["an installation's token", "ghs_16C7e42F292c6912E7710c838347Ae178B4a"],
    ["an installation's token of the new, long form", `ghs_${"aB3.".repeat(120)}`],
    ["a personal token", "ghp_16C7e42F292c6912E7710c838347Ae178B4a"],
    ["a user's token", "ghu_16C7e42F292c6912E7710c838347Ae178B4a"],
    ["a refresh token", "ghr_1B4a2e77838347a7E420ce178F2E7c6912E169246c34E1ccbF66C46812d16D5B1A9Dc86A1498"],
    ["a fine-grained token", "github_pat_11ABCDEFG0abcdefghijkl_mnopqrstuvwxyz0123456789"],
    ["the app's own token", "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxIn0.c2lnbmF0dXJl-_x"],
    ["a private key", PEM],
    ["a private key on one line", PEM.replaceAll("\n", "\\n")],
    ["a private key that breaks off", PEM.slice(0, 300)],
    ["a connection string", "postgres://app:hunter2@db.example:5432/x"],
    ["a connection string with an @ in its password", "postgres://app:hunter2@x@db.example/x"],
    ["a connection string with a / in its password", "postgresql://app:hun/ter2@db.example/x"],
    ["a parameter", "https://db.example/x?user=a&password=hunter2&b=c"],
    ["a keyword connection string", "host=db password=hunter2 dbname=x"],
    ["an authorization header", "authorization: Bearer hunter2hunter2hunter2"],
    ["basic authorization", "authorization: basic aHVudGVyMjpodW50ZXIy"],
  ])("%s is never seen: in messages, fields, errors, causes of children", (_what, secret) => {
    const text = logged((log) => {
      log.info(`before ${secret} after`);
      log.child({ fixed: secret }).warn({ deep: { list: [secret] } }, "x");
      log.error(new Error(`it was ${secret}`));
      log.error({ err: new AggregateError([new Error(secret)], secret) }, "y");
    });
    const core = secret.includes("BEGIN") ? secret.slice(60, 90) : secret.includes("hunter2") ? "hunter2" : secret.includes("hun/ter2") ? "ter2" : secret.slice(-25);
    expect(text).not.toContain(core);
    expect(text).not.toContain(JSON.stringify(core).slice(1, -1));
    for (const line of text.trim().split("\n")) expect(() => JSON.parse(line)).not.toThrow();
    expect(text.trim().split("\n")).toHaveLength(4);
  });

  it("of this installation are hidden by their value, wherever they turn up", () => {
    const text = logged((log) => log.info({ note: "the word is open-sesame-1234" }, "open-sesame-1234!"), { secrets: ["open-sesame-1234", "short"] });
    expect(text).not.toContain("sesame");
  });

  it("are told from ordinary text", () => {
    for (const text of ["see https://example.com/a", "prisma/migrations/1_x/migration.sql", "users.password IS NOT NULL", "the bearer of news", "ghosts"])
      expect(redact(text)).toBe(text);
  });

  it("are rather seen in an innocent address than overlooked in a guilty one", () => {
    expect(redact("see https://example.com/a@b? no")).toBe("see https://[secret]@b? no");
  });
});

describe("a line", () => {
  it("is one JSON object with time, level, message and what its children add", () => {
    const text = logged((log) => log.child({ delivery: "d1" }).child({ repository: "o/r", pull: 1 }).info({ head: "abc", run: "r1" }, "reviewed"));
    expect(JSON.parse(text)).toEqual({ time: "1970-01-01T00:00:00.000Z", level: "info", delivery: "d1", repository: "o/r", pull: 1, head: "abc", run: "r1", msg: "reviewed" });
  });

  it("stays one line, and short", () => {
    const text = logged((log) => log.info({ long: "x".repeat(1_000_000), list: Array.from({ length: 1000 }, () => "y") }, "a\nb\u2028c"));
    expect(text.trim().split("\n")).toHaveLength(1);
    expect(text.length).toBeLessThan(5_000);
  });

  it("of an error holds its stack and status, and not the request, the answer or the event it carries", () => {
    const error = Object.assign(new Error("Not Found"), {
      status: 404,
      request: { body: "SELECT secret_source" },
      response: { data: "SELECT secret_source" },
      event: { payload: "SELECT secret_source" },
    });
    const line = JSON.parse(logged((log) => log.error(error)));
    expect(line.err).toMatchObject({ type: "Error", message: "Not Found", status: 404 });
    expect(line.err.stack).toContain("log.test.ts");
    expect(JSON.stringify(line)).not.toContain("secret_source");
  });

  it.each([
    [
      "a circle",
      () => {
        const circle: Record<string, unknown> = {};
        circle.self = circle;
        return circle;
      },
    ],
    ["a big number", () => ({ n: 1n })],
    ["a function", () => ({ f: () => 1, s: Symbol("x") })],
    ["nothing", () => undefined],
    ["null", () => null],
  ])("may be about %s", (_what, make) => {
    expect(() => JSON.parse(logged((log) => log.info(make(), "m")))).not.toThrow();
  });

  it("below the level is not written", () => {
    expect(logged((log) => log.info("x"), { level: "warn" })).toBe("");
    expect(logged((log) => log.child({}).error("x"), { level: "warn" })).toContain("x");
  });

  it("may be for people", () => {
    expect(logged((log) => log.warn({ a: 1 }, "m"), { format: "pretty" })).toBe('1970-01-01T00:00:00.000Z warn m {"a":1}\n');
    expect(logged((log) => log.warn("m"), { format: "pretty" })).toBe("1970-01-01T00:00:00.000Z warn m\n");
  });
});
