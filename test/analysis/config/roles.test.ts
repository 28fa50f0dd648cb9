import { describe, expect, it } from "vitest";
import { readConfig } from "../../../src/analysis/config/read-config.ts";

function read(text: string) {
  return readConfig(text, ".github/schema-review.yml", []);
}

describe("roles in the configuration", () => {
  it("are one, a list or none, with those that they imply", () => {
    const { config, problems } = read("roles:\n  Invoice: ledger\n  Note: [tenant-owned, outbox]\n  Kind: enum-like\n  Foo: none\n  Bar: []\n");
    expect(problems).toEqual([]);
    expect(config.roles).toEqual({ Invoice: ["ledger"], Note: ["tenant-owned", "outbox", "append-only"], Kind: ["enum-like", "lookup"], Foo: [], Bar: [] });
  });

  it.each([
    ["roles:\n  Invoice: ledgr\n", "2:12", "roles.Invoice", "did you mean `ledger`?"],
    ["roles:\n  Invoice: [tenant-owned, apend-only]\n", "2:27", "roles.Invoice[1]", "did you mean `append-only`?"],
    ["roles:\n  Invoice: [none]\n", "2:13", "roles.Invoice[0]", "must be `tenant`, `tenant-owned`"],
    ["roles:\n  Invoice: 3\n", "2:12", "roles.Invoice", "must be"],
    ["roles: ledger\n", "1:8", "roles", "must be a group of keys, not text"],
    ["role: { A: ledger }\n", "1:1", "role", "did you mean `roles`?"],
  ])("say where they are wrong, and what was meant: %j", (text, place, key, words) => {
    const { problems } = read(text);
    expect(problems.map(({ line, column }) => `${line}:${column}`)).toEqual([place]);
    expect(problems[0]).toMatchObject({ key, message: expect.stringContaining(words) });
  });

  it("are as many as any list may be", () => {
    const many = (count: number) => `roles:\n${Array.from({ length: count }, (_, index) => `  T${index}: ledger\n`).join("")}`;
    expect(read(many(500)).problems).toEqual([]);
    expect(read(many(501)).problems.map(({ message }) => message)).toEqual(["has more than 500 entries"]);
  });
});
