import { describe, expect, it } from "vitest";
import { givenIn, givenMarker, repliedTo, replyMarker } from "../../src/github/commands/given.ts";
import { readCommands } from "../../src/github/commands/grammar.ts";
import { waiverIn } from "../../src/github/commands/waiver-grammar.ts";
import { roleIn } from "../../src/github/role.ts";

const said = (line: string) => readCommands(line).map(waiverIn)[0];

describe("a waiver", () => {
  it.each([
    ["/schema-review waive no-x reason: small", { kind: "waive", target: "no-x", reason: "small" }],
    ["/schema-review WAIVE `No-X`  Reason :  it is small ", { kind: "waive", target: "no-x", reason: "it is small" }],
    ["/schema-review waive reason: small", { kind: "waive", reason: "small" }],
    ["/schema-review waive 8b22d4ecfc324377 reason: 小さい", { kind: "waive", target: "8b22d4ecfc324377", reason: "小さい" }],
    ["/schema-review waive no-x reason: for a reason: this", { kind: "waive", target: "no-x", reason: "for a reason: this" }],
    ["/schema-review override reason: incident 12", { kind: "override", reason: "incident 12" }],
  ])("%s", (line, waiver) => {
    expect(said(line)).toEqual(waiver);
  });

  it("keeps five hundred characters of its reason", () => {
    expect(said(`/schema-review override reason: ${"x".repeat(5_000)}`)).toMatchObject({ reason: "x".repeat(500) });
  });
});

describe("no waiver", () => {
  it.each([
    ["without a reason", "/schema-review waive no-x", "reason"],
    ["with an empty reason", "/schema-review waive no-x reason:", "reason"],
    ["with a reason of signs", "/schema-review waive no-x reason: ...!", "reason"],
    ["with a reason that only looks like one", "/schema-review waive no-x reasons: small", "reason"],
    ["with a word glued to it", "/schema-review waive no-xreason: small", "reason"],
    ["of two rules", "/schema-review waive no-x no-y reason: small", "sense"],
    ["that overrides a rule", "/schema-review override no-x reason: small", "sense"],
    ["of nothing at all", "/schema-review waive", "reason"],
  ])("%s", (_what, line, missing) => {
    expect(said(line)).toEqual({ missing });
  });

  it("is another command", () => {
    expect(said("/schema-review explain waive reason: x")).toBeUndefined();
  });
});

describe("our answer's record", () => {
  const print = "8b22d4ecfc324377";
  const head = "a".repeat(40);

  it("is read as it was written", () => {
    const body = `${replyMarker(12)}${givenMarker({ command: 0, fingerprints: [print, `${print}/${print}`] })}${givenMarker({ command: 1, head })}Waived.`;
    expect(repliedTo(body)).toBe("12");
    expect(givenIn(body)).toEqual([
      { command: 0, fingerprints: [print, `${print}/${print}`] },
      { command: 1, head },
    ]);
    expect(givenIn(body.replaceAll("\n", "\r\n"))).toHaveLength(2);
    expect(givenIn(`${givenMarker({ command: 2, head: "b".repeat(64) })}`)).toEqual([{ command: 2, head: "b".repeat(64) }]);
  });

  it.each([
    ["further down", `Waived.\n<!-- schema-review-given:0:${print} -->`],
    ["behind somebody's quote", `> x\n\n<!-- schema-review-given:0:${print} -->`],
    ["with a short fingerprint", "<!-- schema-review-given:0:8b22 -->"],
    ["with none", "<!-- schema-review-given:0: -->"],
    ["with letters that are no digits", "<!-- schema-review-given:0:zzzzzzzzzzzzzzzz -->"],
    ["with a short head", "<!-- schema-review-given:0:head=abc -->"],
    ["with a star for all", "<!-- schema-review-given:0:* -->"],
    ["without a command", `<!-- schema-review-given::${print} -->`],
    ["with a command beyond the hundredth", `<!-- schema-review-given:100:${print} -->`],
  ])("is none when it stands %s", (_where, body) => {
    expect(givenIn(body)).toEqual([]);
  });
});

describe("a role", () => {
  it.each([
    [{ role_name: "admin", permission: "admin" }, "admin"],
    [{ role_name: "maintain", permission: "write" }, "maintain"],
    [{ role_name: "write", permission: "write" }, "write"],
    [{ role_name: "triage", permission: "read" }, "triage"],
    [{ role_name: "read", permission: "read" }, "read"],
    [{ role_name: "none", permission: "none" }, "none"],
    // Custom roles.
    [{ role_name: "release-manager", permission: "write", user: { permissions: { admin: false, maintain: true, push: true } } }, "maintain"],
    [{ role_name: "release-manager", permission: "write" }, "write"],
    [{ role_name: "auditor", permission: "read", user: { permissions: { pull: true } } }, "read"],
    [{ role_name: "auditor", permission: "read", user: { permissions: {} } }, "none"],
    // What nobody would answer, and what fails closed.
    [{}, "none"],
    [{ role_name: "admin" }, "none"],
    [{ role_name: "admin", permission: "none" }, "none"],
    [{ role_name: "ADMIN", permission: "owner" }, "none"],
    [{ role_name: "", permission: "", user: null }, "none"],
  ])("%j is %s", (answer, role) => {
    expect(roleIn(answer)).toBe(role);
  });
});
