import { describe, expect, it } from "vitest";
import { compareFiles } from "../../src/model/compare-files.ts";

describe("two states of a repository", () => {
  it("say which files are new, changed, gone and the same, by path", () => {
    const before = [
      { path: "c.sql", text: "c" },
      { path: "b.sql", text: "b" },
      { path: "gone.sql", text: "gone" },
    ];
    const after = [
      { path: "new.sql", text: "new" },
      { path: "c.sql", text: "c2" },
      { path: "b.sql", text: "b" },
    ];
    expect(compareFiles(before, after)).toEqual([
      { path: "b.sql", status: "unchanged", before: "b" },
      { path: "c.sql", status: "modified", before: "c", after: "c2" },
      { path: "gone.sql", status: "removed", before: "gone" },
      { path: "new.sql", status: "added", after: "new" },
    ]);
  });

  it("see a move of the same text, unless two files have it or it is blank", () => {
    expect(compareFiles([{ path: "1_a.sql", text: "x" }], [{ path: "2_a.sql", text: "x" }])).toEqual([
      { path: "2_a.sql", status: "renamed", previousPath: "1_a.sql", before: "x", after: "x" },
    ]);
    const twins = [
      { path: "a", text: "x" },
      { path: "b", text: "x" },
    ];
    expect(compareFiles(twins, [{ path: "c", text: "x" }]).map(({ status }) => status)).toEqual(["removed", "removed", "added"]);
    expect(compareFiles([{ path: "a", text: "\n" }], [{ path: "b", text: "\n" }]).map(({ status }) => status)).toEqual(["removed", "added"]);
  });

  it("keep a copy of a file that stays as new", () => {
    const files = compareFiles([{ path: "a", text: "x" }], [...["a", "b"].map((path) => ({ path, text: "x" }))]);
    expect(files.map(({ path, status }) => `${path} ${status}`)).toEqual(["a unchanged", "b added"]);
  });
});
