/** A dropped column is judged against the base branch's code: one archive, fetched only then. */
import { gzipSync } from "node:zlib";
import nock from "nock";
import { afterEach, describe, expect, it } from "vitest";
import { examine } from "../../src/analysis/examine.ts";
import { type ArchiveLimits, readBaseCode } from "../../src/github/snapshot/base-code.ts";
import { createCache } from "../../src/github/snapshot/cache.ts";
import type { Tree } from "../../src/github/snapshot/tree.ts";
import { type Entry, tarballOf, tarOf } from "../github/archive.ts";
import { type Office, openOffice } from "./fake/office.ts";

const MODEL = (field: string): string => `datasource db {\n  provider = "postgresql"\n}\n\nmodel User {\n  id Int @id\n${field}  @@map("users")\n}\n`;
const BASE = {
  "package.json": '{ "dependencies": { "prisma": "6.14.0" } }\n',
  "prisma/schema.prisma": MODEL("  nickname String? @ignore\n"),
  "prisma/migrations/20260101000000_init/migration.sql": "CREATE TABLE users (id integer PRIMARY KEY, nickname text);\n",
  "src/report.ts": "// Reports.\nexport const report = (db: Pool) => db.query('SELECT nickname FROM users');\n",
  "src/report.test.ts": "db.query('SELECT nickname FROM users');\n",
};
const DROP = {
  "prisma/schema.prisma": MODEL(""),
  "prisma/migrations/20260201000000_drop/migration.sql": "SET lock_timeout = '5s';\nALTER TABLE users DROP COLUMN nickname;\n",
};
const BODY = "## Rollback\n`nickname` of `users` comes back from the backup.\n";
const TARBALL = "GET /repos/{owner}/{repo}/tarball/{ref}";

let office: Office | undefined;
afterEach(async () => {
  await office?.close();
  office = undefined;
  nock.cleanAll();
});

interface Served {
  readonly authorizations: (string | undefined)[];
}

/** What codeload answers to every request. */
function codeload(answer: () => [status: number, body: Buffer]): Served {
  const authorizations: (string | undefined)[] = [];
  nock("https://codeload.github.com", { encodedQueryParams: true })
    .persist()
    .get(/legacy\.tar\.gz/)
    .query({ token: "short-lived" })
    .reply(function () {
      authorizations.push(this.req.headers.authorization as string | undefined);
      return answer();
    });
  return { authorizations };
}

async function opened(files: Readonly<Record<string, string>>, base: Readonly<Record<string, string>> = BASE) {
  office = await openOffice(base, { examine });
  const { github } = office;
  const served = codeload(() => [200, tarballOf(github.treeOf("main") ?? {})]);
  const pull = github.openPull({ files, body: BODY });
  await office.pullEvent(pull, "opened");
  await office.settle();
  return { office, pull, served };
}

describe("a pull request that drops an ignored column", () => {
  it("fails where the running version's code asks for it in raw SQL, and the thread says where", async () => {
    const { office, pull, served } = await opened({ ...DROP, "src/report.ts": "export {};\n" });
    expect(office.github.checks).toMatchObject([{ conclusion: "failure" }]);
    expect(pull.threads.map(({ comments }) => comments[0]?.body).join("\n")).toContain("The base branch's code uses it: `src/report.ts:2`.");
    expect(office.requests().filter((name) => name === TARBALL || name.includes("302"))).toEqual([TARBALL]);
    expect(served.authorizations).toEqual([undefined]);
  });

  it("takes one request more than another, and none more when it is looked at again", async () => {
    const { office, pull, served } = await opened(DROP);
    expect(office.requests()).toEqual([
      "GET /repos/{owner}/{repo}/pulls/{pull_number}/files",
      "GET /repos/{owner}/{repo}/git/trees/{tree_sha}",
      "GraphQL Review",
      "POST /repos/{owner}/{repo}/check-runs",
      TARBALL,
      "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews",
      "POST /repos/{owner}/{repo}/issues/{issue_number}/comments",
      "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}",
    ]);
    await office.checkEvent(pull, "rerequested");
    await office.settle();
    expect(office.requests()).not.toContain(TARBALL);
    expect(served.authorizations).toHaveLength(1);
  });

  it("passes where no code asks for it", async () => {
    const { office } = await opened(DROP, { ...BASE, "src/report.ts": "export const x = 1;\n" });
    expect(office.github.checks).toMatchObject([{ conclusion: "success" }]);
  });

  it("needs no archive where the base branch has no code", async () => {
    const { "src/report.ts": _, "src/report.test.ts": __, ...data } = BASE;
    const { office } = await opened(DROP, data);
    expect(office.github.checks).toMatchObject([{ conclusion: "success" }]);
    expect(office.requests()).not.toContain(TARBALL);
  });

  it.each([
    ["ignored: passes by its schema", "  nickname String? @ignore\n", "success", undefined],
    ["selected: fails, and says what is not known", "  nickname String?\n", "failure", "could be looked through: its archive was answered with status 404.)"],
  ])("still gets its verdict when the archive cannot be had (%s)", async (_, field, conclusion, words) => {
    office = await openOffice({ ...BASE, "prisma/schema.prisma": MODEL(field) }, { examine });
    codeload(() => [404, Buffer.alloc(0)]);
    const pull = office.github.openPull({ files: DROP, body: BODY });
    await office.pullEvent(pull, "opened");
    await office.settle();
    expect(office.github.checks).toMatchObject([{ conclusion }]);
    expect(pull.threads.map(({ comments }) => comments[0]?.body).join("\n")).toContain(words ?? "");
  });
});

it("a pull request that takes nothing away fetches no archive", async () => {
  const { office } = await opened({ "prisma/migrations/20260201000000_add/migration.sql": "ALTER TABLE users ADD COLUMN age integer;\n" });
  expect(office.requests()).not.toContain(TARBALL);
});

describe("archives that are not what they should be", () => {
  const tree: Tree = { files: new Map([["src/a.ts", { path: "src/a.ts", oid: "1", mode: "100644", size: 1 }]]), truncated: false };
  const LARGE: ArchiveLimits = { packed: 1_000_000, unpacked: 1_000_000, time: 10_000 };
  const good = tarballOf({ "src/a.ts": "db.query('SELECT nickname FROM users')" });

  async function search(body: Buffer | ReadableStream<Uint8Array> | null, limits = LARGE, status = 200) {
    const stream = Buffer.isBuffer(body) ? new Response(new Uint8Array(body)).body : body;
    const client = { request: async () => ({ status, headers: {}, data: stream, url: "" }) } as never;
    return readBaseCode({ owner: "acme", repo: "shop", ref: "main" }, tree, ["nickname"], { client, cache: createCache(1_000_000), limits });
  }

  it("a good one is read", async () => {
    expect(await search(good)).toMatchObject({ complete: true, searched: 1, words: ["nickname"], files: [{ path: "src/a.ts" }] });
  });

  it.each([
    ["cut off", good.subarray(0, good.length - 30), "its archive is damaged"],
    ["no gzip", Buffer.from("<html>"), "its archive is damaged"],
    ["no tar within", gzipSync(Buffer.alloc(2_000, "x")), "its archive is damaged"],
    ["cut off within", gzipSync(tarOf([{ path: "x/src/a.ts", text: "x".repeat(2_000) } satisfies Entry]).subarray(0, 1_000)), "its archive is damaged"],
    ["empty", Buffer.alloc(0), "its archive is damaged"],
  ])("%s", async (_, body, why) => expect(await search(body)).toMatchObject({ complete: false, why }));

  it("no answer that could be followed", async () => {
    expect(await search(null, LARGE, 302)).toMatchObject({ complete: false, why: "GitHub gave no archive of it" });
  });

  it("the limits hold on both sides: packed and unpacked bytes", async () => {
    const bytes = tarOf([{ path: "x/src/a.ts", text: "x".repeat(5_000) }]);
    const packed = gzipSync(bytes);
    const exact = { ...LARGE, packed: packed.length, unpacked: bytes.length };
    expect(await search(packed, exact)).toMatchObject({ complete: true });
    expect(await search(packed, { ...exact, packed: packed.length - 1 })).toMatchObject({
      complete: false,
      why: `its archive is larger than ${(packed.length - 1) / 1_000_000} MB`,
    });
    expect(await search(packed, { ...exact, unpacked: 4_000 })).toMatchObject({ complete: false, why: "its unpacked archive is larger than 0.004 MB" });
  });

  it("one that never ends is given up", async () => {
    const endless = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(good.subarray(0, 20)) });
    expect(await search(endless, { ...LARGE, time: 50 })).toMatchObject({ complete: false, why: "its archive took longer than 0.05 s" });
  });

  it("a file that is too large or no text is told, and the others are read", async () => {
    const body = gzipSync(
      tarOf([
        { path: "x/src/large.ts", text: "x".repeat(512_001) },
        { path: "x/src/a.ts", text: "select nickname" },
      ]),
    );
    expect(await search(body)).toMatchObject({ complete: false, why: "src/large.ts is too large", words: ["nickname"] });
  });
});
