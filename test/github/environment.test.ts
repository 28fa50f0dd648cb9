import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { COMMAND_VARIABLES, commandEnvironment, SERVER_VARIABLES, serverEnvironment } from "../../src/env.ts";

const SET = { APP_ID: "12", PRIVATE_KEY: "key", WEBHOOK_SECRET: "s3cret" };

describe("the server's environment", () => {
  it("has defaults for all but the credentials", () => {
    expect(serverEnvironment(SET)).toEqual({
      port: 3000,
      reviewsAtOnce: 4,
      credentials: { appId: 12, secret: "s3cret" },
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
    ["the default secret", { ...SET, WEBHOOK_SECRET: "development" }, /WEBHOOK_SECRET is "development".*openssl rand -hex 32/],
    ["no key", { ...SET, PRIVATE_KEY: "" }, /PRIVATE_KEY .* is not set/],
    ["no id", { ...SET, APP_ID: "" }, /APP_ID is not set/],
    ["a client id", { ...SET, APP_ID: "Iv1.abc" }, /APP_ID is "Iv1.abc", which is no number/],
    ["a port that is none", { ...SET, PORT: "http" }, /PORT is "http"; it must be a whole number from 0 to 65535/],
    ["no reviews", { ...SET, REVIEWS_AT_ONCE: "0" }, /REVIEWS_AT_ONCE is "0"/],
  ])("with %s is refused, and says what to do", (_what, values, message) => {
    expect(() => serverEnvironment(values)).toThrow(message);
  });

  it("may name the key's file", () => {
    expect(serverEnvironment({ ...SET, PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: "key.pem" }).probot).toMatchObject({ PRIVATE_KEY_PATH: "key.pem" });
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
