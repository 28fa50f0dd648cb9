/** Files as people write them, in the frameworks they use: what each line is told, and that all others are told nothing. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { rules } from "../../src/analysis/rules/index.ts";
import { lint } from "../../src/index.ts";

const FOLDER = fileURLToPath(new URL("./fixtures/services/", import.meta.url));
const SCHEMA = { path: "prisma/schema.prisma", text: readFileSync(`${FOLDER}schema.prisma`, "utf8") };
/** Rules of calls and indexes; what other gates say of the code is tested with them. */
const QUERIES = new Set(rules.filter(({ gate }) => gate === "queries").map(({ id }) => id));

describe("service files", () => {
  it.each(readdirSync(FOLDER).filter((name) => name.endsWith(".txt")))("%s", async (name) => {
    const written = readFileSync(FOLDER + name, "utf8");
    const wanted = written.split("\n").flatMap((line, i) => [...line.matchAll(/ \/\/! (.*)$/g)].flatMap((match) => match[1]!.split(", ").map((rule) => `${i + 1} ${rule}`)));
    const text = written.replace(/ \/\/! .*$/gm, "");
    const { findings, gaps } = await lint({ files: [SCHEMA, { path: `src/${name.replace(/\.txt$/, ".tsx")}`, text }], base: [SCHEMA], now: "2026-01-15T12:00:00Z" });
    expect(gaps).toEqual([]);
    const told = findings.filter(({ rule }) => QUERIES.has(rule)).map(({ line, rule }) => `${line} ${rule}`);
    expect(told.sort()).toEqual(wanted.sort());
  });
});
