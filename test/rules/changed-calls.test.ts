/** Rules of calls speak of the lines of the pull request, and can be silenced there. */
import { describe, expect, it } from "vitest";
import { lint } from "../../src/index.ts";

const SCHEMA = {
  path: "prisma/schema.prisma",
  text: "model User {\n  id        BigInt   @id @default(autoincrement())\n  email     String   @unique\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n}\n",
};
const LOOP = "export async function f(ids) {\n  for (const id of ids) {\n    await prisma.user.delete({ where: { id } });\n  }\n}\n";

async function told(before: string | undefined, after: string): Promise<string[]> {
  const path = "src/users.ts";
  const { findings, gaps } = await lint({ files: [SCHEMA, { path, text: after }], base: before === undefined ? [SCHEMA] : [SCHEMA, { path, text: before }] });
  expect(gaps).toEqual([]);
  return findings.map(({ line, rule }) => `${line} ${rule}`);
}

describe("calls of a pull request", () => {
  it("are those of a new file", async () => {
    expect(await told(undefined, LOOP)).toEqual(["3 no-n-plus-one"]);
  });

  it("are not those that stood there before, wherever they moved", async () => {
    expect(await told(LOOP, LOOP.replace("f(ids)", "g(ids)"))).toEqual([]);
    expect(await told(LOOP, `import { prisma } from "./db";\n\n// all of them\n${LOOP}`)).toEqual([]);
  });

  it("are those that a loop was put around", async () => {
    const before = "export async function f(id) {\n  await prisma.user.delete({ where: { id } });\n}\n";
    expect(await told(before, LOOP)).toEqual(["3 no-n-plus-one"]);
  });

  it("can be silenced in place, with a reason", async () => {
    const above = (comment: string) => LOOP.replace("    await", `    // ${comment}\n    await`);
    expect(await told(undefined, above("schema-review-ignore no-n-plus-one: ten at most"))).toEqual([]);
    expect(await told(undefined, LOOP.replace("} });", "} }); // schema-review-ignore no-n-plus-one: ten at most"))).toEqual([]);
    expect(await told(undefined, above("schema-review-ignore no-n-plus-one"))).toContain("4 no-n-plus-one");
    expect(await told(undefined, above("schema-review-ignore no-deep-offset: another rule"))).toContain("4 no-n-plus-one");
  });

  it("stop a review when they cannot be read", async () => {
    const { gaps } = await lint({ files: [SCHEMA, { path: "src/users.ts", text: `${LOOP}const = 1;\n` }], base: [SCHEMA] });
    expect(gaps.map(({ line, reason }) => [line, reason.slice(0, 31)])).toEqual([[6, "Line 6 is not valid TypeScript:"]]);
  });
});
