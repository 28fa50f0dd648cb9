import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "./repository.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = temporaryFolder();

function newRule(...args: string[]): { code: number | null; err: string } {
  const { status, stderr } = spawnSync(process.execPath, [join(folder, "scripts/new-rule.mjs"), ...args], { encoding: "utf8" });
  return { code: status, err: stderr };
}

describe("npm run new-rule", () => {
  beforeAll(() => {
    for (const gate of ["scripts", ...["relations", "invariants", "rollout", "recovery", "queries"].map((name) => `src/analysis/rules/${name}`)])
      mkdirSync(join(folder, gate), { recursive: true });
    for (const file of ["package.json", "scripts/new-rule.mjs", "src/analysis/rules/index.ts"]) copyFileSync(join(root, file), join(folder, file));
  });

  it("writes the rule and registers it in its gate", () => {
    expect(newRule("no-blue-tables", "recovery")).toEqual({ code: 0, err: "" });
    const rule = readFileSync(join(folder, "src/analysis/rules/recovery/no-blue-tables.ts"), "utf8");
    expect(rule).toContain('export const noBlueTables = defineRule({\n  id: "no-blue-tables",\n  gate: "recovery",');
    const index = readFileSync(join(folder, "src/analysis/rules/index.ts"), "utf8");
    expect(index).toContain('import { noBlueTables } from "./recovery/no-blue-tables.ts";\n');
    expect(index).toContain("  // recovery\n  noBlueTables,\n");
    const imports = index.split("\n").filter((line) => line.startsWith("import { n") && line.includes('"./'));
    expect(imports).toContain('import { noBlueTables } from "./recovery/no-blue-tables.ts";');
  });

  it("refuses another form of name, an unknown gate, and a rule that exists", () => {
    expect(newRule("no-blue-tables", "rollout").err).toBe("There already is a rule no-blue-tables\n");
    expect(newRule("blue-tables", "rollout").err).toContain('"blue-tables" is no name for a rule');
    expect(newRule("no-Blue", "rollout").code).toBe(2);
    expect(newRule("no-red", "colour").err).toBe('"colour" is no gate: relations, invariants, rollout, recovery, queries\n');
    expect(newRule().err).toContain("usage: npm run new-rule -- <id> <gate>");
  });
});
