/**
 * The change as a Mermaid entity relationship diagram (https://mermaid.js.org/syntax/entityRelationshipDiagram.html).
 * Mermaid gives up on the whole picture at one odd character, so names are reduced to what its grammar takes.
 */
import { plural, shorten } from "../model/text.ts";
import type { Diagram } from "../model/verdict.ts";
import { fence } from "./neutralize.ts";

const MAX_TABLES = 15;
const MAX_COLUMNS = 12;
const MAX_RELATIONS = 40;

type DiagramTable = Diagram["tables"][number];
type DiagramColumn = DiagramTable["columns"][number];

/** A fenced block; empty when there is nothing to draw. */
export function mermaid({ tables, relations, more = 0 }: Diagram): string {
  const changed = tables.filter(({ change }) => change !== "neighbour");
  if (changed.length === 0) return "";
  const shown = [...changed, ...tables.filter(({ change }) => change === "neighbour")].slice(0, MAX_TABLES);
  const ids = new Map(shown.map(({ name }, index) => [name, `t${index + 1}`]));
  const lines = shown.flatMap((table) => entity(table, ids.get(table.name) ?? ""));
  const drawn = relations.filter(({ from, to }) => ids.has(from) && ids.has(to)).slice(0, MAX_RELATIONS);
  for (const { from, to, label, optional, one } of drawn) {
    lines.push(`  ${ids.get(from)} ${one ? "|o" : "}o"}--${optional ? "o|" : "||"} ${ids.get(to)} : "${caption(label)}"`);
  }
  const left = tables.length - shown.length + more;
  return `${fence(`erDiagram\n${lines.join("\n")}`, "mermaid", { longest: 40_000 })}${left > 0 ? `\n_${plural(left, "more table")} not drawn._\n` : ""}`;
}

function entity({ name, change, columns, moreColumns = 0 }: DiagramTable, id: string): string[] {
  const mark = change === "neighbour" || change === "changed" ? "" : ` (${change})`;
  const head = `  ${id}["${caption(name)}${mark}"]`;
  if (columns.length === 0 || change === "neighbour") return [head];
  const shown = columns.slice(0, MAX_COLUMNS);
  const left = columns.length - shown.length + moreColumns;
  return [`${head} {`, ...shown.map((column) => `    ${attribute(column, change === "changed")}`), ...(left > 0 ? [`    more columns "${left} not drawn"`] : []), "  }"];
}

/** In a changed table each column says what happens to it; in a new one all are new. */
function attribute({ name, type, change, key }: DiagramColumn, marked: boolean): string {
  return [word(type), word(name), key ?? "", marked && change !== "kept" ? `"${change}"` : ""].filter((part) => part !== "").join(" ");
}

/** An attribute's type or name: letters, digits, hyphens, underscores, brackets; begins with a letter, and not with the word for a key. */
function word(text: string): string {
  const reduced = shorten(text, 60)
    .replace(/\?$/, "")
    .replace(/[^A-Za-z0-9_()[\]-]+/g, "_")
    .replace(/^[^A-Za-z]+/, "")
    .replace(/^([pfu]k)\b/i, "$1_");
  return reduced === "" ? "x" : reduced;
}

/** Between double quotes: no quote, percent sign, backslash or line end (lexer of Mermaid 11), nor what Mermaid reads as HTML, an entity or, anywhere in a line, a direction. */
export function caption(text: string): string {
  const reduced = shorten(text, 60)
    .replace(/[^\p{L}\p{N} _.,()-]+/gu, "_")
    .replace(/(direction) +(?=tb|bt|rl|lr)/gi, "$1_")
    .trim();
  return reduced === "" ? "_" : reduced;
}
