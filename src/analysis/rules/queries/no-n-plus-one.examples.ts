/** What counts as one query for each element, and what does not. */
import type { Example } from "../../../model/rule.ts";

const SCHEMA = `model User {
  id        BigInt   @id @default(autoincrement())
  email     String   @unique
  createdAt DateTime @default(now())
  updatedAt DateTime @updatedAt
  posts     Post[]
}

model Post {
  id        BigInt   @id @default(autoincrement())
  authorId  BigInt
  title     String
  createdAt DateTime @default(now())
  updatedAt DateTime @updatedAt
  author    User     @relation(fields: [authorId], references: [id], onDelete: Restrict)

  @@index([authorId])
}
`;

/** The schema stands as it was; the code is new. */
function example(title: string, code: string, more: Partial<Example> = {}): Example {
  return { title, schema: { before: SCHEMA, after: SCHEMA }, code, ...more };
}

export const bad: readonly Example[] = [
  example(
    "a query in a loop",
    `export async function withAuthors(posts: Post[]) {
  const rows = [];
  for (const post of posts) {
    const author = await prisma.user.findUnique({ where: { id: post.authorId } });
    rows.push({ ...post, author });
  }
  return rows;
}
`,
  ),
  example(
    "findMany for each element, all at once",
    `export async function withPosts(users: User[]) {
  return Promise.all(users.map(async (user) => ({ ...user, posts: await prisma.post.findMany({ where: { authorId: user.id } }) })));
}
`,
  ),
  example(
    "counts for each element",
    `export async function withCounts(users: User[]) {
  return Promise.all(users.map(async (user) => ({ ...user, posts: await prisma.post.count({ where: { authorId: user.id } }) })));
}
`,
  ),
  example(
    "writes of one transaction",
    `export async function rename(posts: Post[]) {
  await prisma.$transaction(posts.map((post) => prisma.post.update({ where: { id: post.id }, data: { title: post.title } })));
}
`,
  ),
  example(
    "a service with forEach: two calls, one comment",
    `@Injectable()
export class PostsService {
  constructor(private readonly prisma: PrismaService) {}

  async publish(titles: string[], authorId: bigint) {
    titles.forEach(async (title) => {
      const post = await this.prisma.post.create({ data: { title, authorId } });
      await this.prisma.user.update({ where: { id: authorId }, data: { posts: { connect: { id: post.id } } } });
    });
  }
}
`,
  ),
  example(
    "a resolver that runs for each parent",
    `export const resolvers = {
  User: {
    posts: (user: User, _args: unknown, { prisma }: Context) => prisma.post.findMany({ where: { authorId: user.id } }),
  },
};
`,
  ),
  example(
    "on a table that the team calls hot",
    `export async function remove(ids: bigint[]) {
  for (const id of ids) await prisma.post.delete({ where: { id } });
}
`,
    { config: { tables: { Post: { hot: true } } } },
  ),
];

export const good: readonly Example[] = [
  example(
    "findUnique in Promise.all: Prisma makes one query of them",
    `export async function load(ids: bigint[]) {
  return Promise.all(ids.map((id) => prisma.user.findUnique({ where: { id } })));
}
`,
  ),
  example(
    "asked once with in, and with include",
    `export async function load(ids: bigint[]) {
  const users = await prisma.user.findMany({ where: { id: { in: ids } }, include: { posts: true } });
  for (const user of users) console.log(user.posts.length);
  return users;
}
`,
  ),
  example(
    "a few constants",
    `const DEFAULT_TITLES = ["Welcome", "First steps"];

export async function greet(authorId: bigint) {
  for (const title of DEFAULT_TITLES) await prisma.post.create({ data: { title, authorId } });
}
`,
  ),
  example(
    "a job that goes through the rows in portions",
    `export async function normalise() {
  let last = 0n;
  for (;;) {
    const page = await prisma.user.findMany({ where: { id: { gt: last } }, orderBy: { id: "asc" }, take: 500 });
    if (page.length === 0) return;
    for (const user of page) await prisma.user.update({ where: { id: user.id }, data: { email: user.email.toLowerCase() } });
    last = page[page.length - 1].id;
  }
}
`,
  ),
  example(
    "until a name is free",
    `export async function freeEmail(base: string) {
  let email = base;
  let n = 0;
  while (await prisma.user.findUnique({ where: { email } })) email = base + ++n;
  return email;
}
`,
  ),
  example(
    "a resolver that looks up one row: Prisma batches it",
    `export const resolvers = {
  Post: { author: (post: Post, _args: unknown, { prisma }: Context) => prisma.user.findUnique({ where: { id: post.authorId } }) },
};
`,
  ),
  example(
    "a function that is only defined in the loop",
    `export function routes(app: App, names: string[]) {
  for (const name of names) app.get(name, async (_req, res) => res.json(await prisma.user.findUnique({ where: { email: name } })));
}
`,
  ),
  {
    title: "a seed",
    schema: { before: SCHEMA, after: SCHEMA },
    files: [{ path: "prisma/seed.ts", text: "for (const email of emails) await prisma.user.create({ data: { email } });\n" }],
  },
];
