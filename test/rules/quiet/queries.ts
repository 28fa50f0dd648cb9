// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the examples are code as text
/** When rules about queries stay quiet: pull requests that differ from a bad one in what exempts them. */
import type { Example } from "../../../src/model/rule.ts";

const SCHEMA = `model Room {
  id        BigInt   @id @default(autoincrement())
  name      String
  createdAt DateTime @default(now())
  updatedAt DateTime @updatedAt
  bookings  Booking[]
  guests    Guest[]
}

model Person {
  id        BigInt   @id @default(autoincrement())
  email     String   @unique
  createdAt DateTime @default(now())
  updatedAt DateTime @updatedAt
  guests    Guest[]
}

model Guest {
  roomId    BigInt
  personId  BigInt
  createdAt DateTime @default(now())
  room      Room     @relation(fields: [roomId], references: [id], onDelete: Cascade)
  person    Person   @relation(fields: [personId], references: [id], onDelete: Cascade)

  @@id([roomId, personId])
  @@index([personId])
}

model Booking {
  id        BigInt    @id @default(autoincrement())
  roomId    BigInt
  orgId     BigInt
  title     String
  size      Int
  paid      Boolean   @default(false)
  startsAt  DateTime
  deletedAt DateTime?
  createdAt DateTime  @default(now())
  updatedAt DateTime  @updatedAt
  room      Room      @relation(fields: [roomId], references: [id], onDelete: Restrict)

  @@index([roomId])
}

model Status {
  id    BigInt @id @default(autoincrement())
  label String
}

view Total {
  id    BigInt @unique
  title String
}
`;

const ORG = { tenancy: { keys: ["orgId"] } };

interface Case extends Example {
  readonly rule: string;
}

const quiet = (rule: string, title: string, code: string, more: Partial<Example> = {}): Case => ({
  rule,
  title,
  schema: { before: SCHEMA, after: SCHEMA },
  code: `${code}\n`,
  ...more,
});

/** The same schema with one more line in a model. */
const indexed = (name: string, ...lines: readonly string[]): Partial<Example> => {
  const before = SCHEMA;
  const after = SCHEMA.replace(new RegExp(`(model ${name} \\{[^}]*)\\}`), (_all, body: string) => `${body}${lines.map((line) => `  ${line}\n`).join("")}}`);
  return { schema: { before, after } };
};

export const cases: readonly Case[] = [
  quiet(
    "no-n-plus-one",
    "a loop that its own query ends",
    "export async function free(name: string) {\n  while (await prisma.room.findFirst({ where: { name } })) name += '1';\n  return name;\n}",
  ),
  quiet(
    "no-n-plus-one",
    "a write in a loop that a search ends",
    "export async function claim(name: string) {\n  while (true) {\n    const taken = await prisma.room.findFirst({ where: { name } });\n    if (!taken) break;\n    await prisma.room.update({ where: { id: taken.id }, data: { name: name + '1' } });\n  }\n}",
  ),
  quiet("no-n-plus-one", "many rows at a time", "export async function load(days: Row[][]) {\n  for (const rows of days) await prisma.room.createMany({ data: rows });\n}"),
  {
    rule: "no-n-plus-one",
    title: "lines that stood before",
    schema: { before: SCHEMA, after: SCHEMA },
    base: [{ path: "src/a.ts", text: "export async function all(ids: bigint[]) {\n  for (const id of ids) await prisma.room.findFirst({ where: { id } });\n}\n" }],
    files: [{ path: "src/a.ts", text: "export async function all(ids: bigint[]) {\n  for (const id of ids) await prisma.room.findFirst({ where: { id } });\n}\n// done\n" }],
  },
  {
    rule: "no-unsafe-raw-query",
    title: "a test",
    schema: { before: SCHEMA, after: SCHEMA },
    files: [{ path: "test/rooms.test.ts", text: "export const find = (name: string) => prisma.$queryRawUnsafe(`SELECT * FROM \"Room\" WHERE name = '${name}'`);\n" }],
  },
  { rule: "no-redundant-index", title: "the same column by another method", ...indexed("Booking", '@@index([roomId], type: Hash, map: "booking_room_hash")') },
  quiet("require-index-for-filter", "the soft-delete column alone", "export const gone = (at: Date) => prisma.booking.deleteMany({ where: { deletedAt: { lt: at } } });"),
  quiet(
    "require-index-for-filter",
    "a condition that could not be read",
    "export const find = (title: string, more: object) => prisma.booking.count({ where: { title, ...more } });",
  ),
  quiet("require-index-for-filter", "any case", 'export const find = (title: string) => prisma.booking.count({ where: { title: { equals: title, mode: "insensitive" } } });'),
  quiet(
    "require-index-for-filter",
    "not, and inside a text",
    "export const find = (title: string) => prisma.booking.count({ where: { title: { not: title, contains: title } } });",
  ),
  quiet(
    "require-index-for-filter",
    "one branch that no index could serve",
    "export const find = (text: string) => prisma.booking.count({ where: { OR: [{ title: text }, { paid: true }] } });",
  ),
  quiet("require-index-for-filter", "a lookup table", "export const find = (label: string) => prisma.status.count({ where: { label } });"),
  quiet("require-index-for-filter", "a view", "export const find = (title: string) => prisma.total.count({ where: { title } });"),
  quiet("require-index-for-sort", "no page", 'export const all = () => prisma.booking.findMany({ orderBy: { startsAt: "asc" } });'),
  quiet(
    "require-index-for-sort",
    "one of several titles",
    'export const some = (titles: string[]) => prisma.booking.findMany({ where: { title: { in: titles } }, orderBy: { startsAt: "asc" }, take: 9 });',
  ),
  quiet(
    "require-index-for-sort",
    "rows of a tenant",
    'export const some = (orgId: bigint) => prisma.booking.findMany({ where: { orgId }, orderBy: { startsAt: "asc" }, take: 9 });',
    { config: ORG },
  ),
  quiet(
    "require-index-for-sort",
    "a filter that could not be read",
    'export const some = (where: object) => prisma.booking.findMany({ where: { ...where }, orderBy: { startsAt: "asc" }, take: 9 });',
  ),
  {
    rule: "require-tenant-index",
    title: "a foreign key without an index is told by another rule",
    schema: `${SCHEMA.replace("  guests    Guest[]\n}", "  guests    Guest[]\n  notes     Note[]\n}")}\nmodel Note {\n  id        BigInt   @id @default(autoincrement())\n  roomId    BigInt\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n  room      Room     @relation(fields: [roomId], references: [id], onDelete: Restrict)\n}\n`,
    config: { tenancy: { keys: ["roomId"] } },
  },
  { rule: "require-tenant-index", title: "a small table", schema: SCHEMA, config: { ...ORG, tables: { Booking: { small: true } } } },
  quiet(
    "require-tenant-index",
    "a filter that could not be read",
    'export const some = (orgId: bigint, more: object) => prisma.booking.findMany({ where: { orgId, ...more }, orderBy: { startsAt: "asc" }, take: 9 });',
    {
      config: ORG,
    },
  ),
  quiet("no-unbounded-find-many", "from a cursor on", 'export const rest = (id: bigint) => prisma.booking.findMany({ cursor: { id }, orderBy: { id: "asc" } });'),
  quiet("no-unbounded-find-many", "a spread that may hold a bound", "export const list = (where: object) => prisma.booking.findMany({ where: { ...where } });"),
  quiet("no-unbounded-find-many", "by a title", "export const named = (title: string) => prisma.booking.findMany({ where: { title } });"),
  quiet("no-unbounded-find-many", "by flags that are in a list", "export const some = (paid: boolean[]) => prisma.booking.findMany({ where: { paid: { in: paid } } });"),
  quiet("no-unbounded-find-many", "by a unique on a hot table", "export const one = (email: string) => prisma.person.findMany({ where: { email } });", {
    config: { tables: { Person: { hot: true } } },
  }),
  quiet("no-unbounded-find-many", "a join table", "export const guests = () => prisma.guest.findMany();"),
  quiet("no-deep-offset", "a list without take", "export const rest = (skip: number) => prisma.booking.findMany({ skip });"),
  quiet(
    "no-deep-offset",
    "beside a cursor",
    'export const page = (id: bigint, skip: number) => prisma.booking.findMany({ cursor: { id }, skip, take: 9, orderBy: { id: "asc" } });',
  ),
  {
    rule: "no-low-selectivity-index",
    title: "columns that come along",
    history: "CREATE TABLE job (id bigint PRIMARY KEY, done boolean NOT NULL, title text);",
    migration: "CREATE INDEX CONCURRENTLY job_done ON job (done) INCLUDE (title);",
  },
  {
    rule: "no-redundant-index",
    title: "two old ones, and another new one",
    schema: {
      before: SCHEMA.replace("  @@index([roomId])", "  @@index([roomId])\n  @@index([roomId, size])"),
      after: SCHEMA.replace("  @@index([roomId])", "  @@index([roomId])\n  @@index([roomId, size])\n  @@index([title, size])"),
    },
  },
];
