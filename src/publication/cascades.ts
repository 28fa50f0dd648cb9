/** What a DELETE takes with it, as Mermaid flowcharts (https://mermaid.js.org/syntax/flowchart.html): one for each finding that brings a picture. */
import type { CascadePicture } from "../model/cascade.ts";
import { code, plural } from "../model/text.ts";
import type { Verdict } from "../model/verdict.ts";
import { caption } from "./diagram.ts";
import { fence } from "./neutralize.ts";
import type { Section } from "./sections.ts";

/** A summary with more pictures is not read. The worst findings come first. */
const MAX_PICTURES = 3;

/** None when no finding has one; two findings may rest on the same reach. */
export function cascadesSection({ findings }: Verdict): Section[] {
  const drawn = new Set<string>();
  for (const { picture } of findings) if (picture && picture.tables.length > 1) drawn.add(chart(picture));
  if (drawn.size === 0) return [];
  const left = drawn.size - MAX_PICTURES;
  return [{ head: "#### What a DELETE takes with it\n\n", rows: [...drawn].slice(0, MAX_PICTURES), tail: left > 0 ? `_${plural(left, "more cascade")} not drawn._\n` : "" }];
}

/** Thick arrows are this pull request's. */
function chart({ tables, cascades, more }: CascadePicture): string {
  const ids = new Map(tables.map(({ name }, index) => [name, `t${index + 1}`]));
  const lines = [
    ...tables.map(({ name, kind }) => `  ${ids.get(name)}${shaped(caption(name), kind)}`),
    ...cascades
      .filter(({ from, to }) => ids.has(from) && ids.has(to))
      .map(({ from, to, label, isNew }) => `  ${ids.get(from)} ${isNew ? "==>" : "-->"}|"${caption(label)}"| ${ids.get(to)}`),
  ];
  const root = tables.find(({ kind }) => kind === "root")?.name ?? tables[0]!.name;
  const isNew = cascades.some((cascade) => cascade.isNew) ? ", thick arrows are new" : "";
  const rest = more > 0 ? `\n_${plural(more, "more table")} not drawn._\n` : "";
  return `Deleting one ${code(root)}${isNew}:\n\n${fence(`flowchart LR\n${lines.join("\n")}`, "mermaid", { longest: 20_000 })}${rest}\n`;
}

/** Tables are boxes, join tables rounded, ledgers drums. */
function shaped(name: string, kind: CascadePicture["tables"][number]["kind"]): string {
  if (kind === "ledger") return `[("${name}")]`;
  return kind === "join" ? `("${name}")` : `["${name}"]`;
}
