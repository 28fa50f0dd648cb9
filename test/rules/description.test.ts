/** A rule that reads the description says so: an edited description asks it again. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { rules } from "../../src/analysis/rules/index.ts";

const FOLDER = new URL("../../src/analysis/rules/", import.meta.url);

it("every rule that reads a plan declares it, and no other", () => {
  const files = (readdirSync(FOLDER, { recursive: true }) as string[]).filter((name) => /^(?!questions)[a-z]+[\\/][a-z-]+\.ts$/.test(name));
  const readers = files.filter((name) => /\bplanText\(|\bpull\.sections\b/.test(readFileSync(new URL(name, FOLDER), "utf8"))).map((name) => name.replace(/^.*[\\/]|\.ts$/g, ""));
  expect(
    rules
      .filter(({ readsDescription }) => readsDescription)
      .map(({ id }): string => id)
      .sort(),
  ).toEqual(readers.sort());
  expect(readers.length).toBeGreaterThan(3);
});
