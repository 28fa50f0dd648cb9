import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { COMMAND_VARIABLES, commandEnvironment, EnvironmentError, SERVER_VARIABLES, serverEnvironment } from "../../src/env.ts";

const key = (type: "pkcs1" | "pkcs8"): string => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type, format: "pem" }).toString();
const KEY = key("pkcs1");
const SET = { APP_ID: "12", PRIVATE_KEY: KEY, WEBHOOK_SECRET: "s3cret" };
const folder = mkdtempSync(join(tmpdir(), "schema-review-"));
afterAll(() => rmSync(folder, { recursive: true }));

function problemsWith(values: Record<string, string | undefined>): readonly string[] {
  try {
    serverEnvironment(values);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(EnvironmentError);
    return (error as EnvironmentError).problems;
  }
}

describe("the server's environment", () => {
  it("has defaults for all but the credentials", () => {
    expect(serverEnvironment(SET)).toEqual({
      port: 3000,
      reviewsAtOnce: 4,
      reconcileEvery: 300_000,
      role: "all",
      credentials: { appId: 12, secrets: ["s3cret"], key: KEY },
      log: { level: "info", format: "json" },
      production: false,
      probot: { ...SET, GHE_PROTOCOL: "https", PORT: "3000", LOG_LEVEL: "info", LOG_FORMAT: "json" },
    });
  });

  it("without any credentials is to be set up", () => {
    expect(serverEnvironment({}).credentials).toBeUndefined();
    expect(serverEnvironment({ WEBHOOK_SECRET: "s3cret", APP_ID: " " }).credentials).toBeUndefined();
  });

  it.each([
    ["no secret", { ...SET, WEBHOOK_SECRET: "" }, /WEBHOOK_SECRET is empty.*openssl rand -hex 32/],
    ["a secret of spaces", { ...SET, WEBHOOK_SECRET: "   " }, /WEBHOOK_SECRET is empty/],
    ["the default secret", { ...SET, WEBHOOK_SECRET: "development" }, /WEBHOOK_SECRET is "development".*openssl rand -hex 32/],
    ["the default secret in capitals", { ...SET, WEBHOOK_SECRET: "Development" }, /a default that everybody knows/],
    ["a secret from an example", { ...SET, WEBHOOK_SECRET: "changeme" }, /WEBHOOK_SECRET is "changeme"/],
    ["a default as the previous secret", { ...SET, WEBHOOK_SECRET_PREVIOUS: "development" }, /WEBHOOK_SECRET_PREVIOUS is "development"/],
    ["the same secret twice", { ...SET, WEBHOOK_SECRET_PREVIOUS: "s3cret" }, /WEBHOOK_SECRET_PREVIOUS is the same/],
    ["no key", { ...SET, PRIVATE_KEY: "" }, /PRIVATE_KEY .* is not set/],
    ["a key that is none", { ...SET, PRIVATE_KEY: "not a key" }, /is no private key/],
    ["a key that breaks off", { ...SET, PRIVATE_KEY: KEY.slice(0, 400) }, /is no private key/],
    ["a key whose middle was changed", { ...SET, PRIVATE_KEY: KEY.replace(/\n.{64}\n/, "\nAAAA\n") }, /is no private key/],
    ["a public key", { ...SET, PRIVATE_KEY: "-----BEGIN PUBLIC KEY-----\nMFwwDQ==\n-----END PUBLIC KEY-----" }, /is no private key/],
    ["a key of another kind", { ...SET, PRIVATE_KEY: generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString() }, /is no private key/],
    ["a key's path where nothing lies", { ...SET, PRIVATE_KEY: "", PRIVATE_KEY_PATH: join(folder, "no.pem") }, /PRIVATE_KEY_PATH is .*cannot be read \(ENOENT\)/],
    ["a key's path that is a folder", { ...SET, PRIVATE_KEY: "", PRIVATE_KEY_PATH: folder }, /cannot be read \(EISDIR\)/],
    ["no id", { ...SET, APP_ID: "" }, /APP_ID is not set/],
    ["a client id", { ...SET, APP_ID: "Iv1.abc" }, /APP_ID is "Iv1.abc", which is no number/],
    ["a negative id", { ...SET, APP_ID: "-1" }, /APP_ID is "-1", which is no number/],
    ["an id in words", { ...SET, APP_ID: "1e3" }, /which is no number/],
    ["a port that is none", { ...SET, PORT: "http" }, /PORT is "http"; it must be a whole number from 0 to 65535/],
    ["a port beyond all ports", { ...SET, PORT: "65536" }, /PORT is "65536"/],
    ["half a port", { ...SET, PORT: "80.5" }, /PORT is "80.5"/],
    ["a hexadecimal port", { ...SET, PORT: "0x50" }, /PORT is "0x50"/],
    ["no reviews", { ...SET, REVIEWS_AT_ONCE: "0" }, /REVIEWS_AT_ONCE is "0"/],
    ["too many reviews", { ...SET, REVIEWS_AT_ONCE: "101" }, /REVIEWS_AT_ONCE is "101"/],
    ["a pause in words", { ...SET, RECONCILE_MINUTES: "often" }, /RECONCILE_MINUTES is "often"/],
    ["an unknown role", { ...SET, ROLE: "master" }, /ROLE is "master"; it must be all, web or worker/],
    ["half a pair of processes", { ...SET, ROLE: "web" }, /ROLE is "web", and DATABASE_URL is not set/],
    ["another database", { ...SET, DATABASE_URL: "mysql://u:hunter2@host/db" }, /DATABASE_URL is no address of a PostgreSQL database/],
    ["a database that is no address", { ...SET, DATABASE_URL: "localhost" }, /DATABASE_URL is no address/],
    ["an unknown level", { ...SET, LOG_LEVEL: "loud" }, /LOG_LEVEL is "loud"; it must be fatal, error/],
    ["an unknown format", { ...SET, LOG_FORMAT: "xml" }, /LOG_FORMAT is "xml"; it must be json or pretty/],
    ["an unknown protocol", { ...SET, GHE_PROTOCOL: "ftp" }, /GHE_PROTOCOL is "ftp"/],
    ["a host with its protocol", { ...SET, GHE_HOST: "https://github.example.com" }, /GHE_HOST is "https:.*it must be a host/],
    ["a host with a path", { ...SET, GHE_HOST: "github.example.com/api" }, /it must be a host/],
  ])("with %s is refused, and says what to do", (_what, values, message) => {
    const problems = problemsWith(values);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(message);
    expect(problems[0]).not.toMatch(/hunter2|BEGIN/);
  });

  it("says all that is wrong at once", () => {
    const problems = problemsWith({ APP_ID: "x", PRIVATE_KEY: "y", WEBHOOK_SECRET: "", PORT: "z", ROLE: "worker", LOG_LEVEL: "loud" });
    expect(problems).toHaveLength(6);
    expect(() => serverEnvironment({ APP_ID: "x", PRIVATE_KEY: "y" })).toThrow(/^3 settings are wrong:\n- APP_ID .*\n- WEBHOOK_SECRET .*\n- PRIVATE_KEY /);
  });

  it.each([
    ["with line ends", (pem: string) => pem],
    ["with \\n for them", (pem: string) => pem.replaceAll("\n", "\\n")],
    ["with spaces for them", (pem: string) => pem.replaceAll("\n", " ")],
    ["with Windows' line ends", (pem: string) => pem.replaceAll("\n", "\r\n")],
    ["in base64", (pem: string) => Buffer.from(pem).toString("base64")],
  ])("takes the key %s, in both forms that GitHub and OpenSSL make", (_how, write) => {
    for (const pem of [KEY, key("pkcs8")]) expect(serverEnvironment({ ...SET, PRIVATE_KEY: write(pem) }).probot.PRIVATE_KEY).toBe(pem);
  });

  it("may name the key's file", () => {
    const path = join(folder, "key.pem");
    writeFileSync(path, KEY);
    expect(serverEnvironment({ ...SET, PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: path }).probot.PRIVATE_KEY).toBe(KEY);
  });

  it("may have the secret before, a database, a role, and no reconciler", () => {
    const environment = serverEnvironment({ ...SET, WEBHOOK_SECRET_PREVIOUS: "older", DATABASE_URL: "postgresql://u:p@db/x", ROLE: "worker", RECONCILE_MINUTES: "0" });
    expect(environment).toMatchObject({ credentials: { secrets: ["s3cret", "older"] }, databaseUrl: "postgresql://u:p@db/x", role: "worker" });
    expect(environment.reconcileEvery).toBeUndefined();
  });
});

it("the command line's environment has a token or none", () => {
  expect(commandEnvironment({ GITHUB_TOKEN: "t", NO_COLOR: "1" })).toEqual({ token: "t", apiUrl: "https://api.github.com", color: false });
  expect(commandEnvironment({})).toEqual({ apiUrl: "https://api.github.com", color: true });
});

it(".env.example names every variable with its default and meaning, and no other", () => {
  const text = readFileSync(new URL("../../.env.example", import.meta.url), "utf8");
  const stated = [...text.matchAll(/^# (.*)\n([A-Z_]+)=(.*)$/gm)].map(([, meaning, name, value]) => ({ name, ...(value ? { default: value } : {}), meaning }));
  expect(stated).toEqual([...SERVER_VARIABLES, ...COMMAND_VARIABLES]);
});
