import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/analysis/config/read-config.ts";
import { rules } from "../../src/analysis/rules/index.ts";
import { toldBy } from "../../src/cli/told.ts";
import { GATES, type Rule } from "../../src/model/rule.ts";
import { ruleIndex, rulePage, ruleTable } from "../../src/publication/rule-page.ts";

const rule: Rule = {
  id: "no-thing",
  gate: "queries",
  severity: "off",
  since: "0.2.0",
  summary: "Do not a | b",
  why: "It hurts.",
  remedy: "Do this.",
  quiet: ["tables made by this pull request"],
  heuristic: true,
  waivable: false,
  supersedes: ["no-other"],
  options: { max: { default: 3, description: "How many" }, names: { default: [], description: "Which | names" } },
  check: () => [],
  examples: {
    bad: [
      {
        title: "all of it",
        history: "CREATE TABLE a ();",
        migration: ["SELECT 1;", "SELECT 2;"],
        schema: { before: "model A {}", after: "model B {}" },
        code: "const a = 1;",
        base: [{ path: "package.json", text: "{}" }],
        files: [
          { path: "package.json", text: '{ "a": 1 }' },
          { path: "README.md", text: "```sql\nSELECT 1;\n```" },
        ],
        body: "## Rollback\nno",
        config: { postgres: 16 },
        now: "2026-01-15T12:00:00Z",
      },
    ],
    good: [{ title: "nothing", schema: "model A {}" }],
  },
};

describe("a rule's page", () => {
  const page = rulePage(rule, () => "**error** What it says.\n\n```sql\nSELECT 3;\n```");

  it("holds everything that the rule declares", () => {
    for (const words of [
      "# no-thing\n\nDo not a | b.",
      "- Gate: **queries** – Are hot queries explainable and index-backed?",
      "- Severity: **off** until a configuration turns it on",
      "- It guesses from names",
      "- It cannot be waived by a command",
      "- Where it speaks, these have nothing to add: `no-other`",
      "## When it stays quiet\n\n- tables made by this pull request",
      "| `max` | `3` | How many |\n| `names` | none | Which \\| names |",
      "rules:\n  no-thing:\n    options:\n      max: 3\n      names: []",
      "### Reported: all of it\n\nWith this configuration:",
      "Already applied:\n\n```sql\nCREATE TABLE a ();\n```",
      "The schema before:\n\n```prisma\nmodel A {}\n```\n\nThe schema after:\n\n```prisma\nmodel B {}\n```",
      "The migration:\n\n```sql\nSELECT 1;\n```\n\nThe migration:\n\n```sql\nSELECT 2;\n```",
      "Before, in `package.json`:\n\n```json\n{}\n```",
      'After, in `package.json`:\n\n```json\n{ "a": 1 }\n```',
      "The pull request adds `README.md`:\n\n````md\n```sql",
      "On 2026-01-15.",
      "> **error** What it says.\n>\n> ```sql\n> SELECT 3;\n> ```",
      "### Fine: nothing\n\nThe schema:",
      "// schema-review-ignore no-thing: <why>",
    ])
      expect(page).toContain(words);
  });

  it("stands without words, too", () => {
    expect(rulePage(rule)).not.toMatch(/^> /m);
  });

  it("shows what the groups of an option may hold, and one that can be copied", () => {
    const items = {
      name: { type: "text", required: true, patterns: true, description: "Its name" },
      kind: { type: "text", choices: ["big", "small"], description: "How" },
    } as const;
    const options = {
      things: { default: [], description: "Which", items, example: { name: "*Id", kind: "big" } },
      style: { default: "a", choices: ["a", "b"], description: "Style" },
    } as const;
    const text = rulePage({ ...rule, options });
    expect(text).toContain(
      [
        "| `things` | none | Which |",
        "| `things[].name` | required | Its name (`*`, `?`, `[a-z]`) |",
        "| `things[].kind` | none | How: `big`, `small` |",
        "| `style` | `a` | Style: `a`, `b` |",
      ].join("\n"),
    );
    expect(text).toContain('      things:\n        - name: "*Id"\n          kind: "big"\n      style: "a"\n');
  });

  it.each(rules.filter(({ options }) => options))("of $id shows options that the configuration reader takes", (own) => {
    const yaml = [...rulePage(own).matchAll(/```yaml\n(# \.github[\s\S]*?)```/g)].map(([, text = ""]) => text);
    expect(yaml).toHaveLength(1);
    expect(readConfig(yaml[0]).problems.map(({ reason }) => reason)).toEqual([]);
  });
});

describe("the tables of rules", () => {
  it("name each rule once, under its gate, and keep their cells", () => {
    expect(ruleTable([rule], (id) => `x/${id}.md`).split("\n")[2]).toBe("| [no-thing](x/no-thing.md) | queries | off | Do not a \\| b |");
    const index = ruleIndex(rules);
    for (const { id } of rules) expect(index.split(`[${id}](${id}.md)`)).toHaveLength(2);
    expect(index.match(/^## /gm)).toHaveLength(GATES.length);
  });
});

describe("the words on a page", () => {
  it("are those of the review itself", async () => {
    const own = rules.find(({ id }) => id === "require-concurrent-index");
    const told = await toldBy(own as Rule);
    for (const example of own?.examples.bad ?? []) expect(told(example)).toMatch(/^\*\*error\*\* .*SHARE[\s\S]*CREATE INDEX CONCURRENTLY/);
  });
});
