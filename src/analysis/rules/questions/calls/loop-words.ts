/** One query instead of one for each element: ready code in the names of the call. */
import type { Database } from "../../../../model/database.ts";
import type { Query } from "../../../../model/query.ts";
import type { Table } from "../../../../model/schema.ts";
import { isCoarse } from "../indexes/index-service.ts";
import { columnName } from "../names/naming.ts";
import { accessor, equalFields } from "./calls.ts";

/** TypeScript that asks once. */
export function askedOnce(database: Database, query: Query): string {
  const table = database.after.tables.get(query.tables[0] ?? "");
  const pinned = table ? equalFields(query, table) : [];
  const key = (table && keyOf(database, table, pinned)) ?? "id";
  const keys = plural(key);
  const model = query.model ?? "row";
  const one = model.charAt(0).toLowerCase() + model.slice(1);
  const client = accessor(query);
  const others = pinned.filter((field) => field !== key).map((field) => `, ${field}: …`);
  const where = `where: { ${key}: { in: ${keys} }${others.join("")} }`;
  switch (query.operation) {
    case "findUnique":
    case "findUniqueOrThrow":
    case "findFirst":
    case "findFirstOrThrow":
      return `const ${plural(one)} = await ${client}.findMany({ ${where} });\nconst ${one}By${capital(key)} = new Map(${plural(one)}.map((${one}) => [${one}.${key}, ${one}]));`;
    case "findMany":
      return `const ${plural(one)} = await ${client}.findMany({ ${where} });\n// or ask for them together with their parents: include: { … } in that query`;
    case "count":
    case "aggregate":
    case "groupBy":
      return `const counts = await ${client}.groupBy({ by: ["${key}"], ${where}, _count: true });`;
    case "create":
    case "createMany":
    case "createManyAndReturn":
      return `await ${client}.createMany({\n  data: rows.map((row) => ({ ${fieldsWritten(database, query)} })),\n});`;
    case "update":
    case "updateMany":
    case "updateManyAndReturn":
      return updatedOnce(database, query, client, where, key, keys);
    case "upsert":
      return `// one statement for all rows\nawait ${query.client ?? "prisma"}.$executeRaw\`\n  INSERT INTO … SELECT * FROM jsonb_to_recordset(\${JSON.stringify(rows)}::jsonb) AS row(…)\n  ON CONFLICT (${key}) DO UPDATE SET …\`;`;
    case "delete":
    case "deleteMany":
      return `await ${client}.deleteMany({ ${where} });`;
    default:
      return `await ${query.client ?? "prisma"}.$${query.operation.replace("Unsafe", "")}\`… WHERE ${key} = ANY(\${${keys}})\`;`;
  }
}

/** The field that differs from element to element: a unique one, a foreign key, one that is no flag; the last as a last resort. */
function keyOf(database: Database, table: Table, fields: readonly string[]): string | undefined {
  const column = (field: string) => table.columns.find((one) => (one.field ?? one.name) === field)?.name ?? field;
  const isKey = (field: string) => [table.primaryKey, ...table.indexes].some((index) => index?.unique && index.columns.length === 1 && index.columns[0]?.column === column(field));
  const refers = (field: string) => table.foreignKeys.some(({ columns }) => columns.includes(column(field)));
  return fields.find(isKey) ?? fields.find(refers) ?? fields.find((field) => !isCoarse(database, table, column(field))) ?? fields.at(-1);
}

function updatedOnce(database: Database, query: Query, client: string, where: string, key: string, keys: string): string {
  const same = `// the same values for all rows\nawait ${client}.updateMany({ ${where}, data: { ${fieldsWritten(database, query)} } });`;
  return `${same}\n// different ones: one statement, UPDATE … FROM unnest(\${${keys}}, \${values}) AS new(${key}, value) WHERE …`;
}

function fieldsWritten(database: Database, query: Query): string {
  const table = database.after.tables.get(query.tables[0] ?? "");
  const fields = query.writes.map(({ column }) => (table ? columnName(table, column) : column));
  return fields.length === 0 || fields.length > 4 ? "…" : fields.map((field) => `${field}: …`).join(", ");
}

function plural(name: string): string {
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh)$/.test(name) ? `${name}es` : `${name}s`;
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
