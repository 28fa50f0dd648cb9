/** Names in sentences: safe code spans, plurals, lists, and SQL identifiers. Pure, for every part that writes words. */

/** Longest name shown in a sentence, in UTF-16 code units; PostgreSQL's own limit is 63 bytes. */
const LONGEST = 120;

/** Control characters, bidirectional overrides, zero-width characters and the like: what a reader cannot see. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;

/** `\u202e` in place of what cannot be seen or deceives the eye; the text keeps its other characters, tab and line feed included. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (character) => (character === "\n" || character === "\t" ? character : `\\u${character.codePointAt(0)?.toString(16).padStart(4, "0")}`));
}

/** The text, or its first `length` code units and an ellipsis; never cuts a surrogate pair. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, Math.max(0, length - 1));
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/** A Markdown code span (CommonMark §6.1) that holds any name, however hostile, on one line: `users`. */
export function code(name: string): string {
  return longCode(name, LONGEST);
}

/** For paths and SQL: a code span of at most `longest` code units. */
export function longCode(name: string, longest: number): string {
  // Most names hold nothing that could deceive.
  if (name.length <= longest && /^[\w.$-]+$/.test(name)) return `\`${name}\``;
  const text = visible(shorten(name, longest).replace(/\s+/g, " "));
  if (text.trim() === "") return '`""`';
  const runs = new Set([...text.matchAll(/`+/g)].map((run) => run[0].length));
  let length = 1;
  while (runs.has(length)) length++;
  const fence = "`".repeat(length);
  const pad = /^`|`$|^ .* $/.test(text) ? " " : "";
  return `${fence}${pad}${text}${pad}${fence}`;
}

/** `1 row`, `2 rows`, `2 indices`. */
export function plural(count: number, word: string, words = `${word}s`): string {
  return `${count} ${count === 1 ? word : words}`;
}

/** `a`, `b` and `c`: each as a code span; beyond `most` only their number. */
export function list(names: readonly string[], most = 5): string {
  const shown = names.length > most ? names.slice(0, most - 1).map(code) : names.map(code);
  if (shown.length < names.length) shown.push(`${names.length - shown.length} more`);
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}

/** Key words of PostgreSQL 18 that are no names of tables and columns unless quoted: catcode R and T of `pg_get_keywords()` (manual, appendix C). */
const RESERVED = new Set(
  `all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create current_catalog current_date current_role current_time
  current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign from grant group having in initially intersect into lateral
  leading limit localtime localtimestamp not null offset on only or order placing primary references returning select session_user some symmetric system_user table then
  to trailing true union unique user using variadic when where window with
  authorization binary collation concurrently cross current_schema freeze full ilike inner is isnull join left like natural notnull outer overlaps right similar tablesample verbose`.split(
    /\s+/,
  ),
);

/** All that are not UNRESERVED: quote_ident() quotes these. */
const KEYWORDS = new Set([
  ...RESERVED,
  ...`between bigint bit boolean char character coalesce dec decimal exists extract float greatest grouping inout int integer interval json json_array json_arrayagg json_exists
  json_object json_objectagg json_query json_scalar json_serialize json_table json_value least merge_action national nchar none normalize nullif numeric out overlay position
  precision real row setof smallint substring time timestamp treat trim values varchar xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi
  xmlroot xmlserialize xmltable`.split(/\s+/),
]);

/** A table or column of this name must be quoted wherever it is written. */
export function isReserved(name: string): boolean {
  return RESERVED.has(name);
}

/** One name (a column, an index) for SQL: quoted only where PostgreSQL would read it differently otherwise, as quote_ident() does. */
export function quoteName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !KEYWORDS.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** A table, type or index as the model names it (`users`, `auth.users`) for SQL; a dot separates schema and name. Columns: `quoteName`. */
export function quoteIdentifier(name: string): string {
  return name
    .split(".")
    .map((part) => (part === "" ? part : quoteName(part)))
    .join(".");
}
