import { describe, expect, it } from "vitest";
import { read } from "./reading.ts";

const ignored = (text: string, path?: string) =>
  read(text, path === undefined ? {} : { path }).ignores.map(({ rules, reason, covers }) => ({ rules, reason, covers: text.slice(covers.start, covers.end) }));

describe("ignore comments", () => {
  it("above a statement cover all of it", () => {
    expect(ignored("a();\n// schema-review-ignore no-n-plus-one: ten at most\nfor (const x of xs) {\n  b(x);\n}\nc();")).toEqual([
      { rules: ["no-n-plus-one"], reason: "ten at most", covers: "for (const x of xs) {\n  b(x);\n}" },
    ]);
  });

  it("at the end of a line cover the statement that the line is in", () => {
    expect(ignored("if (a) {\n  await prisma.user.findMany({ // schema-review-ignore no-unbounded-find-many: tiny\n    where: {},\n  });\n}")).toEqual([
      { rules: ["no-unbounded-find-many"], reason: "tiny", covers: "await prisma.user.findMany({ // schema-review-ignore no-unbounded-find-many: tiny\n    where: {},\n  });" },
    ]);
  });

  it("name several rules, stand in block comments, and may cover the file", () => {
    expect(ignored("/* schema-review-ignore a-b, c-d: why */ x();")).toEqual([{ rules: ["a-b", "c-d"], reason: "why", covers: "x();" }]);
    const file = "// schema-review-ignore-file no-n-plus-one: a script\nx();\ny();";
    expect(ignored(file)).toEqual([{ rules: ["no-n-plus-one"], reason: "a script", covers: file }]);
  });

  it("stand above class members, among decorators, in argument lists and in JSX", () => {
    expect(ignored("class A {\n  // schema-review-ignore r-a: x\n  @Get() list() { return 1; }\n  two() {}\n}")[0]?.covers).toBe("@Get() list() { return 1; }");
    expect(ignored("f(\n  // schema-review-ignore r-a: x\n  g(1),\n  h(2),\n);")[0]?.covers).toBe("g(1)");
    expect(ignored("const a = <p>{/* schema-review-ignore r-a: x */}<b>1</b></p>;", "a.tsx")[0]?.covers).toBe("<b>1</b>");
  });

  it("without a reason have none to give", () => {
    expect(ignored("// schema-review-ignore no-n-plus-one\nx();")[0]).toMatchObject({ reason: "" });
  });

  it("that say something else are none", () => {
    expect(ignored("// see schema-review-ignore in the docs\nx();\n// schema-review-ignore\ny();")).toEqual([]);
  });
});
