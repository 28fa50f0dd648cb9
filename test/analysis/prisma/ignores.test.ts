import { describe, expect, it } from "vitest";
import { readSchema } from "../../../src/analysis/prisma/read-schema.ts";

function ignores(text: string) {
  const found = readSchema([{ path: "s.prisma", text }], "head").ignores;
  return found.map(({ rules, reason, covers }) => ({ rules, reason, covers: text.slice(covers.start, covers.end) }));
}

describe("schema-review-ignore", () => {
  it("above a model covers the model", () => {
    const model = "model Log {\n  at DateTime\n}";
    expect(ignores(`/// schema-review-ignore require-primary-key: written by a trigger\n${model}`)).toEqual([
      { rules: ["require-primary-key"], reason: "written by a trigger", covers: model },
    ]);
  });

  it("above or beside a field or attribute covers that line alone, in // as in ///", () => {
    const text = `model A {
  id Int @id
  // schema-review-ignore require-relation, no-id-list: kept by another service
  userId Int
  email String // schema-review-ignore require-business-key: shared mailboxes
  /// schema-review-ignore no-redundant-index: the planner needs it
  @@index([userId])
}`;
    expect(ignores(text)).toEqual([
      { rules: ["require-relation", "no-id-list"], reason: "kept by another service", covers: "userId Int" },
      { rules: ["require-business-key"], reason: "shared mailboxes", covers: "email String" },
      { rules: ["no-redundant-index"], reason: "the planner needs it", covers: "@@index([userId])" },
    ]);
  });

  it("without a reason is kept with an empty one, so that it can be reported", () => {
    expect(ignores("model A {\n  // schema-review-ignore no-id-list\n  ids Int[]\n}")).toEqual([{ rules: ["no-id-list"], reason: "", covers: "ids Int[]" }]);
  });

  it("that stands alone, a blank line before anything, covers itself only", () => {
    const comment = "// schema-review-ignore no-id-list: why";
    expect(ignores(`${comment}\n\nmodel A {\n  id Int @id\n}`)).toEqual([{ rules: ["no-id-list"], reason: "why", covers: comment }]);
  });

  it("is no other comment that mentions it", () => {
    expect(ignores("model A {\n  // see schema-review-ignore in the docs\n  id Int @id\n}")).toEqual([]);
  });
});
