/** A name without its schema means whatever search_path says on the day. */
import { type Change, isTableChange, type TableChange } from "../../../model/change.ts";
import type { Migration, Statement } from "../../../model/migration.ts";
import { added } from "../../../model/migration.ts";
import type { Fix } from "../../../model/source.ts";
import { list, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { insert } from "../questions/edits/statement-edits.ts";
import { folding } from "../questions/migrations/fold.ts";
import { isGenerated } from "../questions/migrations/generated.ts";

const TIMEOUT = "SET lock_timeout = '5s';\n";
const HISTORY = "CREATE TABLE public.member (id bigint PRIMARY KEY, nick text);";
const ON = { rules: { "require-schema-qualified": "warning" } } as const;

export const requireSchemaQualified = defineRule({
  id: "require-schema-qualified",
  gate: "rollout",
  severity: "off",
  since: "0.1.0",
  summary: "Write tables with their schema",
  why: "`search_path` belongs to the role and the session: the same migration makes its table in another schema, or finds another table of that name, when somebody else runs it, or a pooler hands on a session that has set it.",
  remedy: "`public.member` instead of `member`, or `SET search_path = public;` at the top of the file.",
  quiet: [
    "a search_path that the file has set before",
    "temporary tables, which have no schema to name",
    "a table that the same statement names with its schema",
    "statements that Prisma has written, below their `-- CreateTable`: it names a schema only where the models do; DO blocks",
    "more than three in one file are one finding",
  ],
  options: { schema: { default: "public", description: "The schema that is suggested" } },
  check: folding("require-schema-qualified", function* (database, options) {
    for (const migration of added(database.migrations))
      for (const statement of unset(migration)) {
        const names = isGenerated(database, statement) ? [] : bareNames(statement);
        if (names.length === 0) continue;
        yield {
          span: statement.span,
          message: `${list(names)} ${names.length === 1 ? "stands" : "stand"} here without a schema: what that is depends on the \`search_path\` of whoever runs this.`,
          fix: names.length === 1 ? qualified(statement, names[0]!, options.text("schema")) : undefined,
        };
      }
  }),
  examples: {
    bad: [
      { title: "a new table", migration: `${TIMEOUT}CREATE TABLE "member" (id bigint PRIMARY KEY);`, config: { ...ON, audit: { exempt: ["member"] } } },
      { title: "an old one", history: HISTORY, migration: `${TIMEOUT}ALTER TABLE ONLY member ADD COLUMN note text;`, config: ON },
      {
        title: "the table that a key refers to",
        history: HISTORY,
        migration: `${TIMEOUT}CREATE TABLE public.note (id bigint PRIMARY KEY, member_id bigint REFERENCES member (id));\nCREATE INDEX note_member_idx ON public.note (member_id);`,
        config: { rules: { ...ON.rules, "require-audit-columns": "off" } },
      },
    ],
    good: [
      { title: "with its schema", history: HISTORY, migration: `${TIMEOUT}ALTER TABLE public.member ADD COLUMN note text;`, config: ON },
      {
        title: "another schema",
        migration: `${TIMEOUT}CREATE SCHEMA shop;\nCREATE TABLE shop.member (id bigint PRIMARY KEY);`,
        config: { ...ON, audit: { exempt: ["member", "shop.member"] } },
      },
      { title: "a search_path of its own", history: HISTORY, migration: `${TIMEOUT}SET search_path = public;\nALTER TABLE member ADD COLUMN note text;`, config: ON },
    ],
  },
});

/** The statements before the first that sets search_path. */
function unset({ statements }: Migration): readonly Statement[] {
  const at = statements.findIndex(({ changes }) => changes.some((change) => change.kind === "set" && change.name === "search_path"));
  return at === -1 ? statements : statements.slice(0, at);
}

/** Tables of the statement that are in `public` or nowhere in particular, and that it names without a schema. */
function bareNames({ changes, text }: Statement): string[] {
  if (changes.some(({ kind }) => kind === "do")) return [];
  const names = new Set(changes.flatMap(relationsOf).filter((name) => name !== "" && !name.includes(".")));
  return [...names].filter((name) => !isQualified(text, name));
}

function relationsOf(change: Change): string[] {
  if (!isTableChange(change) || change.kind === "select" || isTemporary(change)) return [];
  if (change.kind === "drop-index" || change.kind === "rename-index" || change.kind === "attach-index" || change.kind === "reindex") return [change.name];
  if (change.kind === "add-foreign-key") return [change.table, change.foreignKey.references.table];
  if (change.kind === "create-table") return [change.table, ...(change.references ?? []).map(({ table }) => table)];
  return [change.table];
}

function isTemporary({ before, after }: TableChange): boolean {
  return (after ?? before)?.persistence === "temporary";
}

function isQualified(text: string, name: string): boolean {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`[\\w$"]\\s*\\.\\s*"?${escaped}(?![\\w$])`, "i").test(text);
}

const HEAD =
  /^(?:CREATE\s+(?:UNLOGGED\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?|ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?|DROP\s+TABLE\s+(?:IF\s+EXISTS\s+)?|INSERT\s+INTO\s+|UPDATE\s+(?:ONLY\s+)?|DELETE\s+FROM\s+(?:ONLY\s+)?)/i;

/** Where the statement begins with the name. */
function qualified(statement: Statement, name: string, schema: string): Fix | undefined {
  const at = HEAD.exec(statement.text)?.[0].length;
  if (at === undefined || !statement.text.slice(at).replace(/^"/, "").toLowerCase().startsWith(name.toLowerCase())) return undefined;
  return insert(statement, [{ at, text: `${quoteName(schema)}.` }]);
}
