/** Both sides of require-rebuild-plan. */
import type { Example } from "../../../model/rule.ts";

const ID = "  id        BigInt   @id @default(autoincrement())\n";
const TIMES = "  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";
const COMMENT = `model Comment {\n${ID}${TIMES}  stars     Int\n  postId    BigInt\n  post      Post     @relation(fields: [postId], references: [id], onDelete: Cascade)\n\n  @@index([postId])\n}\n`;
const post = (...lines: string[]) => `model Post {\n${ID}${TIMES}  title     String\n  comments  Comment[]\n${lines.map((line) => `  ${line}\n`).join("")}}\n\n${COMMENT}`;
const person = (...lines: string[]) => `model Person {\n${ID}${TIMES}${lines.map((line) => `  ${line}\n`).join("")}}\n`;
const account = (...lines: string[]) =>
  `model Account {\n${ID}${TIMES}  email     String   @unique\n  profile   Profile?\n}\n\nmodel Profile {\n  accountId BigInt   @id\n${TIMES}  theme     String\n${lines.map((line) => `  ${line}\n`).join("")}  account   Account  @relation(fields: [accountId], references: [id], onDelete: Cascade)\n}\n`;
const SQL_TIMES = "created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()";
const SQL_BASE =
  "CREATE TABLE posts (id bigint PRIMARY KEY, title text NOT NULL);\nCREATE TABLE comments (id bigint PRIMARY KEY, post_id bigint NOT NULL REFERENCES posts (id) ON DELETE CASCADE);\nCREATE TABLE post_likes (id bigint PRIMARY KEY, post_id bigint NOT NULL REFERENCES posts (id) ON DELETE CASCADE);";
const add = (column: string) => `SET lock_timeout = '5s';\nALTER TABLE posts ADD COLUMN ${column};`;

export const bad: readonly Example[] = [
  { title: "a counter of comments", schema: post("commentCount Int   @default(0)") },
  { title: "the number before the name", schema: post("numComments Int    @default(0)") },
  { title: "an average", schema: post("averageStars Decimal? @db.Decimal(3, 2)") },
  { title: "a sum", schema: post("totalStars Int     @default(0)") },
  { title: "only the source", schema: post("/// @denormalized source: Comment", "commentCount Int   @default(0)") },
  { title: "a plan that is none", schema: post("/// @denormalized source: Comment rebuild: TODO", "commentCount Int   @default(0)") },
  { title: "a source that does not exist", schema: post("/// @denormalized source: Coment rebuild: nightly job recount", "commentCount Int   @default(0)") },
  { title: "a field that does not exist", schema: post("/// @denormalized source: Comment.star", "/// rebuild: nightly job recount", "starSum   Int      @default(0)") },
  { title: "a comment that says so and no more", schema: post("/// Denormalized for the list of posts", "excerpt   String") },
  { title: "a full name", schema: person("firstName String", "lastName  String", "fullName  String") },
  { title: "a copy in a row of one's own", schema: account("accountEmail String") },
  { title: "half an annotation on the model", schema: post("commentCount Int   @default(0)").replace("model Post", "/// @denormalized rebuild: nightly job recount\nmodel Post") },
  {
    title: "the annotation loses its plan",
    schema: {
      before: post("/// @denormalized source: Comment rebuild: nightly job recount", "commentCount Int   @default(0)"),
      after: post("/// @denormalized source: Comment", "commentCount Int   @default(0)"),
    },
  },
  { title: "in SQL", history: SQL_BASE, migration: add("comment_count integer NOT NULL DEFAULT 0") },
  { title: "two at once in SQL", history: SQL_BASE, migration: add("comments integer NOT NULL DEFAULT 0, ADD COLUMN likes_count integer NOT NULL DEFAULT 0") },
  { title: "half an annotation in SQL", history: SQL_BASE, migration: `${add("excerpt text")}\nCOMMENT ON COLUMN posts.excerpt IS '@denormalized source: posts.title';` },
];

export const good: readonly Example[] = [
  { title: "source and plan", schema: post("/// @denormalized source: Comment rebuild: nightly job recount", "commentCount Int   @default(0)") },
  {
    title: "in several lines, the plan first",
    schema: post("/// Shown in every list.", "/// @denormalised", "/// rebuild: npm run recount -- --all", "/// source: comments", "commentCount Int   @default(0)"),
  },
  { title: "beside the field", schema: post("commentCount Int   @default(0) /// @denormalized source: Comment.postId; rebuild: nightly job recount") },
  {
    title: "on the model",
    schema: post("commentCount Int   @default(0)").replace("model Post", "/// @denormalized source: Comment\n/// rebuild: nightly job recount\nmodel Post"),
  },
  { title: "a source elsewhere", schema: post("/// @denormalized source: Stripe rebuild: npm run stripe:sync", "balance   Int      @default(0)") },
  { title: "it counts no rows of this schema", schema: post("viewCount Int      @default(0)", "maxComments Int    @default(100)", "expectedComments Int @default(0)") },
  { title: "a time", schema: post("lastCommentAt DateTime?") },
  {
    title: "an order keeps its figures",
    schema: `model Order {\n${ID}${TIMES}  itemCount Int      @default(0)\n  items     OrderItem[]\n}\n\nmodel OrderItem {\n${ID}${TIMES}  orderId   BigInt\n  order     Order    @relation(fields: [orderId], references: [id], onDelete: Restrict)\n\n  @@index([orderId])\n}\n`,
  },
  { title: "it stood before", schema: { before: post("commentCount Int   @default(0)"), after: post("commentCount Int   @default(0)", "note      String?") } },
  {
    title: "in SQL, beside the column",
    history: SQL_BASE,
    migration: add("comment_count integer NOT NULL DEFAULT 0").replace(/;$/, "; -- @denormalized source: comments rebuild: SELECT recount_comments()"),
  },
  {
    title: "in SQL, as a comment of the column",
    history: SQL_BASE,
    migration: `${add("comment_count integer NOT NULL DEFAULT 0")}\nCOMMENT ON COLUMN posts.comment_count IS '@denormalized source: comments.post_id rebuild: SELECT recount_comments()';`,
  },
  {
    title: "in SQL, generated",
    migration: `SET lock_timeout = '5s';\nCREATE TABLE people (id bigint PRIMARY KEY, first_name text NOT NULL, last_name text NOT NULL, full_name text GENERATED ALWAYS AS (first_name || ' ' || last_name) STORED, ${SQL_TIMES});`,
  },
];
