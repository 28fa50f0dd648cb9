/** Comments that say which values a column may have: `// "draft" | "published"`, `-- one of: open, closed`. */
import type { Database } from "../../../../model/database.ts";
import type { Column } from "../../../../model/schema.ts";
import { statementOf } from "../edits/source-text.ts";
import { constantText } from "../migrations/constants.ts";

/** A value that could be an enum's: one word of letters and digits, or several joined by signs. */
export const CODE_WORD = /^[A-Za-z][A-Za-z0-9]*(?:[_.:-][A-Za-z0-9]+)*$/;

/** Longer comments explain, and do not list. */
const LONGEST = 400;

/** The list goes on, or holds what nobody can list. */
const OPEN = /\be\.?\s?g\b|\bi\.?\s?e\b|\betc\b|\.\.\.|…|\b(?:such as|like|for example|custom|others?|any|arbitrary|usually|mime)\b/i;

/** What may stand around the values. */
const GLUE: ReadonlySet<string> = new Set(
  "or and one of can may must be either is are the a value values possible allowed valid options option enum type status state kind role currently supported default".split(" "),
);

/** The values that a comment above or behind the column lists, and nothing more; empty where it says anything else. */
export function listedValues(database: Database, column: Column): readonly string[] {
  const known = constantText(column);
  for (const comment of [column.doc, ...commentsBehind(database, column)]) {
    for (const line of comment?.slice(0, LONGEST).split("\n") ?? []) {
      const values = valuesIn(line.trim(), known);
      if (values.length > 1 && (known === undefined || values.includes(known))) return values;
    }
  }
  return [];
}

/** On the column's own line. */
function commentsBehind(database: Database, { span }: Column): readonly string[] {
  const file = span.side === "head" ? database.schemaFiles.find(({ path }) => path === span.path) : undefined;
  const statement = file ? undefined : statementOf(database, span);
  const text = file ? file.text : (statement?.text ?? "");
  const from = span.end - (statement?.span.start ?? 0);
  const line = text.slice(from, from + LONGEST).split(/\r?\n/, 1)[0] ?? "";
  const [, comment] = (file ? /\/\/+\s*(.*)$/ : /^\s*,?\s*--\s*(.*)$/).exec(line) ?? [];
  return comment === undefined ? [] : [comment];
}

function valuesIn(text: string, known: string | undefined): readonly string[] {
  if (OPEN.test(text)) return [];
  const quoted = [...text.matchAll(/(["'`])([^"'`]{1,60})\1/g)].map((match) => match[2]!);
  if (quoted.length > 1) {
    const rest = text.replace(/(["'`])[^"'`]{1,60}\1/g, " ");
    return quoted.every((value) => CODE_WORD.test(value)) && wordsOf(rest).every((word) => GLUE.has(word)) ? [...new Set(quoted)] : [];
  }
  const list = text.replace(/^(?:[\p{L} ]{0,40}\b(?:one of|can be|either|values|options|enum)\b|[\p{L} ]{1,30}:)\s*:?/iu, "").replace(/^[\s([{]+|[\s)\]}.;]+$/g, "");
  const values = list.split(/\s*(?:\||,|\/|\bor\b|\band\b)\s*/).filter((value) => value !== "");
  if (!values.every((value) => CODE_WORD.test(value))) return [];
  return list.includes("|") || values.length > 2 || (known !== undefined && values.includes(known)) ? [...new Set(values)] : [];
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== "");
}
