/** Where a SQL text names a table and its columns, word by word: statements that no parser here reads (other dialects' holes, fragments) count too. */

export interface SqlWord {
  /** Unquoted names folded to lower case, as PostgreSQL folds them. */
  readonly name: string;
  readonly kind: "name" | "quoted" | "string" | "mark";
  readonly at: number;
}

export interface NamedTable {
  readonly name: string;
  readonly schema?: string;
  readonly alias?: string;
  readonly at: number;
}

export interface SqlNames {
  readonly words: readonly SqlWord[];
  readonly tables: readonly NamedTable[];
}

export interface NamedColumn {
  readonly at: number;
  /** False: another table of the statement may be meant. */
  readonly certain: boolean;
}

/** Longer texts are dumps. UTF-16 code units. */
const MAX_SQL = 50_000;
const WORD = /--[^\n]*|\/\*[\s\S]*?\*\/|'((?:[^']|'')*)'|"((?:[^"]|"")+)"|([A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)|[.,()=;*]/g;
const VERB =
  /^[\s(]*(?:(?:--[^\n]*\n|\/\*[\s\S]*?\*\/)\s*)*(?:select\b|insert\s+into\b|update\b[\s\S]*?\bset\b|delete\s+from\b|with\b[\s\S]*?\bas\b[\s\S]*?\(|merge\s+into\b|copy\b[\s\S]*?\b(?:from|to)\b|truncate\b)/i;
const BEFORE_TABLE = new Set(["from", "join", "update", "into", "only", "using", "truncate", "copy", "table"]);
const NO_ALIAS = new Set(
  "where set on join inner left right full cross natural using order group having limit offset union intersect except returning values select for window as fetch tablesample default from when and or".split(
    " ",
  ),
);

/** Words that a column's name may follow directly; behind any other word it is a new name for an output (`SELECT email nickname`). */
const BEFORE_COLUMN = new Set(
  "select distinct all where and or not by set on when then else case between in like ilike similar is returning having limit offset using end any some exists escape over partition order group filter only interval union except intersect values default do update nothing asc desc first last nulls".split(
    " ",
  ),
);

/** A statement by its first words; English sentences may begin with them too, so that a table must follow: see `namesOf`. */
export function looksLikeSql(text: string): boolean {
  return text.length <= MAX_SQL && VERB.test(text);
}

export function namesOf(sql: string): SqlNames {
  const words: SqlWord[] = [];
  for (const match of sql.slice(0, MAX_SQL).matchAll(WORD)) {
    const [whole, string, quoted, plain] = match;
    const at = match.index;
    if (string !== undefined) words.push({ name: string.replaceAll("''", "'"), kind: "string", at });
    else if (quoted !== undefined) words.push({ name: quoted.replaceAll('""', '"'), kind: "quoted", at });
    else if (plain !== undefined) words.push({ name: plain.toLowerCase(), kind: "name", at });
    else if (whole.length === 1) words.push({ name: whole, kind: "mark", at });
  }
  const made = new Set(words.flatMap((word, at) => (isName(word) && words[at + 1]?.name === "as" && opensQuery(words, at + 2) ? [word.name] : [])));
  return { words, tables: tablesIn(words).filter(({ name, schema }) => schema !== undefined || !made.has(name)) };
}

/** `WITH name AS (`, `AS MATERIALIZED (`, `AS NOT MATERIALIZED (`. */
function opensQuery(words: readonly SqlWord[], at: number): boolean {
  const from = words[at]?.name === "not" ? at + 1 : at;
  return words[words[from]?.name === "materialized" ? from + 1 : from]?.name === "(";
}

function isName(word: SqlWord | undefined): word is SqlWord {
  return word?.kind === "name" || word?.kind === "quoted";
}

/** Names behind FROM, JOIN, UPDATE, INTO and the commas of a FROM list. */
function tablesIn(words: readonly SqlWord[]): NamedTable[] {
  const tables: NamedTable[] = [];
  let inFrom = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word.kind === "name" && word.name === "from") inFrom = true;
    else if (word.kind === "name" && word.name !== "join" && word.name !== "only" && word.name !== "as" && NO_ALIAS.has(word.name)) inFrom = false;
    const opens = (word.kind === "name" && BEFORE_TABLE.has(word.name)) || (inFrom && word.name === "," && word.kind === "mark");
    const first = words[at + 1];
    if (!opens || !isName(first) || (first.kind === "name" && (BEFORE_TABLE.has(first.name) || NO_ALIAS.has(first.name)))) continue;
    const dotted = words[at + 2]?.name === "." && isName(words[at + 3]);
    const own = dotted ? words[at + 3]! : first;
    let next = at + (dotted ? 4 : 2);
    if (words[next]?.name === "as") next++;
    const alias = words[next];
    tables.push({
      name: own.name,
      ...(dotted ? { schema: first.name } : {}),
      ...(isName(alias) && !(alias.kind === "name" && NO_ALIAS.has(alias.name)) ? { alias: alias.name } : {}),
      at: own.at,
    });
  }
  return tables;
}

/** The references to one table. `table`: as PostgreSQL has it, qualified unless in `public`. */
export function referencesTo({ tables }: SqlNames, table: string): NamedTable[] {
  const dot = table.indexOf(".");
  const [schema, name] = dot < 0 ? [undefined, table] : [table.slice(0, dot), table.slice(dot + 1)];
  return tables.filter((found) => found.name === name && (found.schema === undefined || found.schema === (schema ?? "public")));
}

/** `mayBeOf`: whether another table that the statement names may have a column of this name. */
export function columnsOf(names: SqlNames, table: string, column: string, mayBeOf: (other: NamedTable) => boolean): NamedColumn[] {
  const own = referencesTo(names, table);
  if (own.length === 0) return [];
  const qualifiers = new Set(own.flatMap(({ name, alias }) => [alias ?? name, name]));
  const rivals = names.tables.some((other) => !own.includes(other) && mayBeOf(other));
  const { words } = names;
  return words.flatMap((word, index): NamedColumn[] => {
    if (!isName(word) || word.name !== column || own.some(({ at }) => at === word.at)) return [];
    const [before, beforeThat, after] = [words[index - 1], words[index - 2], words[index + 1]];
    if (after?.name === "." || (after?.name === "(" && word.kind === "name")) return [];
    if (before?.name === "." && before.kind === "mark") return isName(beforeThat) && qualifiers.has(beforeThat.name) ? [{ at: word.at, certain: true }] : [];
    if (before?.kind === "quoted" || before?.kind === "string" || (before?.kind === "name" && !BEFORE_COLUMN.has(before.name))) return [];
    return [{ at: word.at, certain: !rivals }];
  });
}
