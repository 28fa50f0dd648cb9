import { describe, expect, it } from "vitest";
import { lint } from "../../src/index.ts";

const PACKAGE = { path: "package.json", text: '{ "devDependencies": { "prisma": "6.14.0" } }' };
const LOCK = { path: "prisma/migrations/migration_lock.toml", text: 'provider = "postgresql"\n' };
const TABLE = "CREATE TABLE post (id bigint PRIMARY KEY, score integer, author_id bigint, created_at timestamptz NOT NULL DEFAULT now());\n";

async function findings(history: string, ...added: string[]) {
  const base = [PACKAGE, LOCK, { path: "prisma/migrations/0001_base/migration.sql", text: `${TABLE}${history}` }];
  const files = added.map((text, index) => ({ path: `prisma/migrations/000${index + 2}_change/migration.sql`, text }));
  const result = await lint({ files: [...base, ...files], base });
  return result.findings.filter(({ rule }) => rule === "no-redundant-index");
}

async function told(history: string, ...added: string[]): Promise<string[]> {
  return (await findings(history, ...added)).map(({ message }) => message.replace(/.*\. (?=\w)/, ""));
}

describe("which of two indexes is superfluous", () => {
  it("is the shorter one, whichever came first: a new one is left out, an old one dropped", async () => {
    const [short, long] = ["CREATE INDEX CONCURRENTLY a ON post (author_id);", "CREATE INDEX CONCURRENTLY b ON post (author_id, score);"];
    expect(await told("", short, long)).toEqual(["Leave it out."]);
    expect(await told("", long, short)).toEqual(["Leave it out."]);
    expect(await told("CREATE INDEX a ON post (author_id);", long)).toEqual(["Drop the old one."]);
    expect(await told("CREATE INDEX b ON post (author_id, score);", short)).toEqual(["Leave it out."]);
  });

  it("is the second of two that are alike", async () => {
    const again = ["CREATE INDEX CONCURRENTLY a ON post (author_id);", "CREATE INDEX CONCURRENTLY b ON post (author_id);"];
    expect((await findings("", ...again)).map(({ path }) => path)).toEqual(["prisma/migrations/0003_change/migration.sql"]);
  });

  it("read backwards, the nulls of an index stand at its other end", async () => {
    const old = "CREATE INDEX a ON post (score);";
    expect(await told(old, "CREATE INDEX CONCURRENTLY b ON post (score DESC);")).toHaveLength(1);
    expect(await told(old, "CREATE INDEX CONCURRENTLY b ON post (score ASC NULLS LAST);")).toHaveLength(1);
    expect(await told(old, "CREATE INDEX CONCURRENTLY b ON post (score DESC NULLS LAST);")).toEqual([]);
    expect(await told(old, "CREATE INDEX CONCURRENTLY b ON post (score NULLS FIRST);")).toEqual([]);
    expect(await told("CREATE INDEX a ON post (score DESC NULLS LAST);", "CREATE INDEX CONCURRENTLY b ON post (score NULLS FIRST);")).toHaveLength(1);
  });
});
