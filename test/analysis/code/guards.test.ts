import { describe, expect, it } from "vitest";
import { only } from "./reading.ts";

const CALL = "prisma.user.findFirst({ where: { id: 1 } })";
const guards = (code: string) => only(code.replaceAll("CALL", CALL)).guards;

describe("what is asked before a call runs", () => {
  it.each([
    ["an if around it", "async function f() { if (flags.newNames) await CALL; }", ["newNames", "flags"]],
    ["a call with a string", 'async function f() { if (await isEnabled("new-names")) { await CALL; } }', ["isEnabled", "new-names"]],
    ["a ternary", "const f = (on) => on ? CALL : null;", ["on"]],
    ["&&", "const f = (on) => on && CALL;", ["on"]],
    ["an early return", "async function f(on) { if (!on) return null; return CALL; }", ["on"]],
    ["an early throw in a block", "async function f(on) { if (!on) { log(); throw new Error(); } return CALL; }", ["on"]],
    ["a constant's own making", "async function f() { const on = await client.variation('x'); if (on) return CALL; }", ["on", "variation", "client", "x"]],
    ["a case", "async function f(kind) { switch (kind) { case 'a': return CALL; } }", ["a", "kind"]],
    ["what surrounds the function", "function f(on) { if (on) return rows.map(() => CALL); }", ["on"]],
  ])("%s", (_, code, names) => expect(guards(code)).toEqual(names));

  it.each([
    ["nothing", "const f = () => CALL;"],
    ["a test that it is itself", "async function f() { if (await CALL) g(); }"],
    ["an if above it that goes on", "async function f(on) { if (on) log(); return CALL; }"],
    ["an early return below it", "async function f(on) { const user = await CALL; if (!on) return null; return user; }"],
    ["the left side of &&", "async function f(on) { return (await CALL) && on; }"],
  ])("%s", (_, code) => expect(guards(code)).toBeUndefined());

  it("ends, however much there is to follow", () => {
    const chain = Array.from({ length: 200 }, (_, i) => `const a${i + 1} = a${i} && b${i};`).join("\n");
    expect(guards(`async function f(a0) { ${chain}\nif (a200) return CALL; }`)!.length).toBeLessThanOrEqual(50);
  });
});

describe("select", () => {
  it("names columns as the database has them", () => {
    expect(only("prisma.user.findMany({ select: { id: true, createdAt: true, name: false, posts: true } })").selected).toEqual(["id", "created_at"]);
    expect(only("prisma.user.findMany({ where: { id } })").selected).toBeUndefined();
  });
});
