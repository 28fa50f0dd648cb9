/** Indexes that do another's work, and look-alikes that do their own. */
import type { Example } from "../../../model/rule.ts";

const post = (...lines: readonly string[]) => `model Post {
  id        BigInt   @id @default(autoincrement())
  slug      String   @unique
  authorId  BigInt
  status    String
  createdAt DateTime @default(now())
  updatedAt DateTime @updatedAt

${lines.map((line) => `  ${line}\n`).join("")}}
`;

const TABLE = "CREATE TABLE post (id bigint PRIMARY KEY, slug text NOT NULL, author_id bigint NOT NULL, created_at timestamptz NOT NULL DEFAULT now());";
const PRISMA = { path: "package.json", text: '{ "devDependencies": { "prisma": "6.14.0" } }' };

/** The index alone is new. */
const added = (title: string, old: readonly string[], lines: readonly string[]): Example => ({ title, schema: { before: post(...old), after: post(...old, ...lines) } });

export const bad: readonly Example[] = [
  added("the beginning of a longer index", ["@@index([status, createdAt])"], ["@@index([status])"]),
  added("the columns of a unique", [], ["@@index([slug])"]),
  added("the primary key", [], ["@@index([id])"]),
  added("twice the same", [], ["@@index([status, createdAt])", '@@index([status, createdAt], map: "post_status_again")']),
  added("the other way round", ["@@index([status, createdAt])"], ["@@index([status(sort: Desc)])"]),
  added("an old index has become superfluous", ["@@index([status])"], ["@@index([status, createdAt])"]),
  added("two new indexes make one old one superfluous", ["@@index([status])"], ["@@index([status, createdAt])", "@@index([status, authorId])"]),
  added("two longer ones make one old superfluous: said once", ["@@index([status])"], ["@@index([status, createdAt])", "@@index([status, authorId])"]),
  added("a unique twice", [], ['@@unique([slug], map: "post_slug_again")']),
  {
    title: "in SQL",
    history: `${TABLE}\nCREATE INDEX post_author_created ON post (author_id, created_at);`,
    base: [PRISMA],
    migration: "CREATE INDEX CONCURRENTLY post_author ON post (author_id);",
  },
  {
    title: "an old one once more, in SQL",
    history: `${TABLE}\nCREATE INDEX post_author ON post (author_id);`,
    base: [PRISMA],
    migration: "CREATE INDEX CONCURRENTLY post_author_again ON post (author_id);",
  },
  {
    title: "the table is new",
    migration: `${TABLE}\nCREATE INDEX post_author_created ON post (author_id, created_at);\nCREATE INDEX post_author ON post (author_id);`,
  },
  {
    title: "beside a unique constraint of SQL",
    history: `${TABLE}\nALTER TABLE post ADD CONSTRAINT post_slug_key UNIQUE (slug);`,
    base: [PRISMA],
    migration: "CREATE INDEX CONCURRENTLY post_slug ON post (slug);",
  },
];

export const good: readonly Example[] = [
  added("another first column", ["@@index([status, createdAt])"], ["@@index([createdAt])"]),
  added("another order of the columns", ["@@index([status, createdAt])"], ["@@index([createdAt, status])"]),
  added("one direction turned round", ["@@index([status, createdAt])"], ['@@index([status, createdAt(sort: Desc)], map: "post_newest")']),
  added("another method", ["@@index([status, createdAt])"], ["@@index([status], type: Hash)"]),
  added("a unique that says more than the index", ["@@index([status, authorId, createdAt])"], ["@@unique([status, authorId])"]),
  {
    title: "a partial index",
    history: `${TABLE}\nCREATE INDEX post_author_created ON post (author_id, created_at);`,
    base: [PRISMA],
    migration: "CREATE INDEX CONCURRENTLY post_author ON post (author_id) WHERE slug <> '';",
  },
  {
    title: "another operator class",
    history: `${TABLE}\nCREATE UNIQUE INDEX post_slug_key ON post (slug);`,
    base: [PRISMA],
    migration: "CREATE INDEX CONCURRENTLY post_slug_prefix ON post (slug text_pattern_ops);",
  },
  {
    title: "nulls at the other end",
    history: `${TABLE}\nALTER TABLE post ADD COLUMN score integer;\nCREATE INDEX post_score ON post (score);`,
    base: [PRISMA],
    migration: "CREATE INDEX CONCURRENTLY post_score_desc ON post (score DESC NULLS LAST);",
  },
  {
    title: "another collation",
    history: `${TABLE}\nCREATE UNIQUE INDEX post_slug_key ON post (slug);`,
    base: [PRISMA],
    migration: 'CREATE INDEX CONCURRENTLY post_slug_c ON post (slug COLLATE "C");',
  },
  {
    title: "INCLUDE of a column that the other lacks",
    history: `${TABLE}\nCREATE INDEX post_author_created ON post (author_id, created_at);`,
    base: [PRISMA],
    migration: "CREATE INDEX CONCURRENTLY post_author_slug ON post (author_id) INCLUDE (slug);",
  },
  {
    title: "two old ones",
    schema: {
      before: post("@@index([status])", "@@index([status, createdAt])"),
      after: post("@@index([status])", "@@index([status, createdAt])").replace("status    String", "status    String // draft, live"),
    },
  },
];
