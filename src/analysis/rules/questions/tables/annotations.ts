/** What doc comments declare: `@denormalized source: … rebuild: …` of a field or a model, `@determines zip -> city`. Prisma's `///`, COMMENT ON, `--` beside a column. */
import { columnOf } from "../../../../model/agreement.ts";
import type { Database } from "../../../../model/database.ts";
import { addedChanges } from "../../../../model/migration.ts";
import { once } from "../../../../model/once.ts";
import type { Column, Table } from "../../../../model/schema.ts";
import type { Span } from "../../../../model/source.ts";

export interface Denormalization {
  /** Where the truth is; absent where nothing is said but `TODO` and its like. */
  readonly source?: string;
  /** How it is filled, and filled again. */
  readonly rebuild?: string;
}

/** Up to the next annotation at the beginning of a line. */
const DENORMALIZED = /@denormali[sz]ed\b(?<said>[\s\S]*?)(?=\n[ \t]*@[a-z]|$)/i;

/** `Denormalized for display`: prose says as much, and no more. */
const PROSE = /\bde-?normali[sz]ed\b/i;

const NOTHING_SAID = /^(?:to-?do|tbd|tba|fixme|xxx|none|nothing|unknown|later|n\/?a|[\W_]*)$/i;

/** UTF-16 units of a comment that are read. */
const LONGEST = 4_000;

/** The annotation in a doc comment, in one line or several, its parts in any order. */
export function denormalizationIn(doc: string | undefined): Denormalization | undefined {
  const said = DENORMALIZED.exec(doc?.slice(0, LONGEST) ?? "")?.groups?.said;
  if (said === undefined) return undefined;
  const [source, rebuild] = [partAt(said, "source"), partAt(said, "rebuild")];
  const end = (own: { readonly at: number } | undefined, other: { readonly at: number } | undefined) => (own && other && other.at > own.at ? other.at : said.length);
  const text = (own: typeof source, other: typeof source) => {
    const words = own
      ? said
          .slice(own.from, end(own, other))
          .replace(/\s+/g, " ")
          .replace(/^[\s"']+|[\s"';,|.–—-]+$/g, "")
      : "";
    return NOTHING_SAID.test(words) ? undefined : words;
  };
  const found = { source: text(source, rebuild), rebuild: text(rebuild, source) };
  return { ...(found.source === undefined ? {} : { source: found.source }), ...(found.rebuild === undefined ? {} : { rebuild: found.rebuild }) };
}

/** The first place of `key:`. */
function partAt(said: string, key: "source" | "rebuild"): { readonly at: number; readonly from: number } | undefined {
  const match = new RegExp(`(?<=^|[\\s;,|(])${key}\\s*:`, "i").exec(said);
  return match ? { at: match.index, from: match.index + match[0].length } : undefined;
}

/** Said of the column or of its whole table, as an annotation or in prose: the copy is meant, whatever else is missing. */
export function isDeclaredCopy(database: Database, table: Table, column: Column): boolean {
  return docsOf(database, table, column).some((doc) => PROSE.test(doc)) || docsOf(database, table).some((doc) => DENORMALIZED.test(doc));
}

const NO_DOCS: readonly string[] = [];

/** Of a column, or of the table itself: what the schema says, then what the migrations say. */
export function docsOf({ catalog }: Pick<Database, "catalog">, table: Table, column?: Column): readonly string[] {
  const inSql = catalog.after.tables.get(table.name);
  const other = inSql === undefined || inSql === table ? undefined : column ? columnOf(inSql, column.name)?.doc : inSql.doc;
  const own = (column ?? table).doc;
  if (own === undefined && other === undefined) return NO_DOCS;
  return [own, other === own ? undefined : other].flatMap((doc) => doc?.slice(0, LONGEST) ?? []);
}

/** Hardly any table of SQL is. */
export function isCommented({ catalog }: Pick<Database, "catalog">, table: Table): boolean {
  const inSql = catalog.after.tables.get(table.name);
  return hasComments(table) || (inSql !== undefined && inSql !== table && hasComments(inSql));
}

const hasComments = once((table: Table): boolean => table.doc !== undefined || table.columns.some(({ doc }) => doc !== undefined));

/** Where to speak of what a comment declares: the COMMENT ON of this pull request, else the column or the table's name. */
export function declarationSpan({ migrations }: Database, table: Table, column?: Column): Span {
  const comments = [...addedChanges(migrations, "comment")].filter(({ change }) => change.table === table.name && change.target === (column?.name ?? "table"));
  return comments.at(-1)?.change.span ?? column?.span ?? table.nameSpan;
}

/** `@determines zip, country -> city`: as written, and its two sides; both empty where it cannot be read. */
export interface Determination {
  readonly text: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** `own`: the field that the comment stands on, which is meant where no left side is written. */
export function determinationsIn(doc: string | undefined, own?: string): Determination[] {
  return [...(doc?.slice(0, LONGEST) ?? "").matchAll(/@determines\b[ \t]*:?(?<said>[^\n@]*)/gi)].map((match) => readDetermination(match.groups?.said ?? "", own));
}

/** `zip -> city, state`. */
export function readDetermination(said: string, own?: string): Determination {
  const text = said.replace(/[\s.;]+$/, "").trim();
  const sides = text.split(/\s*(?:-+>|=+>|→)\s*/);
  const [left = "", right = ""] = sides.length === 1 && own !== undefined ? [own, text] : sides;
  const names = (side: string) => (/^[\w$]+(?:\s*,\s*[\w$]+)*$/.test(side) ? side.split(/\s*,\s*/) : []);
  const [from, to] = [names(left === "" && own !== undefined ? own : left), names(right)];
  return sides.length > 2 || from.length === 0 || to.length === 0 ? { text, from: [], to: [] } : { text, from, to };
}
