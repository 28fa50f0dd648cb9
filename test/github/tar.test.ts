/** Archives come from outside: every one is read to its end or refused with a reason. */
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { Readable } from "node:stream";
import { afterAll, describe, expect, it } from "vitest";
import { readTar } from "../../src/github/snapshot/tar.ts";
import { createRepository } from "../cli/repository.ts";
import { type Entry, tarOf } from "./archive.ts";

async function read(bytes: Buffer, { most = 1_000, portion = 7_000 }: { most?: number; portion?: number } = {}): Promise<Record<string, string | undefined>> {
  const chunks = Array.from({ length: Math.ceil(bytes.length / portion) }, (_, at) => bytes.subarray(at * portion, (at + 1) * portion));
  const files: Record<string, string | undefined> = {};
  for await (const { path, bytes: content } of readTar(Readable.from(chunks), (name) => (name.endsWith(".ts") ? most : undefined))) files[path] = content?.toString("utf8");
  return files;
}

const archive = (...entries: Entry[]): Buffer => tarOf(entries);

describe("an archive that git wrote", () => {
  const repository = createRepository();
  afterAll(() => rmSync(repository.path, { recursive: true, force: true }));

  it.each([100_000, 512, 1])("is read in portions of %i bytes, long and odd paths included", async (portion) => {
    const long = `${"deep/".repeat(60)}file.ts`;
    const files = { "a.ts": "one\n", "empty.ts": "", "b/ü.ts": "two\n", [long]: "three\n", "c.md": "no\n" };
    repository.commit(files);
    const bytes = execFileSync("git", ["-C", repository.path, "archive", "--format=tar", "--prefix=x/", "HEAD"]);
    const { "c.md": _, ...expected } = files;
    expect(await read(bytes, { portion })).toEqual(Object.fromEntries(Object.entries(expected).map(([path, text]) => [`x/${path}`, text])));
  });
});

describe("limits", () => {
  it("a file of exactly the limit is read; one byte more is passed over, and what follows is read", async () => {
    expect(await read(archive({ path: "a.ts", text: "x".repeat(1_000) }, { path: "b.ts", text: "x".repeat(1_001) }, { path: "c.ts", text: "c" }))).toEqual({
      "a.ts": "x".repeat(1_000),
      "b.ts": undefined,
      "c.ts": "c",
    });
  });
});

describe("hostile archives", () => {
  it("paths that lead out are only names", async () => {
    expect(await read(archive({ path: "../../etc/passwd.ts", text: "a" }, { path: "/root.ts", text: "b" }))).toEqual({ "../../etc/passwd.ts": "a", "/root.ts": "b" });
  });

  it("links and devices are no files", async () => {
    expect(await read(archive({ path: "link.ts", kind: "2" }, { path: "hard.ts", kind: "1" }, { path: "device.ts", kind: "3" }, { path: "a.ts", text: "a" }))).toEqual({
      "a.ts": "a",
    });
  });

  it.each([
    ["a file that claims more than there is", archive({ path: "a.md", text: "a", size: "00077777777\0" }), "it ends within a file"],
    ["a wanted file that claims more than there is", archive({ path: "a.ts", text: "a", size: "00000001747\0" }).subarray(0, 700), "it ends within a file"],
    ["a path of a megabyte", archive({ path: "x", kind: "x", text: `1000012 path=${"a".repeat(1_000_000)}\n` }), "a header is too long"],
    ["a size that is no number", archive({ path: "a.ts", text: "a", size: "-0000000001\0" }), "a header holds no number where one belongs"],
    ["noise", Buffer.alloc(2_048, "noise"), "a header holds no number where one belongs"],
    ["a header cut short", archive({ path: "a.ts", text: "a" }).subarray(0, 300), "it ends within a file"],
    ["a header that was changed", Buffer.concat([Buffer.from("z"), archive({ path: "a.ts", text: "a" }).subarray(1)]), "a header has a wrong checksum"],
  ])("%s", async (_, bytes, reason) => {
    await expect(read(bytes, { portion: 100_000 })).rejects.toThrow(reason);
  });
});
