/** Both sides of prefer-enum. */
import type { Example } from "../../../model/rule.ts";

const TIMES = "  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";
const order = (...lines: string[]) => `model Order {\n  id        BigInt   @id @default(autoincrement())\n${lines.map((line) => `  ${line}\n`).join("")}${TIMES}}\n`;
const OPEN = 'export const find = (id: bigint) => prisma.order.findFirst({ where: { id, status: "OPEN" } });\n';
const CLOSE = `${OPEN}export const close = (id: bigint) => prisma.order.update({ where: { id }, data: { status: "CLOSED" } });\n`;
const SQL = (column: string) => `SET lock_timeout = '5s';
CREATE TABLE orders (
  id uuid PRIMARY KEY,
  ${column}
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);`;

export const bad: readonly Example[] = [
  { title: "a status that the code compares", schema: order("status    String"), code: OPEN },
  { title: "with a default, written by the code", schema: order('status    String   @default("OPEN")'), code: CLOSE },
  { title: "a comment lists the values", schema: order('status    String   @default("open") // open, paid, closed') },
  { title: "a doc comment does", schema: order('/// "low" | "high"', "priority  String?") },
  { title: "an old column, and code that knows two values", schema: { before: order("status    String"), after: order("status    String") }, code: CLOSE },
  { title: "an enum of these values is there", schema: `${order('status    String   @default("OPEN")')}\nenum State {\n  OPEN\n  CLOSED\n}\n`, code: CLOSE },
  { title: "in SQL, with a comment", migration: SQL("status text NOT NULL DEFAULT 'open', -- one of: open, closed") },
];

export const good: readonly Example[] = [
  { title: "an enum", schema: `${order("status    OrderStatus")}\nenum OrderStatus {\n  OPEN\n  CLOSED\n}\n`, code: OPEN },
  { title: "nobody knows the values", schema: order('status    String   @default("OPEN")') },
  { title: "the list is open", schema: order('status    String   // "open", "closed", or custom') },
  { title: "an example is no list", schema: order("kind      String   // e.g. parcel, letter, pallet") },
  { title: "another service decides", schema: order("stripeStatus String // open | closed") },
  { title: "an old column, and one value", schema: { before: order("status    String"), after: order("status    String") }, code: OPEN },
  { title: "a name that could be anything", schema: order("title     String"), code: OPEN.replace("status", "title") },
  { title: "the team counts other names", schema: order("status    String   // open | closed"), config: { rules: { "prefer-enum": { options: { names: ["colour"] } } } } },
  { title: "a CHECK lists the values, in SQL", migration: SQL("status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'closed')), -- open | closed") },
];
