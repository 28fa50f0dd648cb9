/** Both sides of no-cascade-reach. */
import type { Example } from "../../../model/rule.ts";

const AUDIT = "  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";

function model(name: string, children: readonly string[], parent?: string, action = "Cascade"): string {
  const lists = children.map((child) => `  ${child.toLowerCase()}s ${child}[]\n`).join("");
  if (!parent) return `model ${name} {\n  id BigInt @id @default(autoincrement())\n${AUDIT}${lists}}\n`;
  const key = `${parent.toLowerCase()}Id`;
  return `model ${name} {\n  id BigInt @id @default(autoincrement())\n  ${key} BigInt\n${AUDIT}${lists}  ${parent.toLowerCase()} ${parent} @relation(fields: [${key}], references: [id], onDelete: ${action})\n\n  @@index([${key}])\n}\n`;
}

/** Company → Site → Floor → Room → Desk */
const chain = (last: string) =>
  model("Company", ["Site"]) + model("Site", ["Floor"], "Company") + model("Floor", ["Room"], "Site") + model("Room", ["Desk"], "Floor") + model("Desk", [], "Room", last);

const JOINED = `${model("Person", ["Seat"])}${model("Meeting", ["Seat"])}model Seat {
  personId  BigInt
  meetingId BigInt
  createdAt DateTime @default(now())
  person    Person   @relation(fields: [personId], references: [id], onDelete: Cascade)
  meeting   Meeting  @relation(fields: [meetingId], references: [id], onDelete: Cascade)

  @@id([personId, meetingId])
  @@index([meetingId])
}
`;

export const bad: readonly Example[] = [
  { title: "four tables in a row", schema: chain("Cascade") },
  { title: "the last link makes it too long", schema: { before: chain("Restrict"), after: chain("Cascade") } },
  { title: "into a ledger", schema: model("Customer", ["Invoice"]) + model("Invoice", [], "Customer") },
  { title: "into a ledger on two ways: the shorter one is told", schema: model("Shop", ["Customer"]) + model("Customer", ["Invoice"], "Shop") + model("Invoice", [], "Customer") },
  {
    title: "in SQL, through a table to payments",
    history: "CREATE TABLE customers (id bigint PRIMARY KEY);",
    migration: `SET lock_timeout = '5s';
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE RESTRICT, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX ON orders (customer_id);
CREATE TABLE payments (id bigint PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders (id) ON DELETE CASCADE, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX ON payments (order_id);`,
  },
];

export const good: readonly Example[] = [
  { title: "three tables, as many as allowed", schema: chain("Restrict") },
  { title: "a join table whose both sides cascade", schema: JOINED },
  {
    title: "three tables and a join table",
    schema: `${model("Company", ["Site"])}${model("Site", ["Floor"], "Company")}${model("Floor", ["Meeting"], "Site")}${JOINED.replace(/model Meeting [^}]*}\n/, model("Meeting", ["Seat"], "Floor"))}`,
  },
  {
    title: "a new leaf below a chain that was as long as allowed",
    schema: {
      before: chain("Cascade")
        .replace("  desks Desk[]\n", "")
        .replace(/model Desk [^}]*}\n/, ""),
      after: chain("Cascade"),
    },
  },
  {
    title: "a parent that reached further before",
    schema: {
      before: chain("Cascade"),
      after: chain("Cascade")
        .replace("  sites Site[]\n", "  sites Site[]\n  doors Door[]\n")
        .concat(model("Door", ["Lock"], "Company"), model("Lock", [], "Door")),
    },
  },
  { title: "a tracker's events", schema: model("Site", ["Event"]) + model("Event", [], "Site") },
  { title: "a ledger that outlives its customer", schema: model("Customer", ["Invoice"]) + model("Invoice", [], "Customer", "Restrict") },
  { title: "the team allows more", schema: chain("Cascade"), config: { cascade: { maxTables: 10 } } },
  { title: "an event of a calendar", schema: model("Calendar", ["Event"]) + model("Event", [], "Calendar").replace("BigInt\n", "BigInt\n  startsAt DateTime\n") },
  { title: "lines of an invoice go with it", schema: model("Invoice", ["InvoiceLine"]).replace("invoicelines", "lines") + model("InvoiceLine", [], "Invoice") },
  { title: "who has read a message", schema: model("Message", ["ReadReceipt"]) + model("ReadReceipt", [], "Message") },
  { title: "settings of invoices are no invoices", schema: model("Customer", ["InvoiceLayout"]) + model("InvoiceLayout", [], "Customer") },
];
