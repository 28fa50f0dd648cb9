/** Filters with and without an index. */
import type { Example } from "../../../model/rule.ts";

const order = (...lines: readonly string[]) => `model Order {
  id         BigInt    @id @default(autoincrement())
  customerId BigInt    @map("customer_id")
  number     String    @unique
  email      String
  phone      String?
  paid       Boolean   @default(false)
  state      State     @default(OPEN)
  notes      String?
  deletedAt  DateTime? @map("deleted_at")
  createdAt  DateTime  @default(now()) @map("created_at")
  updatedAt  DateTime  @updatedAt @map("updated_at")

${lines.map((line) => `  ${line}\n`).join("")}  @@map("orders")
}

enum State {
  OPEN
  SENT
  DONE
}
`;

const call = (title: string, code: string, lines: readonly string[] = [], more: Partial<Example> = {}): Example => ({
  title,
  schema: { before: order(...lines), after: order(...lines) },
  code: `${code}\n`,
  ...more,
});

const HISTORY =
  "CREATE TYPE \"State\" AS ENUM ('OPEN', 'SENT', 'DONE');\nCREATE TABLE orders (id bigserial PRIMARY KEY, customer_id bigint NOT NULL, number text NOT NULL, email text NOT NULL, phone text, paid boolean NOT NULL DEFAULT false, state \"State\" NOT NULL DEFAULT 'OPEN', notes text, deleted_at timestamp(3), created_at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp(3) NOT NULL);\nCREATE UNIQUE INDEX orders_number_key ON orders (number);\n";

export const bad: readonly Example[] = [
  call("an equality", "export const byEmail = (email: string) => prisma.order.findMany({ where: { email }, take: 20 });"),
  call("a range, in a job that deletes", "export const purge = (before: Date) => prisma.order.deleteMany({ where: { createdAt: { lt: before } } });"),
  call(
    "a constant that holds the filter",
    "export async function open(customerId: bigint) {\n  const where = { customerId, paid: false };\n  return { count: await prisma.order.count({ where }) };\n}",
  ),
  call("the column stands second in the index", "export const mine = (customerId: bigint) => prisma.order.findFirst({ where: { customerId } });", ["@@index([state, customerId])"]),
  call("one branch of an OR", "export const find = (text: string) => prisma.order.findFirst({ where: { OR: [{ number: text }, { email: text }] } });"),
  call(
    "two calls, one index",
    "export const a = (email: string) => prisma.order.count({ where: { email } });\nexport const b = (email: string) => prisma.order.updateMany({ where: { email }, data: { paid: true } });",
  ),
  call("on a table that the team calls hot", "export const byPhone = (phone: string) => prisma.order.findFirst({ where: { phone } });", [], {
    config: { tables: { orders: { hot: true } } },
  }),
  call("a partial index for other rows", "export const byEmail = (email: string) => prisma.order.findFirst({ where: { email } });", [], {
    history: `${HISTORY}CREATE INDEX orders_email_open ON orders (email) WHERE state = 'OPEN';`,
  }),
];

export const good: readonly Example[] = [
  call("an index begins with it", "export const byEmail = (email: string) => prisma.order.findMany({ where: { email }, take: 20 });", ["@@index([email, createdAt])"]),
  call("another column of the filter has an index", "export const mine = (customerId: bigint, email: string) => prisma.order.findFirst({ where: { customerId, email } });", [
    "@@index([customerId])",
  ]),
  call(
    "a unique, the primary key",
    "export const one = (number: string) => prisma.order.findFirst({ where: { number } });\nexport const some = (ids: bigint[]) => prisma.order.findMany({ where: { id: { in: ids } } });",
  ),
  call("an index that only SQL knows", "export const byEmail = (email: string) => prisma.order.findFirst({ where: { email } });", [], {
    history: `${HISTORY}CREATE INDEX orders_email ON orders (email);`,
  }),
  call("a partial index whose predicate the filter implies", "export const byEmail = (email: string) => prisma.order.findFirst({ where: { email, deletedAt: null } });", [], {
    history: `${HISTORY}CREATE INDEX orders_email_live ON orders (email) WHERE deleted_at IS NULL;`,
  }),
  call("an enum alone: each value has many rows", 'export const sent = () => prisma.order.findMany({ where: { state: "SENT" }, take: 100 });'),
  call("conditions that may be absent", "export const search = (email?: string) => prisma.order.findFirst({ where: { ...(email ? { email } : {}) } });"),
  call("a table that the team calls small", "export const byEmail = (email: string) => prisma.order.findFirst({ where: { email } });", [], {
    config: { tables: { orders: { small: true } } },
  }),
  {
    title: "a test",
    schema: { before: order(), after: order() },
    files: [{ path: "src/order.test.ts", text: "await prisma.order.deleteMany({ where: { email: 'a@example.org' } });\n" }],
  },
];
