/** Text to tree: the dialect by the file's name, and an error with its line where there is no tree. */
import { type ParserOptions, parseSync } from "oxc-parser";
import { lineAt, lineStarts } from "./changed-lines.ts";
import type { Tree } from "./tree.ts";
import { growTree } from "./tree.ts";

export type Parsed = { readonly tree: Tree } | { readonly error: { readonly at: number; readonly reason: string } };

/** oxc has no recovery: with one syntax error the body is empty. So further readings of the text are tried before it is given up. */
export function parseCode(path: string, text: string): Parsed {
  let first: { readonly at: number; readonly reason: string } | undefined;
  for (const options of readings(path)) {
    const result = parseSync(path, text, { ...options, preserveParens: false, astType: "ts" });
    const error = result.errors.find((one) => one.severity === "Error");
    if (!error) return { tree: growTree(path, text, result.program, result.comments) };
    const at = error.labels[0]?.start ?? 0;
    const line = lineAt(lineStarts(text), at) + 1;
    first ??= { at, reason: `Line ${line} is not valid ${options.lang?.startsWith("ts") ? "TypeScript" : "JavaScript"}: ${error.message}. The file's queries were not read.` };
  }
  return { error: first! };
}

function readings(path: string): ParserOptions[] {
  if (/\.d\.[mc]?ts$/i.test(path)) return [{ lang: "dts" }];
  if (/\.[mc]?ts$/i.test(path))
    return [
      { lang: "ts", sourceType: "module" },
      { lang: "ts", sourceType: "commonjs" },
    ];
  if (/\.(?:tsx|vue|svelte|astro)$/i.test(path))
    return [
      { lang: "tsx", sourceType: "module" },
      { lang: "ts", sourceType: "module" },
    ];
  return [
    { lang: "jsx", sourceType: "module" },
    { lang: "jsx", sourceType: "commonjs" },
    { lang: "tsx", sourceType: "module" },
  ];
}
