import { describe, expect, it } from "vitest";
import type { Client } from "../../src/github/client.ts";
import { diffTrees } from "../../src/github/snapshot/tree-diff.ts";

interface Entry {
  readonly path: string;
  readonly sha: string;
  readonly type: "blob" | "tree";
  readonly mode?: string;
}

/** Trees by id. Recursive listings are cut for those that are named in `cut`. */
function clientOf(trees: Readonly<Record<string, readonly Entry[]>>, cut: readonly string[] = []): { client: Client; asked: string[] } {
  const asked: string[] = [];
  const flat = (id: string, prefix = ""): Entry[] =>
    (trees[id] ?? []).flatMap((entry) => (entry.type === "tree" ? flat(entry.sha, `${prefix}${entry.path}/`) : [{ ...entry, path: prefix + entry.path }]));
  const client = {
    request: async (_route: string, { tree_sha: id, recursive }: { tree_sha: string; recursive?: string }) => {
      asked.push(`${id}${recursive ? " recursive" : ""}`);
      const tree = recursive ? flat(id) : (trees[id] ?? []);
      return { data: { tree: tree.map((entry) => ({ size: 1, mode: "100644", ...entry })), truncated: recursive !== undefined && cut.includes(id) } };
    },
  } as unknown as Client;
  return { client, asked };
}
const PLACE = { owner: "o", repo: "r" };
const file = (path: string, sha: string, mode?: string): Entry => ({ path, sha, type: "blob", ...(mode ? { mode } : {}) });
const folder = (path: string, sha: string): Entry => ({ path, sha, type: "tree" });

describe("two trees", () => {
  it("differ in what was added, changed, removed and moved", async () => {
    const { client } = clientOf({
      a: [file("same", "1"), file("changed", "2"), file("removed", "3"), file("old-name", "4"), file("script", "6")],
      b: [file("same", "1"), file("changed", "22"), file("added", "5"), file("new-name", "4"), file("script", "6", "100755")],
    });
    expect(await diffTrees(client, PLACE, "a", "b")).toEqual({
      complete: true,
      files: [
        { path: "changed", status: "modified", oid: "22", changes: 1 },
        { path: "added", status: "added", oid: "5", changes: 1 },
        { path: "new-name", status: "renamed", previousPath: "old-name", oid: "4", changes: 0 },
        { path: "script", status: "modified", oid: "6", changes: 0 },
      ].concat([{ path: "removed", status: "removed", oid: "3", changes: 1 }] as never),
    });
  });

  it("that are cut are entered where they differ, and nowhere else", async () => {
    const { client, asked } = clientOf(
      {
        a: [folder("docs", "d"), folder("prisma", "p1"), folder("node_modules", "n1")],
        b: [folder("docs", "d"), folder("prisma", "p2"), folder("node_modules", "n2"), folder("new", "x")],
        d: [file("a.md", "1")],
        p1: [file("schema.prisma", "1")],
        p2: [file("schema.prisma", "2")],
        x: [file("y.sql", "3")],
      },
      ["a", "b"],
    );
    const { files, complete } = await diffTrees(client, PLACE, "a", "b");
    expect(complete).toBe(true);
    expect(files.map(({ path, status }) => `${status} ${path}`)).toEqual(["modified prisma/schema.prisma", "added new/y.sql"]);
    expect(asked.some((id) => id.startsWith("d") || id.startsWith("n"))).toBe(false);
  });

  it("of more folders than there are requests to spend are not complete", async () => {
    const names = Array.from({ length: 80 }, (_, n) => String(n));
    const trees = Object.fromEntries(names.flatMap((n) => [[`a${n}`, [file("f", `1${n}`)]] as const, [`b${n}`, [file("f", `2${n}`)]] as const]));
    const { client, asked } = clientOf({ ...trees, a: names.map((n) => folder(n, `a${n}`)), b: names.map((n) => folder(n, `b${n}`)) }, ["a", "b"]);
    expect((await diffTrees(client, PLACE, "a", "b")).complete).toBe(false);
    expect(asked.length).toBeLessThanOrEqual(60);
  });
});
