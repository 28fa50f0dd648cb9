/** Options that are lists of groups, texts with choices and patterns of names: what is right reaches the rule, what is wrong has its place. */
import { describe, expect, it } from "vitest";
import { configValues } from "../../../src/analysis/config/config-values.ts";
import { MAX_ENTRIES } from "../../../src/analysis/config/file-schema.ts";
import { configJsonSchema } from "../../../src/analysis/config/json-schema.ts";
import { defaultConfig, readConfig } from "../../../src/analysis/config/read-config.ts";
import { optionsOf } from "../../../src/analysis/rules/define-rule.ts";
import type { Rule } from "../../../src/model/rule.ts";

const policy: Rule = {
  id: "require-things",
  gate: "invariants",
  severity: "off",
  since: "0.1.0",
  summary: "Have things",
  why: "",
  remedy: "",
  quiet: [],
  options: {
    things: {
      default: [],
      description: "What must be there",
      items: {
        name: { type: "text", required: true, patterns: true, description: "Its name" },
        kind: { type: "text", choices: ["big", "small"], description: "Its kind" },
        only: { type: "list", patterns: true, description: "Where" },
        exact: { type: "flag", description: "Nothing else" },
      },
      example: { name: "door" },
    },
    style: { default: "loose", choices: ["loose", "tight"], description: "How" },
    names: { default: [], patterns: true, description: "Which" },
  },
  check: () => [],
  examples: { bad: [], good: [] },
};
const known = [policy];

function read(text: string) {
  return readConfig(text, ".github/schema-review.yml", known);
}

function problems(text: string): string[] {
  return read(text).problems.map(({ line, column, key, message }) => `${line}:${column} ${key} ${message}`);
}

const FILE = `rules:
  require-things:
    options:
      things:
        - name: door
          only: ["House*", "?arn"]
        - { name: "*Id", kind: big, exact: true }
      names: ["[a-z]*_at"]
`;

describe("a list of groups", () => {
  it("reaches the rule key by key", () => {
    const { config } = read(FILE);
    expect(problems(FILE)).toEqual([]);
    const options = optionsOf(policy, config.rules["require-things"]?.options);
    const [door, id, ...rest] = options.items("things");
    expect(rest).toEqual([]);
    expect([door?.text("name"), door?.text("kind"), door?.list("only"), door?.flag("exact")]).toEqual(["door", undefined, ["House*", "?arn"], false]);
    expect([id?.text("name"), id?.text("kind"), id?.list("only"), id?.flag("exact")]).toEqual(["*Id", "big", [], true]);
    expect(options.text("style")).toBe("loose");
    expect(() => door?.text("colour")).toThrow("require-things: option things declares no key colour");
    expect(() => door?.flag("only")).toThrow("another type");
  });

  it("is empty without a configuration", () => {
    expect(optionsOf(policy).items("things")).toEqual([]);
  });

  it("names unknown keys, missing keys and wrong types with their place, and applies nothing", () => {
    const text = `rules:
  require-things:
    options:
      things:
        - nmae: door
        - name: [door]
          kind: huge
          only: House
        - door
        - { name: door, exact: yes please }
`;
    expect(problems(text)).toEqual([
      "5:11 rules.require-things.options.things[0].name is missing",
      "5:11 rules.require-things.options.things[0].nmae unknown key `nmae`; did you mean `name`?",
      "6:17 rules.require-things.options.things[1].name must be text, not a list",
      "7:17 rules.require-things.options.things[1].kind must be `big` or `small`",
      "8:17 rules.require-things.options.things[1].only must be a list, not text",
      "9:11 rules.require-things.options.things[2] must be a group of keys, not text",
      "10:32 rules.require-things.options.things[3].exact must be true or false, not text",
    ]);
    expect(read(text).config).toBe(defaultConfig);
    expect(problems("rules: { require-things: { options: { things: { name: door } } } }")).toEqual([
      "1:47 rules.require-things.options.things must be a list, not a group of keys",
    ]);
  });

  it("has a limit", () => {
    const things = (count: number) => JSON.stringify({ rules: { "require-things": { options: { things: Array.from({ length: count }, () => ({ name: "a" })) } } } });
    expect(problems(things(MAX_ENTRIES))).toEqual([]);
    expect(problems(things(MAX_ENTRIES + 1))).toEqual([`1:49 rules.require-things.options.things must have at most ${MAX_ENTRIES} entries`]);
  });
});

describe("texts", () => {
  it("with choices name the nearest one", () => {
    expect(problems("rules: { require-things: { options: { style: tihgt } } }")).toEqual([
      "1:46 rules.require-things.options.style must be `loose` or `tight`; did you mean `tight`?",
    ]);
  });

  it("that are patterns refuse regular expressions and say what to write", () => {
    expect(problems('rules: { require-things: { options: { names: [ok, "/Id$/", "[a-z"] } } }')).toEqual([
      "1:51 rules.require-things.options.names[1] is a regular expression; patterns have `*`, `?` and `[a-z]` only: write `*Id` for names that end in Id",
      "1:60 rules.require-things.options.names[2] has a `[` that is never closed",
    ]);
    expect(problems('rules: { require-things: { options: { things: [{ name: "/Id$/i" }] } } }')[0]).toMatch(/^1:56 rules\.require-things\.options\.things\[0\]\.name is a regular/);
  });
});

describe("a rule that is off until it is configured", () => {
  const severity = (text: string) => read(text).config.rules["require-things"]?.severity;

  it("speaks as a warning once it has options", () => {
    expect(severity(FILE)).toBe("warning");
    expect(severity(`presets: [minimal]\n${FILE}`)).toBe("warning");
  });

  it("obeys a severity that is given, off included", () => {
    expect(severity("rules: { require-things: { severity: error, options: { style: tight } } }")).toBe("error");
    expect(severity("rules: { require-things: { severity: off, options: { style: tight } } }")).toBe("off");
    expect(severity("rules: { require-things: info }")).toBe("info");
    expect(severity("rules: {}")).toBeUndefined();
  });
});

describe("the JSON Schema", () => {
  it("knows the keys of a group, their choices and which must be there", () => {
    const schema = JSON.parse(JSON.stringify(configJsonSchema(known)));
    const options = schema.properties.rules.properties["require-things"].anyOf[1].properties.options.properties;
    expect(options.things.items).toMatchObject({ type: "object", required: ["name"], additionalProperties: false });
    expect(Object.keys(options.things.items.properties)).toEqual(["name", "kind", "only", "exact"]);
    expect(options.things.items.properties.kind).toMatchObject({ enum: ["big", "small"], description: "Its kind" });
    expect(options.style).toMatchObject({ enum: ["loose", "tight"] });
  });
});

describe("the configuration in force", () => {
  it("says that a policy is a warning because of its options, and where they stand", () => {
    const values = configValues(read(FILE).config, { path: "x.yml", text: FILE });
    expect(values.find(({ key }) => key === "rules.require-things.severity")).toEqual({ key: "rules.require-things.severity", value: '"warning"', from: "x.yml:2" });
  });
});
