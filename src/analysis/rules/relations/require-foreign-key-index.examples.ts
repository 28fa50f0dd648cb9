/** The quiet side of require-foreign-key-index. */
import type { Example } from "../../../model/rule.ts";

export const USER =
  "model User {\n  id        BigInt   @id @default(autoincrement())\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n  posts     Post[]\n}\n";

export const UNINDEXED =
  "model Post {\n  id        BigInt   @id @default(autoincrement())\n  authorId  BigInt\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n  author    User     @relation(fields: [authorId], references: [id], onDelete: Restrict)\n}\n";

const with_ = (line: string) => `${USER}\n${UNINDEXED.replace("}", `\n  ${line}\n}`)}`;

export const NOTE =
  "CREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users (id) ON DELETE RESTRICT, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());";

const TEAM = `model Team {
  orgId     BigInt
  id        BigInt
  createdAt DateTime @default(now())
  updatedAt DateTime @updatedAt
  members   Member[]

  @@id([orgId, id])
}
`;

export const good: readonly Example[] = [
  { title: "indexed", schema: with_("@@index([authorId])") },
  { title: "the first column of a longer index", schema: with_("@@index([authorId, createdAt])") },
  { title: "unique: one row a parent", schema: with_("@@unique([authorId])").replace("Post[]", "Post?") },
  {
    title: "an index on the rows that refer to something, made in SQL",
    history: "CREATE TABLE users (id bigint PRIMARY KEY);",
    migration: `SET lock_timeout = '5s';\n${NOTE.replace("bigint NOT NULL REFERENCES", "bigint REFERENCES")}\nCREATE INDEX notes_user ON notes (user_id) WHERE user_id IS NOT NULL;`,
  },
  {
    title: "an index that the migrations alone have",
    history: 'CREATE TABLE "User" (id bigserial PRIMARY KEY);',
    schema: { before: USER.replace("  posts     Post[]\n", ""), after: `${USER}\n${UNINDEXED}` },
    migration:
      'SET lock_timeout = \'5s\';\nCREATE TABLE "Post" (id bigserial PRIMARY KEY, "authorId" bigint NOT NULL, "createdAt" timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, "updatedAt" timestamp(3) NOT NULL, CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User" (id) ON DELETE RESTRICT);\nCREATE INDEX "Post_author" ON "Post" ("authorId") WHERE "authorId" IS NOT NULL;',
  },
  {
    title: "a parent that stands for an enum",
    history: "CREATE TABLE order_statuses (value text PRIMARY KEY, comment text);",
    migration:
      "SET lock_timeout = '5s';\nCREATE TABLE orders (id bigint PRIMARY KEY, status text NOT NULL REFERENCES order_statuses (value) ON DELETE RESTRICT, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());",
  },
  {
    title: "a small table, by the configuration",
    schema: `${USER}\n${UNINDEXED}`,
    config: { tables: { Post: { small: true } } },
  },
  {
    title: "a composite key with the tenant, led by the other column",
    schema: `${TEAM}
model Member {
  id        BigInt   @id @default(autoincrement())
  orgId     BigInt
  teamId    BigInt
  createdAt DateTime @default(now())
  updatedAt DateTime @updatedAt
  team      Team     @relation(fields: [orgId, teamId], references: [orgId, id], onDelete: Restrict)

  @@index([teamId])
  @@index([orgId])
}
`,
    config: { tenancy: { keys: ["orgId"] } },
  },
  {
    title: "a composite key in the other order",
    schema: `${TEAM}
model Member {
  id        BigInt   @id @default(autoincrement())
  orgId     BigInt
  teamId    BigInt
  createdAt DateTime @default(now())
  updatedAt DateTime @updatedAt
  team      Team     @relation(fields: [orgId, teamId], references: [orgId, id], onDelete: Restrict)

  @@index([teamId, orgId])
}
`,
  },
];
