/** prisma-lint's ignore comments keep working for the policies that answer to its rules. */
import { describe, expect, it } from "vitest";
import { PRISMA_LINT_RULES } from "../../../src/analysis/prisma/prisma-lint.ts";
import { readSchema } from "../../../src/analysis/prisma/read-schema.ts";
import { rules } from "../../../src/analysis/rules/index.ts";
import { lint } from "../../../src/index.ts";

function ignores(text: string) {
  const found = readSchema([{ path: "s.prisma", text }], "head").ignores;
  return found.map(({ rules, covers, origin }) => ({ rules, covers: text.slice(covers.start, covers.end), origin }));
}

const ID = "  id BigInt @id @default(autoincrement())\n";

describe("prisma-lint-ignore-model and -enum", () => {
  it("alone cover the block for every policy that answers to a rule of prisma-lint", () => {
    const block = "enum Mood {\n  /// prisma-lint-ignore-enum\n  happy\n}";
    const [found, ...more] = ignores(block);
    expect(more).toEqual([]);
    expect(found?.covers).toBe(block);
    expect(found?.rules).toContain("naming");
    expect(found?.rules).toContain("field-order");
    expect(found?.rules).not.toContain("*");
  });

  it("with a rule cover what that rule speaks of: the name, the fields, or both", () => {
    const model = (words: string) => `model Users {\n  /// prisma-lint-ignore-model ${words}\n${ID}}`;
    expect(ignores(model("model-name-grammatical-number"))).toEqual([{ rules: ["naming"], covers: "model Users", origin: "prisma-lint" }]);
    expect(ignores(model("field-name-camel-case"))[0]?.covers).toMatch(/^\{[\s\S]*\}$/);
    expect(ignores(model("field-order"))[0]?.covers).toMatch(/^model Users \{[\s\S]*\}$/);
  });

  it("with fields behind the rule cover those alone", () => {
    const text = `model User {\n  /// prisma-lint-ignore-model require-field-index tenantId,orgId\n${ID}  tenantId String\n  orgId String\n}`;
    expect(ignores(text)).toEqual([
      { rules: ["require-field-index"], covers: "tenantId String", origin: "prisma-lint" },
      { rules: ["require-field-index"], covers: "orgId String", origin: "prisma-lint" },
    ]);
    expect(ignores(text.replace("require-field-index", "require-field"))).toEqual([{ rules: ["require-field"], covers: "model User", origin: "prisma-lint" }]);
  });

  it("pass over rules that prisma-lint does not have, and comments outside of blocks", () => {
    expect(ignores(`model A {\n  /// prisma-lint-ignore-model no-such-rule\n${ID}}`)).toEqual([]);
    expect(ignores(`model A {\n  /// prisma-lint-ignore-model constructor\n${ID}}`)).toEqual([]);
    expect(ignores(`model A {\n${ID}  /// prisma-lint-ignore-field __proto__\n  n String\n}`)).toEqual([]);
    expect(ignores(`/// prisma-lint-ignore-model\n\nmodel A {\n${ID}}`)).toEqual([]);
    expect(ignores(`model A {\n  /// see prisma-lint-ignore-model\n${ID}}`)).toEqual([]);
  });
});

describe("prisma-lint-ignore-field", () => {
  it("covers the field below, for the rules named with blanks or commas, or all", () => {
    const model = (words: string) => `model A {\n${ID}  /// prisma-lint-ignore-field${words}\n  user_name String\n}`;
    expect(ignores(model(" field-name-camel-case, require-field-type"))).toEqual([{ rules: ["naming", "require-field"], covers: "user_name String", origin: "prisma-lint" }]);
    expect(ignores(model(""))[0]).toMatchObject({ covers: "user_name String" });
    expect(ignores(model(" no-such-rule"))).toEqual([]);
  });
});

describe("a finding", () => {
  it("is silenced by them, and they are never called unused", async () => {
    const config = {
      rules: {
        naming: {
          options: {
            names: [
              { of: "model", number: "singular" },
              { of: "field", case: "camel" },
            ],
          },
        },
      },
    };
    const schema = (comment: string) => [{ path: "prisma/schema.prisma", text: `model Users {\n${comment}${ID}  user_name String\n}\n` }];
    const said = async (comment: string) =>
      (await lint({ files: schema(comment), config })).findings.filter(({ rule }) => rule === "naming" || rule === "no-unused-ignore").map(({ message }) => message);
    expect(await said("")).toHaveLength(2);
    expect(await said("  /// prisma-lint-ignore-model model-name-grammatical-number\n")).toEqual(["Fields are named in camelCase here: `userName`, not `user_name`."]);
    expect(await said("  /// prisma-lint-ignore-model field-name-camel-case user_name\n")).toEqual(["Models are named in the singular here: `User`, not `Users`."]);
    expect(await said("  /// prisma-lint-ignore-model\n")).toEqual([]);
    expect(await said("  /// prisma-lint-ignore-model require-field\n")).toHaveLength(2);
  });

  it("has a rule of ours for each of theirs", () => {
    const ids = new Set(rules.map(({ id }) => id));
    expect(Object.values(PRISMA_LINT_RULES).flatMap((counterpart) => counterpart.rules.filter((id) => !ids.has(id)))).toEqual([]);
  });
});
