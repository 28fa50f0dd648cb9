/** Holds the sources against the table in ARCHITECTURE.md. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseSync } from "oxc-parser";
import { describe, expect, it } from "vitest";

const ROOT = path.join(import.meta.dirname, "..");
const SRC = path.join(ROOT, "src");

interface Folder {
  readonly name: string;
  readonly imports: readonly string[] | "everything";
  readonly packages: readonly string[];
  readonly pure: boolean;
}

const document = readFileSync(path.join(ROOT, "ARCHITECTURE.md"), "utf8");
const folders = tableRows("may import").map(
  ([name = "", , , imports = "", packages = "", pure = ""]): Folder => ({
    name: names(name)[0] ?? "",
    imports: imports.trim() === "everything" ? "everything" : names(imports),
    packages: names(packages),
    pure: pure.trim() === "yes",
  }),
);
const topFiles = tableRows("what it is").map(([name = ""]) => (names(name)[0] ?? "").replace("src/", ""));

/** Rows of the table whose heading names `column`. */
function tableRows(column: string): string[][] {
  const lines = document.split("\n");
  const head = lines.findIndex((line) => line.startsWith("|") && line.includes(column));
  const rows = lines.slice(head + 2);
  return rows
    .slice(
      0,
      rows.findIndex((line) => !line.startsWith("|")),
    )
    .map((line) => line.split("|").slice(1, -1));
}

function names(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? "");
}

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => ({ file: file.split(path.sep).join("/"), text: readFileSync(path.join(SRC, file), "utf8") }));

/** The listed folder that a file belongs to: the longest one. */
function folderOf(file: string): Folder | undefined {
  return folders.filter(({ name }) => file.startsWith(`${name}/`)).sort((a, b) => b.name.length - a.name.length)[0];
}

function importsOf(text: string): string[] {
  const { module } = parseSync("file.ts", text);
  const dynamic = module.dynamicImports.map(({ moduleRequest }) => text.slice(moduleRequest.start, moduleRequest.end)).map((source) => /^["'](.*)["']$/.exec(source)?.[1] ?? "");
  return [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) => entries.map(({ moduleRequest }) => moduleRequest?.value ?? "")),
    ...dynamic,
  ].filter(Boolean);
}

/** Why `specifier` may not stand in `file`, or nothing. */
function objection(file: string, folder: Folder, specifier: string): string | undefined {
  if (folder.imports === "everything" && specifier.startsWith(".")) return undefined;
  if (specifier.startsWith(".")) {
    const target = path.posix.join(path.posix.dirname(file), specifier);
    const allowed = [folder.name, ...(folder.imports === "everything" ? [] : folder.imports)];
    if (folder.name === "analysis" && target.startsWith("analysis/")) return undefined;
    return allowed.some((name) => target === name || target.startsWith(`${name}/`)) ? undefined : `${file} may not import ${target}`;
  }
  const known = folder.packages.some((name) => specifier === name || specifier.startsWith(`${name}/`) || (name === "node:*" && specifier.startsWith("node:")));
  return known ? undefined : `${file} may not import ${specifier}`;
}

describe("the house", () => {
  it("has a table that names every folder and every file at the top", () => {
    expect(folders.length).toBeGreaterThan(10);
    expect(files.filter(({ file }) => file.includes("/") && !folderOf(file)).map(({ file }) => file)).toEqual([]);
    expect(
      files
        .map(({ file }) => file)
        .filter((file) => !file.includes("/"))
        .sort(),
    ).toEqual([...topFiles].sort());
    expect(folders.filter(({ name }) => !files.some(({ file }) => file.startsWith(`${name}/`))).map(({ name }) => name)).toEqual([]);
  });

  it("keeps to its import table", () => {
    const objections = files.flatMap(({ file, text }) => {
      const folder = folderOf(file);
      return folder && file !== "analysis/process.ts" ? importsOf(text).flatMap((specifier) => objection(file, folder, specifier) ?? []) : [];
    });
    expect(objections).toEqual([]);
  });

  it("knows no clock, chance, console or environment in its pure folders", () => {
    const impure = /\b(?:process\.|Date\.now|new Date\(\)|Math\.random|console\.|fetch\()/;
    const found = files.filter(({ file, text }) => folderOf(file)?.pure && file !== "analysis/process.ts" && impure.test(withoutCommentsAndStrings(text)));
    expect(found.map(({ file }) => file)).toEqual([]);
  });

  it("reads the environment in env.ts alone", () => {
    expect(files.filter(({ file, text }) => file !== "env.ts" && withoutCommentsAndStrings(text).includes("process.env")).map(({ file }) => file)).toEqual([]);
  });

  it("has no circles between files", () => {
    const graph = new Map(
      files.map(({ file, text }) => [
        file,
        importsOf(text.replace(/^import type .*$/gm, ""))
          .filter((s) => s.startsWith("."))
          .map((s) => path.posix.join(path.posix.dirname(file), s)),
      ]),
    );
    const done = new Set<string>();
    function circle(file: string, trail: readonly string[]): string | undefined {
      if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file].join(" → ");
      if (done.has(file)) return undefined;
      for (const next of graph.get(file) ?? []) {
        const found = circle(next, [...trail, file]);
        if (found) return found;
      }
      done.add(file);
      return undefined;
    }
    expect([...graph.keys()].map((file) => circle(file, [])).filter(Boolean)).toEqual([]);
  });

  it("keeps files under 300 lines", () => {
    expect(files.filter(({ text }) => text.split("\n").length > 300).map(({ file, text }) => `${file}: ${text.split("\n").length}`)).toEqual([]);
  });
});

function withoutCommentsAndStrings(text: string): string {
  const { comments } = parseSync("file.ts", text);
  const bare = comments.reduceRight((kept, { start, end }) => kept.slice(0, start) + kept.slice(end), text);
  return bare.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, '""');
}
