/** First normal form: several values in one text are a list that the database cannot see. */
import type { Database } from "../../../model/database.ts";
import type { Report } from "../../../model/rule.ts";
import type { Column, Table } from "../../../model/schema.ts";
import { code, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { tableName } from "../questions/names/naming.ts";
import { nouns, words } from "../questions/names/words.ts";
import { docsOf, isDeclaredCopy } from "../questions/tables/annotations.ts";
import { newColumns } from "../questions/tables/new-parts.ts";
import { isText } from "../questions/tables/table-kinds.ts";

/** Last words of names that mean several short values. */
const LISTS: readonly string[] = "tags hashtags ids uuids emails urls uris domains hosts roles permissions categories labels usernames phones keywords genres skills".split(" ");

/** A comment, or a name, that says it: `comma-separated`, `tags_delimited`. */
const SAID = /\b(?:comma|semicolon|pipe)s?[- ](?:separated|delimited)\b/i;
const SAYING: ReadonlySet<string> = new Set(["separated", "delimited"]);

/** A text that starts as `[]`: a list in JSON. */
const EMPTY_LIST = /^E?'\s*\[\s*\]\s*'(?:::\w+)?$/;

const BASE = "  id        BigInt   @id @default(autoincrement())\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";
const post = (...lines: string[]) => `model Post {\n${BASE}${lines.map((line) => `  ${line}\n`).join("")}}\n`;
const sql = (column: string) =>
  `SET lock_timeout = '5s';\nCREATE TABLE posts (id bigint PRIMARY KEY, ${column}, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());`;

export const noDelimitedList = defineRule({
  id: "no-delimited-list",
  gate: "invariants",
  severity: "warning",
  since: "0.1.0",
  summary: "Do not keep a list in a text",
  why: "In a text like `red,green` the database sees one value: it cannot check, count or join the parts, no foreign key can hold them, and two writers at once lose one of their changes. A search is `LIKE '%red%'`, which no B-tree serves and which finds `infrared` too.",
  remedy: "Plain values: an array (`String[]`, `text[]`), with a GIN index if it is searched. Ids, and values with facts of their own: a table with a row for each.",
  quiet: [
    `names that do not end in a word of the option \`lists\` (${LISTS.slice(0, 5).map(code).join(", ")}…), unless their comment says \`comma-separated\`, the text starts as \`'[]'\` or the code of the pull request joins it or splits it at commas, semicolons or bars`,
    "arrays, Json and what is no text",
    "OAuth's `scope`, which the standard writes with spaces; better-auth's `oauthApplication`",
    "what is encrypted or hashed; columns declared by `@denormalized`",
    '`split` and `join` at blanks, lines, slashes and other marks, and of a list written out in the code (`[city, state].join(", ")`)',
    "columns that stood before",
  ],
  heuristic: true,
  options: { lists: { default: LISTS, description: "Last words of the names of texts that hold several values" } },
  *check(database, options) {
    for (const { table, column } of newColumns(database)) {
      const evidence = isText(column) ? evidenceOf(database, table, column, options.list("lists")) : undefined;
      if (evidence && !isPrescribed(table, column) && !isDeclaredCopy(database, table, column)) yield tell(table, column, evidence);
    }
  },
  examples: {
    bad: [
      { title: "tags", schema: post("tags      String") },
      { title: "ids of another model", schema: post("relatedPostIds String?") },
      { title: "a list in JSON", schema: post('reviewers String   @default("[]")') },
      {
        title: "joined in the code",
        schema: post("reviewers String"),
        code: 'export const save = (names: string[]) => prisma.post.create({ data: { reviewers: names.join(",") } });\n',
      },
      {
        title: "taken apart in the code",
        schema: post("reviewers String"),
        code: "export async function reviewers(id: bigint) {\n  const post = await prisma.post.findUniqueOrThrow({ where: { id } });\n  return post.reviewers.split(/,\\s*/);\n}\n",
      },
      { title: "in SQL", migration: sql("tags text NOT NULL") },
    ],
    good: [
      { title: "an array", schema: post("tags      String[]") },
      { title: "prose", schema: post("notes     String", "instructions String?") },
      { title: "OAuth's scope", schema: post("scope     String?", "scopes    String?") },
      { title: "a token of which nobody sees the parts", schema: post("encryptedTags String") },
      { title: "documented", schema: post("/// @denormalized source: the search engine rebuild: npm run index-posts", "tags      String") },
      {
        title: "taken apart at something else",
        schema: post("title     String"),
        code: 'export async function slug(id: bigint) {\n  const post = await prisma.post.findUniqueOrThrow({ where: { id } });\n  return post.title.split(" ");\n}\n',
      },
      {
        title: "one text made of several",
        schema: post("address   String"),
        code: 'export const save = (city: string, state: string) => prisma.post.create({ data: { address: [city, state].join(", ") } });\n',
      },
      { title: "it stood before", schema: { before: post("tags      String"), after: post("tags      String", "note      String?") } },
    ],
  },
});

/** Written as some standard or library has it, or so that nobody can look into it. */
function isPrescribed(table: Table, { field, name }: Column): boolean {
  const parts = words(field ?? name);
  return (
    parts.some((word) => /^(?:scopes?|encrypted|hash|hashed|cipher)$/.test(word)) ||
    nouns(table.model ?? table.name)
      .slice(-2)
      .join("")
      .replace("o auth", "oauth") === "oauthapplication"
  );
}

type Evidence = "name" | "comment" | "json" | "joined" | "split";

function evidenceOf(database: Database, table: Table, column: Column, lists: readonly string[]): Evidence | undefined {
  if (column.default?.kind === "constant" && EMPTY_LIST.test(column.default.expression)) return "json";
  if (docsOf(database, table, column).some((doc) => SAID.test(doc))) return "comment";
  const own = database.queries.filter(({ tables }) => tables[0] === table.name);
  if (own.some(({ writes }) => writes.some((write) => write.column === column.name && write.value === "joined"))) return "joined";
  if (own.some(({ splits = [] }) => splits.includes(column.name))) return "split";
  const parts = words(column.field ?? column.name);
  return lists.includes(parts.at(-1) ?? "") || parts.some((word) => SAYING.has(word)) ? "name" : undefined;
}

const BEGINNINGS: Readonly<Record<Evidence, string>> = {
  name: "by its name holds several values in one text",
  comment: "holds several values in one text, its comment says",
  json: "starts as `[]`: it holds a list in JSON, in a text",
  joined: "is written with `join`: it holds a list in one text",
  split: "is taken apart with `split`: it holds a list in one text",
};

function tell(table: Table, column: Column, evidence: Evidence): Report {
  const name = column.field ?? column.name;
  const ids = /^(?:uu)?ids$/.test(words(name).at(-1) ?? "");
  const text = column.field === undefined ? `${quoteName(column.name)} text[] NOT NULL DEFAULT '{}'` : `${name} String[] @default([])`;
  return {
    span: column.span,
    message: `${code(`${tableName(table)}.${name}`)} ${BEGINNINGS[evidence]}. ${ids ? "No foreign key can check them, deleted rows stay in the lists, and a search has to read every row." : "A search for one of them has to read every row and finds parts of others too, and two writers at once lose one of their changes."}`,
    ...(ids ? {} : { advice: { language: column.field === undefined ? ("sql" as const) : ("prisma" as const), title: "An array, if they are plain values", text } }),
  };
}
