/** MATCH SIMPLE: one null column, and PostgreSQL checks nothing of a compound foreign key. */
import { code, list } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { columnNames, tableName, tableNamed } from "../questions/names/naming.ts";
import { words } from "../questions/names/words.ts";
import { newForeignKeys } from "../questions/tables/new-parts.ts";
import { claim } from "../questions/tables/roles.ts";
import { tenantKey } from "../questions/tables/tenancy.ts";

/** Where the parent does not say so itself. */
const SURELY_TENANTS: ReadonlySet<string> = new Set(["tenant id", "tenancy id", "org id", "organization id", "organisation id", "workspace id", "company id"]);

const TIMES = "  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";
const FOLDER = `model Folder {\n  orgId     BigInt\n  id        BigInt\n${TIMES}  notes     Note[]\n\n  @@id([orgId, id])\n}\n`;
const note = (org: string, folder: string) =>
  `${FOLDER}\nmodel Note {\n  id        BigInt   @id @default(autoincrement())\n  orgId     ${org}\n  folderId  ${folder}\n${TIMES}  folder    ${folder.includes("?") || org.includes("?") ? "Folder?" : "Folder"} @relation(fields: [orgId, folderId], references: [orgId, id], onDelete: Restrict)\n\n  @@index([orgId, folderId])\n}\n`;

export const noNullableCompositeForeignKey = defineRule({
  id: "no-nullable-composite-foreign-key",
  gate: "relations",
  severity: "warning",
  since: "0.1.0",
  summary: "Keep at most one column of a compound foreign key optional, and never the tenant's",
  why: "A compound foreign key is MATCH SIMPLE (manual, CREATE TABLE): as soon as one of its columns is null, the others are not checked at all. A row may then name a parent that does not exist, or one of another tenant, and no error says so.",
  remedy: "Make the tenant's column NOT NULL and leave only the reference itself optional.",
  quiet: [
    "all columns required",
    "one optional column, which is not the tenant's: null means no parent, anything else is checked in full",
    "relations that only Prisma Client enforces",
  ],
  *check(database) {
    for (const { table, key } of newForeignKeys(database)) {
      if (key.columns.length < 2 || !key.enforced) continue;
      const optional = key.columns.filter((name) => table.columns.find((column) => column.name === name)?.nullable);
      const parent = database.after.tables.get(key.references.table);
      const tenant = parent && tenantKey(database, parent)?.name;
      const tenants = optional.filter(
        (name) => (tenant !== undefined && key.references.columns[key.columns.indexOf(name)] === tenant) || SURELY_TENANTS.has(words(name).join(" ")),
      );
      if (optional.length < 2 && tenants.length === 0) continue;
      yield {
        span: key.span,
        message: `${list(columnNames(table, optional))} of ${code(tableName(table))} may be null: PostgreSQL then checks nothing of this key, and the other columns may name a ${code(tableNamed(database.after, key.references.table))} that does not exist${tenants.length > 0 ? " or belongs to another tenant" : ""}. Make ${list(columnNames(table, tenants.length > 0 ? tenants : optional.slice(0, 1)))} required.`,
        roles: parent && tenants.length > 0 ? claim(database, parent, "tenant-owned") : [],
      };
    }
  },
  examples: {
    bad: [
      { title: "both may be null", schema: note("BigInt?", "BigInt?") },
      { title: "the tenant may be null", schema: note("BigInt?", "BigInt") },
    ],
    good: [
      { title: "all required", schema: note("BigInt", "BigInt") },
      { title: "the usual optional reference", schema: note("BigInt", "BigInt?") },
    ],
  },
});
