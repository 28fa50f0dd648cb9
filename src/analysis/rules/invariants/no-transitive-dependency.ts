/** Third normal form: what depends on a column that is no key belongs to the row that this column names. */
import { code, list } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { tableName } from "../questions/names/naming.ts";
import { copyAdvice, keyWords, newCopies, OWN_WORDS, standing } from "../questions/tables/copied-fields.ts";
import { RECORDS, SNAPSHOT_WORDS } from "../questions/tables/records.ts";

const BASE = "  id        BigInt   @id @default(autoincrement())\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";
const AUTHOR = `model Author {\n${BASE}  name      String\n  posts     Post[]\n}\n`;
const post = (line: string, { id = "BigInt", action = "Restrict", name = "Post" } = {}) =>
  `${AUTHOR.replace("Post[]", `${name}[]`)}\nmodel ${name} {\n${BASE}  authorId  ${id}\n  author    Author${id.endsWith("?") ? "?" : ""}  @relation(fields: [authorId], references: [id], onDelete: ${action})\n${line}\n  @@index([authorId])\n}\n`;
const SQL_TIMES = "created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now()";
const sqlPost = (line: string) =>
  `SET lock_timeout = '5s';\nCREATE TABLE posts (id bigint PRIMARY KEY, author_id bigint NOT NULL REFERENCES authors (id) ON DELETE RESTRICT, ${line}, ${SQL_TIMES});\nCREATE INDEX ON posts (author_id);`;
const SQL_AUTHOR = "CREATE TABLE authors (id bigint PRIMARY KEY, name text NOT NULL);";

export const noTransitiveDependency = defineRule({
  id: "no-transitive-dependency",
  gate: "invariants",
  severity: "warning",
  since: "0.1.0",
  summary: "Do not copy a field of the row that a foreign key already names",
  why: "`authorName` beside `authorId` is known from the author's row. It stands once for each post: when the author changes it, all of them have to be written, and those that are missed show another name than the rest. The database cannot tell which one is right.",
  remedy:
    "Read the field through the relation. If the copy is meant, say what it is made of and how it is made again: `/// @denormalized source: Author.name rebuild: …` above the field, or `COMMENT ON COLUMN … IS '@denormalized source: … rebuild: …'`.",
  quiet: [
    "copies declared by `@denormalized` on the field or the model, or whose comment says `denormalized`",
    `what keeps the past: names with ${list(SNAPSHOT_WORDS.slice(0, 4))}… or \`at\` in the middle (\`priceAtPurchase\`), logs, ledgers, and tables of ${list(RECORDS.slice(0, 4))}…`,
    `fields of the row itself: their last word is in \`own\` (${list(OWN_WORDS.slice(0, 4))}…); times, flags, documents, ids`,
    "values whose source is not a field of the model that the foreign key refers to, or is of another type",
    "a foreign key that may be empty: `authorName` then stands for guests, and for authors who are gone",
    "a foreign key that is the row's own key: it extends the other row (see require-rebuild-plan)",
    "columns that stood before",
  ],
  heuristic: true,
  options: { own: { default: OWN_WORDS, description: "Last words of fields that are the row's own, although the model referred to has a field of that name" } },
  *check(database, options) {
    for (const copy of newCopies(database, options.list("own"))) {
      const { table, column, key, parent, source } = copy;
      if (standing(table, key).is !== "none") continue;
      const [name, original] = [column.field ?? column.name, `${tableName(parent)}.${source.field ?? source.name}`];
      yield {
        span: column.span,
        message: `${code(`${tableName(table)}.${name}`)} repeats ${code(original)} of the row that ${keyWords(table, key)} names: a change there leaves the copies stale, and nothing tells which one is right.`,
        advice: copyAdvice(database, copy),
      };
    }
  },
  examples: {
    bad: [
      { title: "the author's name in each post", schema: post("  authorName String\n") },
      { title: "added to an old model", schema: { before: post(""), after: post("  authorName String?\n") } },
      { title: "in SQL", history: SQL_AUTHOR, migration: sqlPost("author_name text NOT NULL") },
    ],
    good: [
      { title: "read through the relation", schema: post("") },
      { title: "documented", schema: post("  /// @denormalized source: author.name rebuild: npm run posts:names\n  authorName String\n") },
      { title: "what was true at the time", schema: post("  authorNameSnapshot String\n  originalAuthorName String\n") },
      { title: "guests have a name and no row", schema: post("  authorName String?\n", { id: "BigInt?", action: "SetNull" }) },
      { title: "an invoice keeps what was printed", schema: post("  authorName String\n", { name: "Invoice" }) },
      { title: "no such field on the other side", schema: post("  authorAlias String\n") },
      {
        title: "documented in SQL",
        history: SQL_AUTHOR,
        migration: `-- @denormalized source: authors.name rebuild: SELECT fill_posts()\n${sqlPost("author_name text NOT NULL")}`.replace(/^(.*\n)(SET.*\n)/, "$2$1"),
      },
    ],
  },
});
