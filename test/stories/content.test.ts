/** What git may hold in place of plain text, and pull requests larger than GitHub lists: read all the same, or said to be unread; never passed in silence. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { type Office, openOffice } from "./fake/office.ts";
import { smallExamine } from "./fake/small-examine.ts";
import { checkOf, DROPS_COLUMN, MIGRATION, SHOP } from "./shop.ts";

const LATER = "prisma/migrations/20260401000000_later/migration.sql";
const DROP = DROPS_COLUMN[MIGRATION];

let office: Office;
let snapshots: Snapshot[];
beforeEach(async () => {
  snapshots = [];
  office = await openOffice(SHOP, {
    examine: (snapshot) => {
      snapshots.push(snapshot);
      return smallExamine(snapshot);
    },
  });
});
afterEach(() => office.close());

async function review(files: Readonly<Record<string, string | null>>): Promise<{ conclusion: string | null | undefined; title: string | undefined; snapshot: Snapshot }> {
  const pull = office.github.openPull({ files });
  await office.pullEvent(pull, "opened");
  await office.settle();
  const check = checkOf(office, pull.number);
  return { conclusion: check?.conclusion, title: check?.title, snapshot: snapshots.at(-1) as Snapshot };
}

const missing = ({ missing: gaps }: Snapshot): string[] => gaps.map(({ path, reason }) => `${path}: ${reason}`);

describe("never passes", () => {
  it.each([
    ["a migration that is a symbolic link", { [LATER]: "link:../../elsewhere.sql" }, /symbolic link/],
    ["a schema that is a symbolic link", { "prisma/schema.prisma": "link:../schema.prisma" }, /symbolic link/],
    ["a folder of migrations that is a symbolic link", { "apps/api/prisma": "link:../../packages/db/prisma" }, /symbolic link/],
    ["a folder of migrations that is a submodule", { "db/migrations": `submodule:${"a".repeat(40)}` }, /submodule/],
    ["a migration that is a submodule", { "prisma/migrations/x.sql": `submodule:${"a".repeat(40)}` }, /submodule/],
    ["a migration in Git LFS", { [LATER]: `version https://git-lfs.github.com/spec/v1\noid sha256:${"a".repeat(64)}\nsize 12\n` }, /Git LFS/],
    ["a migration in Git LFS with Windows' line ends", { [LATER]: `version https://git-lfs.github.com/spec/v1\r\noid sha256:${"a".repeat(64)}\r\nsize 12\r\n` }, /Git LFS/],
    ["a migration in UTF-16", { [LATER]: "\ufeffD\0R\0O\0P\0" }, /not text in UTF-8/],
    ["a binary migration", { [LATER]: "SELECT 1;\0\u0001" }, /not text in UTF-8/],
    ["a migration of more than a megabyte", { [LATER]: `-- ${"x".repeat(1_000_001)}\n` }, /larger than 1,000,000 bytes/],
    ["a schema of more than a megabyte", { "prisma/schema.prisma": `// ${"x".repeat(1_000_001)}\n` }, /larger than 1,000,000 bytes/],
  ])("%s", async (_what, files: Readonly<Record<string, string>>, reason) => {
    const { conclusion, title, snapshot } = await review(files);
    expect(missing(snapshot).join("\n")).toMatch(reason);
    expect(conclusion).toBe("failure");
    expect(title).toMatch(/^Could not verify: 1 file could not be read/);
  });
});

describe("is read", () => {
  it.each([
    ["a path with spaces and quotes", "prisma/migrations/2026 \"x\" 'y'/migration.sql"],
    ["a path with letters of other scripts", "prisma/migrations/20260401_größe_順番/migration.sql"],
    ["a path with an emoji", "prisma/migrations/20260401_🚀/migration.sql"],
    ["a path with GraphQL in it", "prisma/migrations/20260401_$t0){x}/migration.sql"],
    ["a path with percent signs", "prisma/migrations/20260401_%2e%2e%2f/migration.sql"],
    ["a path with a line break", "prisma/migrations/20260401_a\nb/migration.sql"],
    ["a path with Markdown in it", "prisma/migrations/20260401_`|<!--@all/migration.sql"],
    ["a path with a question mark and a hash", "prisma/migrations/2026?a=b#c/migration.sql"],
    ["a path of four hundred characters", `prisma/migrations/${"a".repeat(200)}/${"b".repeat(180)}.sql`],
  ])("%s", async (_what, path) => {
    const { conclusion, snapshot } = await review({ [path]: DROP });
    expect(snapshot.files.map((file) => file.path)).toContain(path);
    expect(conclusion).toBe("failure");
  });

  it.each([
    ["Windows' line ends", DROP.replaceAll("\n", "\r\n")],
    ["a byte order mark", `\ufeff${DROP}`],
    ["no line end at the end", DROP.trimEnd()],
    ["lone surrogates' replacement characters", `-- \ufffd\n${DROP}`],
    ["characters that reverse the line", `-- \u202e\n${DROP}`],
    ["a thousand blank lines", `${"\n".repeat(1000)}${DROP}`],
  ])("a migration with %s", async (_what, text) => {
    expect((await review({ [LATER]: text })).conclusion).toBe("failure");
  });

  it("a file cut off by GraphQL, whole", async () => {
    office.github.limits.blobText = 20;
    expect((await review({ [LATER]: `${"-- padding\n".repeat(10)}${DROP}` })).conclusion).toBe("failure");
  });

  it("a script named like a folder, without a fuss", async () => {
    expect((await review({ "bin/migrate": "#!/bin/sh\nexec prisma migrate deploy\n" })).conclusion).toBe("success");
  });
});

describe("more files than GitHub lists", () => {
  const NOTES = Object.fromEntries(Array.from({ length: 3_050 }, (_, n) => [`docs/${String(n).padStart(5, "0")}.md`, "x\n"]));

  it("are compared by their trees: what lies beyond the listing is found", async () => {
    const { conclusion, title, snapshot } = await review({ ...NOTES, [LATER]: DROP });
    expect(missing(snapshot)).toEqual([]);
    expect([conclusion, title]).toEqual(["failure", "1 error: rollout fails"]);
  });

  it("pass when nothing is wrong in them", async () => {
    expect(await review({ ...NOTES, [LATER]: "SELECT 1;\n" })).toMatchObject({ conclusion: "success" });
  });

  it("are compared folder by folder where GitHub cuts the trees", async () => {
    office.github.limits.treeEntries = 3_055;
    const { conclusion, snapshot } = await review({ ...NOTES, "src/more/a.md": "x\n", "src/more/b.md": "x\n", [LATER]: DROP });
    expect(missing(snapshot)).toEqual([]);
    expect(conclusion).toBe("failure");
  });

  it("are not verified where there are too many folders to compare", async () => {
    office.github.limits.treeEntries = 20;
    const spread = Object.fromEntries(Array.from({ length: 3_050 }, (_, n) => [`docs/${n % 50}/${n}.md`, "x\n"]));
    const { conclusion, title, snapshot } = await review({ ...spread, [LATER]: "SELECT 1;\n" });
    expect(missing(snapshot).join()).toContain("more files than GitHub lists");
    expect(conclusion).toBe("failure");
    expect(title).toContain("Could not verify");
  });
});
