/** One statement over a whole table is one transaction: it locks every row that it touches until the last one is done. */
import type { ChangeOf } from "../../../model/change.ts";
import type { Database } from "../../../model/database.ts";
import type { Statement } from "../../../model/migration.ts";
import type { Report } from "../../../model/rule.ts";
import { code, quoteIdentifier, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { asRow, columnList, keyColumns } from "../questions/edits/sql-words.ts";
import { names } from "../questions/migrations/copies.ts";
import { type Bulk, bulkChanges, WRITES } from "../questions/migrations/data-changes.ts";
import { folding } from "../questions/migrations/fold.ts";
import { BATCH } from "../questions/migrations/replace-column.ts";
import { addedStatementsWith, columnKey, columnsAdded, textAt } from "../questions/migrations/steps.ts";

const BASE = "CREATE TABLE member (id bigint PRIMARY KEY, email text NOT NULL, email_lower text);";
const PLAN = "## Rollback\n`email_lower` of `member` is not read yet; leave it.\n\n## Backfill\nOnce, by `email_lower`, batches of 5000.";

export const requireChunkedBackfill = defineRule({
  id: "require-chunked-backfill",
  gate: "recovery",
  severity: "error",
  since: "0.1.0",
  summary: "Backfill in chunks that commit",
  why: "A whole-table `UPDATE`, `DELETE` or `INSERT … SELECT` is one transaction. Every row that it has touched stays locked until it ends, vacuum cannot clean up behind it, replicas fall behind, and a failure after an hour rolls the hour back. A loop inside one `DO` block is no better: nothing is committed before the end.",
  remedy: "Move it out of the migration into a job that walks the table by primary key, a few thousand rows a transaction, and can be stopped and started again.",
  quiet: [
    "statements bounded by a key, a key range, `LIMIT` or a list of values",
    "a filter that may well pick few rows",
    "tables made by this pull request",
    "tables that the configuration calls small",
  ],
  check: folding("require-chunked-backfill", function* (database) {
    for (const { statement } of addedStatementsWith(database, ...WRITES)) {
      const [bulk] = bulkChanges(database, statement);
      const loop = statement.changes.some((change) => change.kind === "do" && change.loops && !change.commits);
      if (loop) yield inLoop(statement);
      else if (bulk) yield tell(bulk, statement, database);
    }
  }),
  examples: {
    bad: [
      { title: "every row at once", history: BASE, migration: "UPDATE member SET email_lower = lower(email);", body: PLAN },
      { title: "a guard makes it repeatable, not smaller", history: BASE, migration: "UPDATE member SET email_lower = lower(email) WHERE email_lower IS NULL;", body: PLAN },
    ],
    good: [
      { title: "one row", history: BASE, migration: "UPDATE member SET email_lower = lower(email) WHERE id = 17;", body: PLAN },
      {
        title: "a small table",
        history: BASE,
        migration: "UPDATE member SET email_lower = lower(email) WHERE email_lower IS NULL;",
        config: { tables: { member: { small: true } } },
        body: PLAN,
      },
    ],
  },
});

function inLoop({ span }: Statement): Report {
  return {
    span,
    message:
      "A loop in a `DO` block is one transaction: every row that it touches stays locked until the last pass, and a failure undoes them all. Run the passes from a job that commits after each, or make it a procedure with `COMMIT` in the loop and call it outside a transaction.",
  };
}

function tell(change: Bulk, statement: Statement, database: Database): Report {
  const what = {
    update: `updates ${change.kind === "update" && change.filtered ? "" : "all rows of "}${code(change.table)}`,
    delete: `deletes all rows of ${code(change.table)}`,
    insert: `copies rows of ${code(change.kind === "insert" ? (change.reads[0] ?? change.table) : change.table)} into ${code(change.table)}`,
    merge: `merges into ${code(change.table)}`,
  }[change.kind];
  return {
    span: statement.span,
    message: `This ${what} in one transaction: each row that it touches stays locked, and replicas fall behind, until it ends; a failure starts it over. Do it outside the migration, ${BATCH} rows a transaction.`,
    advice: { language: "sql", title: "Repeat until no row is left", text: chunk(change, statement, database) },
  };
}

function chunk(change: Bulk, statement: Statement, database: Database): string {
  const { catalog } = database;
  const table = quoteIdentifier(change.table);
  const keys = keyColumns(catalog.after.tables.get(change.table) ?? change.before);
  const key = columnList(keys);
  if (change.kind === "delete") return `DELETE FROM ${table} WHERE ${asRow(key)} IN (\n  SELECT ${key} FROM ${table} ORDER BY ${key} LIMIT ${BATCH});`;
  const text = textAt(statement, change.span);
  const written = change.kind === "update" && change.reads.length === 0 ? partsOf(text) : undefined;
  const where = written && (change.kind === "update" && change.filtered ? written.where : undone(written.set, change as ChangeOf<"update">, columnsAdded(database)));
  if (written && where) {
    const alias = written.alias === undefined ? "" : `${written.alias}.`;
    const own = keys.map((name) => `${alias}${quoteName(name)}`).join(", ");
    return `${written.head} SET ${written.set}\nWHERE ${asRow(own)} IN (\n  SELECT ${own} FROM ${table}${written.alias === undefined ? "" : ` ${written.alias}`} WHERE ${where} ORDER BY ${own} LIMIT ${BATCH});`;
  }
  return `-- key by key: start after the last key of the batch before\n${text.replace(/;\s*$/, "").replace(/^/gm, "-- ")}\n-- … AND ${asRow(key)} > ${key.includes(",") ? "(:last)" : ":last"} ORDER BY ${key} LIMIT ${BATCH}`;
}

interface Written {
  /** `UPDATE ONLY orders AS o`. */
  readonly head: string;
  readonly alias?: string;
  readonly set: string;
  readonly where?: string;
}

const NAME = '(?:"(?:[^"]|"")+"|[\\w$]+)';
const HEAD = new RegExp(`^update\\s+(?:only\\s+)?${NAME}(?:\\s*\\.\\s*${NAME})?(?:\\s+(?:as\\s+)?(?!set\\b)(${NAME}))?\\s+set\\s+`, "i");

/** An UPDATE of one table in its parts; nothing where it is more than that. */
function partsOf(text: string): Written | undefined {
  const start = HEAD.exec(text);
  if (!start) return undefined;
  const rest = text.slice(start[0].length);
  const plain = masked(rest);
  if (/\b(?:from|returning)\b/i.test(plain.replace(/\bdistinct\s+from\b/gi, ""))) return undefined;
  const at = /\bwhere\b/i.exec(plain);
  return { head: start[0].replace(/\s+set\s+$/i, ""), alias: start[1], set: rest.slice(0, at?.index).trim(), ...(at ? { where: rest.slice(at.index + at[0].length).trim() } : {}) };
}

/** The same length, with blanks for strings, names in quotes, comments and what stands in brackets. */
function masked(text: string): string {
  let plain = text.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g, (part) => " ".repeat(part.length));
  for (let before = ""; before !== plain; ) {
    before = plain;
    plain = plain.replace(/\([^()]*\)/g, (part) => " ".repeat(part.length));
  }
  return plain;
}

const CHANGES_EACH_TIME = /\b(?:now|clock_timestamp|random|gen_random_\w+|uuid\w*|nextval|current_\w+|localtime\w*|nanoid|cuid)\b/i;

/** What tells the rows that are not done yet, where the author has no WHERE; nothing if the text cannot tell. */
function undone(set: string, { table, columns, before }: ChangeOf<"update">, fresh: ReadonlySet<string>): string | undefined {
  const [column = ""] = columns;
  if (columns.every((name) => fresh.has(columnKey(table, name))) && before?.columns.some(({ name, nullable }) => name === column && nullable))
    return `${quoteName(column)} IS NULL`;
  const values = new Map<string, string>();
  const plain = masked(set);
  let from = 0;
  for (const to of [...[...plain.matchAll(/,/g)].map(({ index }) => index), set.length]) {
    const [, , value] = new RegExp(`^\\s*(${NAME})\\s*=\\s*([\\s\\S]+)$`).exec(set.slice(from, to)) ?? [];
    const name = columns[values.size];
    if (value === undefined || name === undefined || names(value, name) || CHANGES_EACH_TIME.test(value)) return undefined;
    values.set(name, value.trim());
    from = to + 1;
  }
  return [...values].map(([name, value]) => `${quoteName(name)} IS DISTINCT FROM (${value})`).join(" OR ");
}
