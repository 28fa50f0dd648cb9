import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { createRepository, type Repository, temporaryFolder, writeAll } from "./repository.ts";

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const INIT = "db/migrations/0001_init.sql";
const MORE = "db/migrations/0002_more.sql";
const TABLE = "CREATE TABLE users (id bigint PRIMARY KEY, mail text);\n";
const INDEX = "SET lock_timeout = '5s';\nCREATE INDEX users_mail_idx ON users (mail);\n";
const SAFE = "SET lock_timeout = '5s';\nALTER TABLE users ADD COLUMN age int;\n";

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(args: readonly string[], options: { cwd?: string; input?: string; env?: Record<string, string> } = {}): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    cwd: options.cwd ?? temporaryFolder(),
    input: options.input ?? "",
    encoding: "utf8",
    env: { PATH: process.env.PATH ?? "", HOME: temporaryFolder(), ...options.env },
  });
  return { code: status, out: stdout, err: stderr };
}

describe("review of a repository", () => {
  let repository: Repository;
  beforeAll(() => {
    repository = createRepository();
    repository.commit({ [INIT]: TABLE, "package.json": "{}" });
    for (const [branch, text] of Object.entries({ risky: INDEX, safe: SAFE, broken: "CREATE TABEL x ();\n", prose: undefined })) {
      repository.git("checkout", "-q", "-b", branch, "main");
      repository.commit(text === undefined ? { "README.md": "x" } : { [MORE]: text });
    }
    repository.git("checkout", "-q", "risky");
  });

  it("says what is wrong, where, and exits with 1", () => {
    const { code, out, err } = run(["review"], { cwd: repository.path });
    expect(out).toContain("require-concurrent-index");
    expect(out).toContain(`${MORE}:2:1`);
    expect(out).toContain("CREATE INDEX users_mail_idx ON users (mail);");
    expect(out).not.toContain("\u001b");
    expect(err).toBe("");
    expect(code).toBe(1);
  });

  it("exits with 0 for what passes, 3 for what cannot be read", () => {
    expect(run(["review", "--repo", repository.path, "--head", "safe"]).code).toBe(0);
    expect(run(["review", "--repo", repository.path, "--head", "prose"]).code).toBe(0);
    const broken = run(["review", "--repo", repository.path, "--head", "broken"]);
    expect(broken.out).toContain(`${MORE}:1:`);
    expect(broken.code).toBe(3);
  });

  it("prints JSON, Markdown and SARIF", () => {
    const args = ["review", "--repo", repository.path, "--base", "main", "--head", "risky", "--format"];
    const json = JSON.parse(run([...args, "json"]).out);
    expect(Object.keys(json)).toEqual(["verdict", "gates", "phase", "findings", "gaps", "waived"]);
    expect(json.verdict).toBe("failed");
    expect(json.findings[0]).toMatchObject({ rule: "require-concurrent-index", path: MORE, line: 2 });
    expect(run([...args, "markdown"]).out).toContain("require-concurrent-index");
    const sarif = JSON.parse(run([...args, "sarif"]).out);
    expect(sarif.runs[0].results[0].ruleId).toBe("require-concurrent-index");
  });

  it("looks through the code of the base branch for what is dropped", () => {
    const asking = createRepository();
    asking.commit({ [INIT]: TABLE, "src/mail.ts": "\nexport const mails = (db: Pool) => db.query('SELECT mail FROM users');\n" });
    asking.git("checkout", "-q", "-b", "drop");
    asking.commit({ [MORE]: "SET lock_timeout = '5s';\nALTER TABLE users DROP COLUMN mail;\n", "src/mail.ts": undefined });
    expect(run(["review"], { cwd: asking.path }).out).toContain("`src/mail.ts:2`");
  });

  it("obeys --config and the description", () => {
    const folder = temporaryFolder();
    writeAll(folder, {
      "off.yml": "rules: { require-concurrent-index: off }\n",
      "bad.yml": "rules:\n  require-concurent-index: off\n",
      "body.md": "## Rollback\nDrop the index.\n",
    });
    const args = ["review", "--repo", repository.path, "--head", "risky", "--format", "json"];
    const rules = (ran: Ran): string[] => JSON.parse(ran.out).findings.map(({ rule }: { rule: string }) => rule);
    expect(rules(run([...args, "--config", "off.yml"], { cwd: folder }))).not.toContain("require-concurrent-index");
    const bad = run([...args, "--config", "bad.yml"], { cwd: folder });
    expect(bad.out).toContain("2:3");
    expect(bad.out).toContain("did you mean `require-concurrent-index`?");
    expect(bad.code).toBe(3);
    expect(run([...args, "--body-file", "body.md"], { cwd: folder }).code).toBe(1);
    expect(run([...args, "--body-file", "-"], { input: "## Rollback\nDrop it.\n" }).code).toBe(1);
    expect(run([...args, "--config", "none.yml"], { cwd: folder }).err).toBe("schema-review: There is no file none.yml.\n");
    expect(run([...args, "--body-file", "none.md"], { cwd: folder }).code).toBe(2);
  });

  it("explains what is wrong with the command", () => {
    const wrong = (...args: string[]): string => {
      const { code, out, err } = run(args, { cwd: repository.path });
      expect(code).toBe(2);
      expect(out).toBe("");
      return err;
    };
    expect(wrong("review", "--base", "mian")).toContain('Did you mean "main"?');
    expect(wrong("review", "--repo", "/nowhere")).toContain("/nowhere is not a git repository");
    expect(wrong("review", "--format", "html")).toContain("Allowed choices are text, json, markdown, sarif");
    expect(wrong("revew")).toContain("Did you mean review?");
    expect(wrong("review", "--publish")).toContain("--publish goes with --pull");
    expect(wrong("review", "--pull", "acme/shop")).toContain("Write owner/repo#12");
    expect(wrong("review", "--pull", "acme/shop#1")).toContain("GITHUB_TOKEN is not set");
    expect(wrong("review", "--pull", "acme/shop#1", "--base", "main")).toContain("leave --repo, --base, --head");
    expect(wrong("explain", "require-concurrent-indx")).toContain('Did you mean "require-concurrent-index"?');
  });

  it("audits the last commit as if all of it were new", () => {
    const { code, out } = run(["audit", "--repo", repository.path, "--head", "risky", "--format", "json"]);
    expect(JSON.parse(out).findings.map(({ rule }: { rule: string }) => rule)).not.toContain("require-concurrent-index");
    expect(code).toBe(0);
    expect(run(["audit", "--repo", repository.path, "--head", "broken"]).code).toBe(3);
    expect(run(["audit", "--repo", join(repository.path, "none")]).err).toContain("There is no folder");
  });
});

describe("review of two folders", () => {
  it("compares them", () => {
    const folder = temporaryFolder();
    writeAll(folder, { [`old/${INIT}`]: TABLE, [`new/${INIT}`]: TABLE, [`new/${MORE}`]: INDEX });
    const { code, out } = run(["review", "--base", "old", "--head", "new"], { cwd: folder });
    expect(out).toContain(`${MORE}:2:1`);
    expect(code).toBe(1);
    expect(run(["review", "--base", "old", "--head", "./nwe"], { cwd: folder }).err).toBe("schema-review: There is no folder ./nwe.\n");
    expect(run(["audit", "--repo", "new"], { cwd: folder }).code).toBe(0);
  });
});

describe("review of two folders with code", () => {
  it("looks through the code of the first for what the second drops", () => {
    const [base, head] = [temporaryFolder(), temporaryFolder()];
    writeAll(base, { [INIT]: TABLE, "src/mail.ts": "export const mails = (db: Pool) => db.query('SELECT mail FROM users');\n" });
    writeAll(head, { [INIT]: TABLE, [MORE]: "SET lock_timeout = '5s';\nALTER TABLE users DROP COLUMN mail;\n" });
    expect(run(["review", "--base", base, "--head", head]).out).toContain("`src/mail.ts:1`");
  });
});

describe("lint", () => {
  const folder = temporaryFolder();
  beforeAll(() =>
    writeAll(folder, {
      [INIT]: TABLE,
      [MORE]: INDEX,
      "one.sql": "ALTER TABLE users ALTER COLUMN mail SET NOT NULL;\n",
      "notes.txt": "x",
      "empty/notes.txt": "x",
      "a/bad.sql": "SELEC 1;\n",
    }),
  );

  it("takes a folder as one history, in its own order", () => {
    const { code, out } = run(["lint", "db"], { cwd: folder });
    expect(out).not.toContain("require-concurrent-index");
    expect(code).toBe(0);
    expect(run(["lint", MORE], { cwd: folder }).out).toContain("require-concurrent-index");
  });

  it("takes files, globs and paths from elsewhere", () => {
    expect(run(["lint", "db/**/*_more.sql"], { cwd: folder }).code).toBe(1);
    expect(run(["lint", "./db/**/*.sql"], { cwd: folder }).code).toBe(0);
    const elsewhere = run(["lint", join(folder, MORE)]);
    expect(elsewhere.out).toContain("0002_more.sql:2:1");
    expect(elsewhere.code).toBe(1);
  });

  it("checks a file that was named even if it looks like no migration", () => {
    expect(run(["lint", "one.sql"], { cwd: folder }).out).toContain("one.sql:1:");
    expect(run(["lint", "a/bad.sql"], { cwd: folder }).code).toBe(3);
  });

  it("refuses what names nothing to check", () => {
    for (const [pattern, words] of Object.entries({
      "none.sql": "There is no file or folder none.sql",
      "notes.txt": "is no file that can be checked",
      empty: "names no schema, migration or application code",
      "db/*.prisma": "names no schema, migration or application code",
    })) {
      const { code, err } = run(["lint", pattern], { cwd: folder });
      expect(err).toContain(words);
      expect(code).toBe(2);
    }
    expect(run(["lint"], { cwd: folder }).err).toContain("missing required argument 'files'");
  });
});

describe("rules and explain", () => {
  it("list and show every rule", () => {
    expect(run(["rules"]).out).toMatch(/require-concurrent-index +error +/);
    const all = JSON.parse(run(["rules", "--format", "json"]).out);
    expect(all.find(({ id }: { id: string }) => id === "require-concurrent-index")).toMatchObject({ gate: "rollout", severity: "error" });
    expect(run(["rules", "--format", "markdown"]).out).toContain("| [require-concurrent-index](docs/rules/require-concurrent-index.md) | rollout | error |");
  });

  it("explain with the page of the documentation", () => {
    const page = readFileSync(new URL("../../docs/rules/require-concurrent-index.md", import.meta.url), "utf8");
    expect(run(["explain", "require-concurrent-index"]).out).toBe(page);
    expect(run(["explain", "Require-Concurrent-Index", "--format", "markdown"]).out).toBe(page);
    expect(JSON.parse(run(["explain", "require-concurrent-index", "--format", "json"]).out).page).toBe(page);
  });
});

describe("the program", () => {
  it("helps, and says its version", () => {
    const help = run(["--help"]);
    expect(help.out).toContain("Exit codes: 0 passed, 1 failed, 2 wrong usage, 3 something could not be read.");
    expect(help.code).toBe(0);
    expect(run(["review", "--help"]).out).toContain("$ schema-review review --base v1.4.0 --head release/1.5");
    expect(run(["--version"]).out).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(run([]).code).toBe(2);
  });
});
