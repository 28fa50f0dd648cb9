/** The configuration in force, value by value, each with where it comes from: a line of the file, one of its presets, or nobody said anything. */
import { LineCounter, parseDocument } from "yaml";
import type { Config } from "../../model/config.ts";
import type { ConfigValue } from "../../model/verdict.ts";
import { MAX_ALIASES } from "./read-config.ts";
import { placesIn } from "./yaml-places.ts";

type Path = readonly string[];

/** `file`: the text that `config` was read from without a problem. */
export function configValues(config: Config, file: { readonly path: string; readonly text: string } | undefined): ConfigValue[] {
  const sourceOf = file ? sources(file) : () => undefined;
  return [...leaves(config as unknown as Readonly<Record<string, unknown>>)].map(({ path, value }) => ({
    key: path.join("."),
    value: JSON.stringify(value),
    from: sourceOf(path) ?? (path[0] === "rules" && file ? `a preset of ${file.path}` : "default"),
  }));
}

/** Groups of keys are entered; lists and tables are values. */
function* leaves(group: Readonly<Record<string, unknown>>, above: Path = []): Generator<{ path: Path; value: unknown }> {
  for (const [key, value] of Object.entries(group)) {
    const path = [...above, key];
    const isGroup = typeof value === "object" && value !== null && !Array.isArray(value) && path[0] !== "tables";
    if (isGroup) yield* leaves(value as Readonly<Record<string, unknown>>, path);
    else yield { path, value };
  }
}

/** `.github/schema-review.yml:12` for what stands in the file. */
function sources({ path: name, text }: { readonly path: string; readonly text: string }): (path: Path) => string | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, stringKeys: true, version: "1.2" });
  const given: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
  const places = placesIn(document, (start, end) => {
    const { line, col } = lines.linePos(start);
    return { line, column: col, span: { path: name, side: "head", start, end } };
  });
  return (path) => {
    const stands = longest(given, path);
    return stands === undefined ? undefined : `${name}:${places(stands, "key").line}`;
  };
}

/** The path itself, or `rules.<id>` where the file gives the severity alone, or options that turn the rule on. */
function longest(given: unknown, path: Path): Path | undefined {
  const candidates = path[0] === "rules" && path.at(-1) === "severity" ? [path, path.slice(0, -1)] : [path];
  return candidates.find((candidate) => {
    const value = candidate.reduce<unknown>(
      (inner, key) => (typeof inner === "object" && inner !== null && Object.hasOwn(inner, key) ? (inner as Record<string, unknown>)[key] : undefined),
      given,
    );
    return value !== undefined;
  });
}
