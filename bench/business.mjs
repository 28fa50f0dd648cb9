/** A synthetic business: tenants, accounts, orders, join tables, logs. Every tenth model has something wrong with it, so that rules have something to say. */

const HEADER = 'generator client {\n  provider = "prisma-client"\n  output   = "./client"\n}\n\ndatasource db {\n  provider = "postgresql"\n}\n';
const NOUNS = ["Order", "Invoice", "Ticket", "Page", "Booking", "Member", "Product", "Shipment", "Event", "Message", "Task", "Report"];

/** `{ path, text }`: the schema and, where asked for, as many migrations and one file of code for each fourth model. */
export function business({ models, migrations, code }) {
  const tables = Array.from({ length: models }, (_, number) => table(number));
  const children = new Map(tables.map(({ name }) => [name, []]));
  for (const child of tables) for (const parent of child.parents) children.get(tables[parent.at].name).push({ child: child.name, field: parent.field });
  const schema = [HEADER, ...tables.map((one) => model(one, tables, children.get(one.name)))].join("\n");
  const history = Array.from({ length: migrations }, (_, number) => ({
    path: `prisma/migrations/${20200101000000 + number}_step/migration.sql`,
    text: tables
      .filter((_one, at) => at % migrations === number)
      .map((one) => createTable(one, tables))
      .join("\n"),
  }));
  const files = code ? tables.filter((_, number) => number % 4 === 0).map((one, number) => ({ path: `src/services/service${number}.ts`, text: service(one) })) : [];
  return [
    { path: "package.json", text: '{ "dependencies": { "prisma": "6.14.0", "@prisma/client": "6.14.0" } }' },
    ...(migrations > 0 ? [{ path: "prisma/migrations/migration_lock.toml", text: 'provider = "postgresql"\n' }, ...history] : []),
    { path: "prisma/schema.prisma", text: schema },
    ...files,
  ];
}

/** The first is the tenant; each other belongs to it and to one or two before it. */
function table(number) {
  const name = number === 0 ? "Workspace" : `${NOUNS[number % NOUNS.length]}${number}`;
  const wanted = number === 0 ? [] : [0, ...new Set([Math.floor(number / 3), Math.floor(number / 7)])].filter((at, index, all) => at < number && all.indexOf(at) === index);
  const parents = wanted.map((at, index) => ({ at, field: at === 0 ? "workspace" : `parent${index}` }));
  return { name, number, parents, wrong: number % 10 === 9, softDeleted: number % 5 === 0 };
}

function model({ name, number, parents, wrong, softDeleted }, tables, children) {
  const lines = [
    `id ${wrong ? "Int" : "BigInt"} @id @default(autoincrement())`,
    "title String",
    'state String @default("new")',
    `slug String${wrong ? "" : " @unique"}`,
    `total ${wrong ? "Float" : "Decimal"}`,
    "notes String?",
    ...(softDeleted ? ["deletedAt DateTime?"] : []),
    "createdAt DateTime @default(now())",
    "updatedAt DateTime @updatedAt",
    ...parents.map(({ at, field }) => `${field}Id ${tables[at].wrong ? "Int" : "BigInt"}`),
    ...parents.map(
      ({ at, field }) =>
        `${field} ${tables[at].name} @relation("${name}_${field}", fields: [${field}Id], references: [id]${wrong ? "" : `, onDelete: ${number % 6 === 0 ? "Cascade" : "Restrict"}`})`,
    ),
    ...children.map(({ child, field }) => `${child.charAt(0).toLowerCase()}${child.slice(1)}${field}s ${child}[] @relation("${child}_${field}")`),
  ];
  const indexes = [...parents.map(({ field }) => `@@index([${field}Id])`), "@@index([state, createdAt])"].slice(wrong ? 1 : 0);
  return `model ${name} {\n${[...lines, "", ...indexes].map((line) => (line === "" ? "" : `  ${line}`)).join("\n")}\n}\n`;
}

function createTable({ name, parents, wrong, softDeleted }, tables) {
  const type = (one) => (one.wrong ? "INTEGER" : "BIGINT");
  const columns = [
    `"id" ${wrong ? "SERIAL" : "BIGSERIAL"} NOT NULL`,
    '"title" TEXT NOT NULL',
    `"state" TEXT NOT NULL DEFAULT 'new'`,
    '"slug" TEXT NOT NULL',
    `"total" ${wrong ? "DOUBLE PRECISION" : "DECIMAL(65,30)"} NOT NULL`,
    '"notes" TEXT',
    ...(softDeleted ? ['"deletedAt" TIMESTAMP(3)'] : []),
    '"createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP',
    '"updatedAt" TIMESTAMP(3) NOT NULL',
    ...parents.map(({ at, field }) => `"${field}Id" ${type(tables[at])} NOT NULL`),
    `CONSTRAINT "${name}_pkey" PRIMARY KEY ("id")`,
  ];
  return [
    `CREATE TABLE "${name}" (\n    ${columns.join(",\n    ")}\n);`,
    ...(wrong ? [] : [`CREATE UNIQUE INDEX "${name}_slug_key" ON "${name}"("slug");`]),
    ...parents.map(({ field }) => `CREATE INDEX "${name}_${field}Id_idx" ON "${name}"("${field}Id");`),
    ...parents.map(
      ({ at, field }) =>
        `ALTER TABLE "${name}" ADD CONSTRAINT "${name}_${field}Id_fkey" FOREIGN KEY ("${field}Id") REFERENCES "${tables[at].name}"("id") ON DELETE RESTRICT ON UPDATE CASCADE;`,
    ),
    "",
  ].join("\n");
}

function service({ name }) {
  const client = `prisma.${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  return [
    'import { prisma } from "../prisma";\n',
    `export const open = (workspaceId: bigint) => ${client}.findMany({ where: { workspaceId, state: "open" }, orderBy: { createdAt: "desc" }, take: 50 });`,
    `export const find = (notes: string) => ${client}.findMany({ where: { notes: { contains: notes } } });`,
    `export async function close(ids: bigint[]) {\n  for (const id of ids) await ${client}.update({ where: { id }, data: { state: "closed" } });\n}\n`,
  ].join("\n");
}
