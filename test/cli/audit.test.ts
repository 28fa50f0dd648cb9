import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { createRepository, temporaryFolder, writeAll } from "./repository.ts";

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const SCHEMA = "prisma/schema.prisma";
const HEADER = 'datasource db {\n  provider = "postgresql"\n}\n\n';
const USER = "model User {\n  id BigInt @id @default(autoincrement())\n  name String\n  posts Post[]\n}\n\n";
const POST = "model Post {\n  id Int @id @default(autoincrement())\n  authorId BigInt\n  author User @relation(fields: [authorId], references: [id])\n}\n";

function run(args: readonly string[], cwd: string): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], { cwd, input: "", encoding: "utf8", env: { PATH: process.env.PATH ?? "", HOME: cwd } });
  return { code: status, out: stdout, err: stderr };
}

function folderWith(files: Record<string, string>): string {
  const folder = temporaryFolder();
  writeAll(folder, files);
  return folder;
}

function rulesIn(out: string): string[] {
  return JSON.parse(out).findings.map(({ rule }: { rule: string }) => rule);
}

describe("an audit", () => {
  it("groups what it finds by gate, in the order of the questions", () => {
    const folder = folderWith({ [SCHEMA]: HEADER + USER + POST });
    const { out, code } = run(["audit"], folder);
    const [relations, invariants] = [
      out.indexOf("relations: Are all relations explicit and indexed? 1 error"),
      out.indexOf("invariants: Do uniqueness constraints reflect business invariants? "),
    ];
    expect(relations).toBeGreaterThanOrEqual(0);
    expect(invariants).toBeGreaterThan(relations);
    expect(out.indexOf("prefer-bigint-id")).toBeGreaterThan(invariants);
    expect(out.indexOf("require-on-delete")).toBeLessThan(invariants);
    expect(out).not.toContain("queries:");
    expect(code).toBe(1);
    const markdown = run(["audit", "--format", "markdown"], folder).out;
    expect(markdown.indexOf("### relations: Are all relations explicit and indexed?")).toBeLessThan(markdown.indexOf("### invariants: Do uniqueness constraints"));
  });
});

describe("a baseline", () => {
  it("keeps what is known quiet, until its code changes", () => {
    const folder = folderWith({ [SCHEMA]: HEADER + USER + POST });
    const before = rulesIn(run(["audit", "--format", "json"], folder).out);
    expect(before).toContain("require-foreign-key-index");
    const written = run(["audit", "--write-baseline", "known.json"], folder);
    expect(written).toMatchObject({ code: 0, err: `schema-review: Wrote ${before.length} findings to known.json: they stay quiet until their code changes.\n` });
    expect(written.out).toBe(`Passed, ${before.length} findings of the baseline quiet\n`);

    const quiet = run(["audit", "--baseline", "known.json", "--format", "json"], folder);
    expect(JSON.parse(quiet.out)).toMatchObject({ verdict: "passed", findings: [], known: before.length });
    expect([quiet.code, quiet.err]).toEqual([0, ""]);

    const moved = HEADER + USER.replace("name String", "name String\n  nick String?") + POST;
    writeFileSync(join(folder, SCHEMA), moved);
    expect(rulesIn(run(["audit", "--baseline", "known.json", "--format", "json"], folder).out)).toEqual([]);

    writeFileSync(join(folder, SCHEMA), moved.replace("author User", "writer User"));
    const changed = run(["audit", "--baseline", "known.json", "--format", "json"], folder);
    expect(rulesIn(changed.out)).toEqual(["require-foreign-key-index", "require-on-delete"]);
    expect(changed.code).toBe(1);
    expect(changed.err).toContain("schema-review: 2 findings of known.json are gone");
  });

  it("is the same file for the same findings, and shrinks when one is mended", () => {
    const folder = folderWith({ [SCHEMA]: HEADER + USER + POST });
    const text = () => readFileSync(join(folder, "known.json"), "utf8");
    run(["audit", "--write-baseline", "known.json"], folder);
    const first = text();
    run(["audit", "--write-baseline", "known.json"], folder);
    expect(text()).toBe(first);
    writeFileSync(join(folder, SCHEMA), HEADER + USER + POST.replace("}\n", "\n  @@index([authorId])\n}\n"));
    expect(run(["audit", "--baseline", "known.json"], folder).err).toContain("schema-review: 1 finding of known.json is gone: `audit --write-baseline known.json` takes it out.\n");
    run(["audit", "--write-baseline", "known.json"], folder);
    expect(text().split("\n")).toEqual(first.split("\n").filter((line) => !line.includes("require-foreign-key-index")));
  });

  it("knows code that moves to another file as it was", () => {
    const folder = folderWith({ [SCHEMA]: HEADER + USER + POST });
    run(["audit", "--write-baseline", "known.json"], folder);
    writeAll(folder, { [SCHEMA]: HEADER + USER, "prisma/post.prisma": `// posts\n\n${POST}` });
    expect(run(["audit", "--baseline", "known.json"], folder)).toMatchObject({ code: 0, err: "" });
  });

  it("does not hide what cannot be read", () => {
    const folder = folderWith({ [SCHEMA]: HEADER + USER + POST, "db/migrations/0001_init.sql": "CREATE TABEL x ();\n" });
    expect(run(["audit", "--write-baseline", "known.json"], folder).code).toBe(3);
    const again = run(["audit", "--baseline", "known.json"], folder);
    expect(again.out).toContain("db/migrations/0001_init.sql:1:");
    expect([again.code, again.err]).toEqual([3, ""]);
  });

  it("is not written where nothing could be judged: what it holds stays", () => {
    const folder = folderWith({ [SCHEMA]: HEADER + USER + POST });
    run(["audit", "--write-baseline", "known.json"], folder);
    const before = readFileSync(join(folder, "known.json"), "utf8");
    writeAll(folder, { "off.yml": "rulez: {}\n" });
    const { code, err } = run(["audit", "--write-baseline", "known.json", "--config", "off.yml"], folder);
    expect(err).toBe("schema-review: known.json was not written: nothing could be judged.\n");
    expect(code).toBe(3);
    expect(readFileSync(join(folder, "known.json"), "utf8")).toBe(before);
  });

  it("may begin with a byte order mark", () => {
    const folder = folderWith({ [SCHEMA]: HEADER + USER + POST });
    run(["audit", "--write-baseline", "known.json"], folder);
    writeFileSync(join(folder, "known.json"), `\ufeff${readFileSync(join(folder, "known.json"), "utf8")}`);
    expect(run(["audit", "--baseline", "known.json"], folder)).toMatchObject({ code: 0, err: "" });
  });

  it("that is wrong, or named twice over, is a wrong use of the command", () => {
    const folder = folderWith({ [SCHEMA]: HEADER + USER, "other.json": "{}" });
    for (const [args, words] of [
      [["--baseline", "none.json"], "There is no baseline none.json."],
      [["--baseline", "other.json"], "other.json is no baseline"],
      [["--baseline", "a.json", "--write-baseline", "b.json"], "leave --baseline out"],
      [["--write-baseline", "no/such/folder.json"], "cannot be written (ENOENT)"],
    ] as const) {
      const { code, out, err } = run(["audit", ...args], folder);
      expect(err).toContain(words);
      expect([code, out]).toEqual([2, ""]);
    }
  });
});

describe("roles", () => {
  it("are listed for a folder and for a commit, with the configuration's own", () => {
    const repository = createRepository();
    repository.commit({
      [SCHEMA]: `${HEADER}model Invoice {\n  id BigInt @id\n}\n\nmodel Thing {\n  id BigInt @id\n}\n`,
      ".github/schema-review.yml": "roles: { Thing: append-only, Thign: none }\n",
    });
    const { code, out, err } = run(["roles"], repository.path);
    expect(out).toBe(
      "Invoice  ledger       its name ends in `invoice`\nThing    append-only  the configuration\n\nThe configuration's `roles` names `Thign`, but no table is called that; did you mean `Thing`?\n",
    );
    expect([code, err]).toEqual([0, ""]);
    const folder = folderWith({ [SCHEMA]: `${HEADER}model Payment {\n  id BigInt @id\n}\n` });
    expect(JSON.parse(run(["roles", "--repo", folder, "--format", "json"], folder).out)).toEqual({
      tables: [{ root: "prisma", table: "Payment", roles: [{ role: "ledger", evidence: "its name ends in `payment`" }], stated: false, setAside: [] }],
      unknown: [],
    });
    expect(run(["roles", "--repo", folder, "--format", "markdown"], folder).out).toContain("| `Payment` | ledger | its name ends in `payment` |");
    expect(run(["roles", "--repo", join(folder, "none")], folder)).toMatchObject({ code: 2, err: expect.stringContaining("There is no folder") });
  });

  it("say what could not be read", () => {
    const folder = folderWith({ "db/migrations/0001_init.sql": "CREATE TABLE invoices (id bigint PRIMARY KEY);\n", "db/migrations/0002_more.sql": "CREATE TABEL x ();\n" });
    const { code, out, err } = run(["roles"], folder);
    expect(out).toContain("invoices  ledger");
    expect(err).toContain("schema-review: db/migrations/0002_more.sql:1:");
    expect(code).toBe(3);
    const hostile = run(["roles"], folderWith({ "db/migrations/\u001b[31m1.sql": "CREATE TABEL x ();\n" }));
    expect(hostile.err).toContain("schema-review: db/migrations/\\u001b[31m1.sql:1:");
    expect(hostile.err).not.toContain("\u001b");
    const misspelt = folderWith({ [SCHEMA]: HEADER + USER, ".github/schema-review.yml": "roles: { User: acount }\n" });
    const wrong = run(["roles"], misspelt);
    expect(wrong.err).toContain("did you mean `account`?");
    expect(wrong.code).toBe(3);
  });
});
