/** Lists of changed files as GitHub cuts them, and entries that it leaves half empty. */
import { describe, expect, it } from "vitest";
import type { Client } from "../../src/github/client.ts";
import { assemble, requestsFor } from "../../src/github/snapshot/assemble.ts";
import { createCache } from "../../src/github/snapshot/cache.ts";
import { listChangedFiles } from "../../src/github/snapshot/changed-files.ts";
import { listGroupFiles } from "../../src/github/snapshot/compare.ts";
import { cachedTexts, collect, type Request } from "../../src/github/snapshot/texts.ts";

const HEAD = "a".repeat(40);
const PULL = { owner: "o", repo: "r", number: 1 };

function entry(filename: string, more: object = {}): object {
  return { filename, status: "added", sha: "b".repeat(40), changes: 1, contents_url: `https://api.github.com/repos/o/r/contents/${filename}?ref=${HEAD}`, ...more };
}

/** Answers by route, page by page. */
function clientOf(answers: Readonly<Record<string, (page: number) => unknown>>): Client {
  return { request: async (route: string, { page = 1 }: { page?: number }) => ({ data: answers[route.split("/").at(-1) ?? ""]?.(page) }) } as unknown as Client;
}

describe("a pull request's files", () => {
  const pages =
    (count: number, more: (n: number) => object = () => ({})) =>
    (page: number) =>
      Array.from({ length: Math.min(100, count - (page - 1) * 100) }, (_, n) => entry(`f${page}-${n}`, more(n)));

  it.each([
    [2_999, false],
    [3_000, true],
  ])("%i of them: whether GitHub may have left some out is %s", async (count, capped) => {
    expect(await listChangedFiles(clientOf({ files: pages(count) }), PULL)).toMatchObject({ head: HEAD, capped });
  });

  it("are cut at what GitHub lists, not at what of it counts", async () => {
    const listing = await listChangedFiles(clientOf({ files: pages(3_000, (n) => (n === 0 ? { status: "unchanged" } : {})) }), PULL);
    expect(listing.files).toHaveLength(2_970);
    expect(listing.capped).toBe(true);
  });

  it("without an id are not taken for one another", async () => {
    const { files } = await listChangedFiles(
      clientOf({ files: () => [entry("a.sql", { sha: null }), entry("b.sql", { sha: null }), entry("c.sql", { sha: null, status: "removed" })] }),
      PULL,
    );
    const requests = requestsFor(files, ["a.sql", "b.sql", "c.sql"], { files: new Map(), truncated: false });
    expect([...requests.values()].flat().map(({ path, oid }) => [path, oid])).toEqual([
      ["a.sql", undefined],
      ["b.sql", undefined],
    ]);
    const { missing } = await assemble(files, requests, new Map(), async () => new Map());
    expect(missing.map(({ path }) => path)).toEqual(["a.sql", "b.sql", "c.sql"]);
  });
});

describe("a merge queue's files", () => {
  const GROUP = { kind: "pull", ...PULL, head: HEAD, base: { name: "main", sha: "c".repeat(40) }, group: true, reason: "", force: false } as const;
  const tree = () => ({ tree: [{ path: "a.sql", sha: "d".repeat(40), mode: "100644", type: "blob", size: 1 }], truncated: false });

  it("are those of the comparison", async () => {
    const listing = await listGroupFiles(clientOf({ "{basehead}": () => ({ files: [entry("a.sql")] }) }), GROUP);
    expect(listing).toMatchObject({ files: [{ path: "a.sql" }], head: HEAD, capped: false });
  });

  it("are read from the trees where GitHub compares without listing", async () => {
    let trees = 0;
    const client = clientOf({ "{basehead}": () => ({}), "{tree_sha}": () => (trees++ === 0 ? { tree: [], truncated: false } : tree()) });
    expect((await listGroupFiles(client, GROUP)).files.map(({ path, status }) => `${status} ${path}`)).toEqual(["added a.sql"]);
  });
});

describe("texts", () => {
  const [A, B] = ["1", "2"].map((digit) => digit.repeat(40)) as [string, string];

  it("that were kept are not lost to others that are fetched beside them", async () => {
    const cache = createCache<string>(10);
    cache.set(A, "kept", 4);
    const requests: Request[] = [A, B].map((oid) => ({ path: `${oid}.sql`, want: { kind: "blob", oid }, oid }));
    const cached = cachedTexts(requests, cache);
    const answer = { repository: { b0: { oid: B, text: "long enough", byteSize: 11 } } };
    const place = { owner: "o", repo: "r", number: 1, head: HEAD };
    const fetched = await collect(clientOf({}), place, requests.slice(1), answer, cache);
    expect([...cached, ...fetched].map(([{ oid }, text]) => [oid, text])).toEqual([
      [A, { text: "kept" }],
      [B, { text: "long enough" }],
    ]);
  });

  it("are kept under their own id, not under that by which they were asked for", async () => {
    const cache = createCache<string>(1_000);
    const request: Request = { path: "a.sql", want: { kind: "head", path: "a.sql" }, oid: A };
    const answer = { repository: { head: { f0: { mode: 0o100644, type: "blob", object: { oid: B, text: "b", byteSize: 1 } } } } };
    await collect(clientOf({}), { owner: "o", repo: "r", number: 1, head: HEAD }, [request], answer, cache);
    expect([cache.get(A), cache.get(B)]).toEqual([undefined, "b"]);
  });
});
