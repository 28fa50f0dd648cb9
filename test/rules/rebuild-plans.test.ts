import { describe, expect, it } from "vitest";
import { lint } from "../../src/index.ts";

const BASE = "  id        BigInt   @id @default(autoincrement())\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";
const model = (name: string, ...lines: string[]) => `model ${name} {\n${BASE}${lines.map((line) => `  ${line}\n`).join("")}}\n\n`;

/** The findings of require-rebuild-plan and of the dependencies, each with the statement that it proposes. */
async function plans(...models: string[]) {
  const { findings, gaps } = await lint({ files: [{ path: "prisma/schema.prisma", text: models.join("") }] });
  expect(gaps).toEqual([]);
  return findings
    .filter(({ rule }) => rule === "require-rebuild-plan" || rule.endsWith("-dependency"))
    .map(({ message, advice }) => [/`[^`]*`/.exec(message)?.[0] ?? "", /rebuild: (.*)/.exec(advice?.text ?? "")?.[1] ?? ""] as const);
}

describe("the statement that fills a derived column again", () => {
  it("counts by the relation that the counter is named after", async () => {
    const user = model("User", 'followers Follow[] @relation("to")', 'following Follow[] @relation("from")', "followersCount Int", "followingCount Int");
    const follow = model(
      "Follow",
      'fromId BigInt @map("from_id")',
      "toId BigInt",
      'from User @relation("from", fields: [fromId], references: [id], onDelete: Cascade)',
      'to User @relation("to", fields: [toId], references: [id], onDelete: Cascade)',
      "",
      "@@index([fromId])",
      "@@index([toId])",
    );
    expect(await plans(user, follow)).toEqual([
      ["`User.followersCount`", 'UPDATE "User" SET "followersCount" = (SELECT count(*) FROM "Follow" WHERE "Follow"."toId" = "User".id)'],
      ["`User.followingCount`", 'UPDATE "User" SET "followingCount" = (SELECT count(*) FROM "Follow" WHERE "Follow".from_id = "User".id)'],
    ]);
  });

  it("tells the rows of a tree from their parent", async () => {
    const page = model(
      "Page",
      "parentId BigInt?",
      'parent Page? @relation("tree", fields: [parentId], references: [id], onDelete: SetNull)',
      'children Page[] @relation("tree")',
      "pageCount Int",
      "",
      "@@index([parentId])",
    );
    expect(await plans(page)).toEqual([["`Page.pageCount`", 'UPDATE "Page" SET "pageCount" = (SELECT count(*) FROM "Page" AS child WHERE child."parentId" = "Page".id)']]);
  });

  it("counts in the hidden table of an implicit relation, on the right side of it", async () => {
    expect(await plans(model("Post", "tags Tag[]", "tagCount Int"), model("Tag", "posts Post[]", "postsCount Int"))).toEqual([
      ["`Post.tagCount`", 'UPDATE "Post" SET "tagCount" = (SELECT count(*) FROM "_PostToTag" WHERE "_PostToTag"."A" = "Post".id)'],
      ["`Tag.postsCount`", 'UPDATE "Tag" SET "postsCount" = (SELECT count(*) FROM "_PostToTag" WHERE "_PostToTag"."B" = "Tag".id)'],
    ]);
  });

  it("joins by all columns of a compound key", async () => {
    const folder =
      'model Folder {\n  orgId BigInt\n  id BigInt\n  title String\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n  notes Note[]\n\n  @@id([orgId, id])\n  @@map("app_folders")\n}\n\n';
    const note = model(
      "Note",
      "orgId BigInt",
      "folderId BigInt",
      "folderTitle String",
      "folder Folder @relation(fields: [orgId, folderId], references: [orgId, id], onDelete: Restrict)",
      "",
      "@@index([orgId, folderId])",
    );
    expect(await plans(folder, note)).toEqual([
      [
        "`Note.folderTitle`",
        'UPDATE "Note" SET "folderTitle" = app_folders.title FROM app_folders WHERE app_folders."orgId" = "Note"."orgId" AND app_folders.id = "Note"."folderId"',
      ],
    ]);
  });

  it("is SQL that PostgreSQL's own grammar accepts", async () => {
    const text = [
      model("Shop", "reviews Review[]", "averageStars Decimal?", "reviewCount Int", "totalStars Int"),
      model("Review", "stars Int", "shopId BigInt", "shop Shop @relation(fields: [shopId], references: [id], onDelete: Cascade)", "", "@@index([shopId])"),
      model("Person", "firstName String", "lastName String", "fullName String"),
    ];
    const statements = (await plans(...text)).map(([, rebuild]) => rebuild);
    expect(statements).toHaveLength(4);
    const files = [
      { path: "migrations/001_init.up.sql", text: "CREATE TABLE a (id int PRIMARY KEY);" },
      { path: "migrations/002_fill.up.sql", text: statements.map((statement) => `${statement};`).join("\n") },
    ];
    const { gaps, findings } = await lint({ files });
    expect(gaps).toEqual([]);
    expect(findings.filter(({ rule }) => rule === "require-chunked-backfill").length).toBeGreaterThan(0);
  });
});

describe("annotations of a database without a Prisma schema", () => {
  const history = [{ path: "migrations/001_init.up.sql", text: "CREATE TABLE posts (id bigint PRIMARY KEY, excerpt text);" }];
  const told = async (text: string) =>
    (await lint({ history, base: history, files: [...history, { path: "migrations/002_next.up.sql", text }] })).findings.filter(
      ({ rule }) => rule === "require-rebuild-plan" || rule === "no-non-key-determinant",
    );

  it("are judged where the pull request says them, though the column is old", async () => {
    const [finding, ...more] = await told("SELECT 1;\nCOMMENT ON COLUMN posts.excerpt IS '@denormalized source: post.body rebuild: nightly';");
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ path: "migrations/002_next.up.sql", line: 2, message: "`posts.excerpt` is declared as denormalised, but `posts` has no column `body`." });
  });

  it("may say what determines what", async () => {
    const [finding, ...more] = await told("COMMENT ON COLUMN posts.excerpt IS '@determines exerpt -> id';");
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ path: "migrations/002_next.up.sql", line: 1, severity: "info" });
    expect(finding?.message).toBe("`@determines exerpt -> id` cannot be checked: `posts` has no column `exerpt`; did you mean `excerpt`?");
  });

  it("are not judged again", async () => {
    const said = {
      path: "migrations/001_init.up.sql",
      text: `${history[0]!.text}\nCOMMENT ON COLUMN posts.excerpt IS '@denormalized source: posts.body';\nCOMMENT ON TABLE posts IS '@determines exerpt -> id';`,
    };
    const next = { path: "migrations/002_next.up.sql", text: "ALTER TABLE posts ADD COLUMN note text;" };
    const { findings } = await lint({ base: [said], files: [said, next] });
    expect(findings.filter(({ rule }) => rule === "require-rebuild-plan" || rule === "no-non-key-determinant")).toEqual([]);
    const anew = await lint({ files: [said, next] });
    expect(anew.findings.filter(({ rule }) => rule === "require-rebuild-plan" || rule === "no-non-key-determinant")).toHaveLength(2);
  });
});
