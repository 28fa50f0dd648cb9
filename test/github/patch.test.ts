import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commentableLines, textBeforePatch } from "../../src/github/snapshot/patch.ts";
import { patchOf } from "../stories/fake/diff.ts";

describe("the text before a patch", () => {
  it("comes back, for any two texts", () => {
    const line = fc.constantFrom("a", "b", "c", "", " d", "-e", "+f", "\\ No newline at end of file", "@@ -1 +1 @@", "g\r");
    const text = fc.tuple(fc.array(line, { maxLength: 30 }), fc.boolean()).map(([lines, ends]) => lines.join("\n") + (ends && lines.length > 0 ? "\n" : ""));
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(textBeforePatch(after, patchOf(before, after).patch)).toBe(before);
      }),
    );
  });

  it("is what GitHub's own patch says, with a short header and a missing line end", () => {
    expect(textBeforePatch("one\ntwo", "@@ -1 +1,2 @@\n-one\n\\ No newline at end of file\n+one\n+two\n\\ No newline at end of file")).toBe("one");
    expect(textBeforePatch("b\n", "@@ -1,2 +1 @@ CREATE TABLE\n-a\n b")).toBe("a\nb\n");
  });

  it("is unknown when the patch is of another text", () => {
    expect(textBeforePatch("x\ny\n", "@@ -1,2 +1,2 @@\n-a\n+b\n y")).toBeUndefined();
    expect(textBeforePatch("", "@@ -90,2 +90,2 @@\n-a\n+b\n y")).toBeUndefined();
  });
});

describe("lines that can carry a comment", () => {
  const patch = "@@ -1,4 +1,4 @@\n a\n-b\n+B\n c\n d\n@@ -20,2 +20,3 @@ here\n x\n+y\n z";

  it("are added and unchanged ones on the right, removed ones on the left", () => {
    const { left, right } = commentableLines(patch);
    expect([...right]).toEqual([1, 2, 3, 4, 20, 21, 22]);
    expect([...left]).toEqual([2]);
  });

  it("none without hunks", () => {
    expect(commentableLines("")).toEqual({ left: new Set(), right: new Set() });
  });
});
