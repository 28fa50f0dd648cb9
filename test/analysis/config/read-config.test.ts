import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { defaultConfig, MAX_CONFIG_BYTES, readConfig } from "../../../src/analysis/config/read-config.ts";
import type { Rule } from "../../../src/model/rule.ts";

function rule(id: string, over: Partial<Rule> = {}): Rule {
  return { id, gate: "rollout", severity: "warning", since: "0.1.0", summary: id, why: "", remedy: "", quiet: [], check: () => [], examples: { bad: [], good: [] }, ...over };
}

const known: readonly Rule[] = [
  rule("no-rename", { severity: "error" }),
  rule("require-index", {
    options: { max: { default: 3, description: "most" }, names: { default: ["a"], description: "names" }, strict: { default: false, description: "strict" } },
  }),
  rule("no-guess", { heuristic: true }),
  rule("prefer-less", {}),
  rule("naming", { severity: "off" }),
];

function read(text: string) {
  return readConfig(text, ".github/schema-review.yml", known);
}

/** Each problem as `line:column key message`. */
function problems(text: string): string[] {
  return read(text).problems.map(({ line, column, key, message }) => `${line}:${column} ${key} ${message}`);
}

describe("a configuration file", () => {
  it("may be missing or empty", () => {
    for (const text of [undefined, "", "# nothing yet\n", "---\n"]) expect(readConfig(text)).toEqual({ config: defaultConfig, problems: [] });
  });

  it("is merged into the defaults key by key", () => {
    const { config, problems } = read(`
postgres: 17
runner: flyway
rules:
  no-rename: off
  require-index: { severity: error, options: { max: 5, names: [x, y], strict: true } }
gates: { queries: advisory }
audit: { exempt: [Outbox] }
tables: { users: { rows: 1000000, hot: true } }
plans: { rollback: [Wie zurück] }
freeze: [{ from: "2026-12-18T18:00", to: "2027-01-04", timezone: Europe/Berlin, branches: [main] }]
`);
    expect(problems).toEqual([]);
    expect(config).toEqual({
      ...defaultConfig,
      postgres: 17,
      runner: "flyway",
      rules: { "no-rename": { severity: "off" }, "require-index": { severity: "error", options: { max: 5, names: ["x", "y"], strict: true } } },
      gates: { ...defaultConfig.gates, queries: "advisory" },
      audit: { ...defaultConfig.audit, exempt: ["Outbox"] },
      tables: { users: { rows: 1_000_000, hot: true } },
      plans: { ...defaultConfig.plans, rollback: ["wie zurück"] },
      freeze: [{ from: "2026-12-18T18:00", to: "2027-01-04", timezone: "Europe/Berlin", branches: ["main"], reason: "" }],
    });
  });

  it("names every problem with its place, and applies nothing", () => {
    const text = "postgres: 17\nrules:\n  no-renam: off\n  require-index: loud\ngate:\n  queries: off\ndrafts: ful\n";
    expect(problems(text)).toEqual([
      "3:3 rules.no-renam unknown rule `no-renam`; did you mean `no-rename`?",
      "4:18 rules.require-index must be `off`, `info`, `warning` or `error`",
      "5:1 gate unknown key `gate`; did you mean `gates`?",
      "7:9 drafts must be `check`, `full` or `skip`; did you mean `full`?",
    ]);
    expect(read(text).config).toBe(defaultConfig);
  });

  it("checks a rule's options against its declaration", () => {
    expect(problems("rules:\n  require-index:\n    options:\n      mx: 1\n      max: many\n      strict: 1\n")).toEqual([
      "4:7 rules.require-index.options.mx unknown key `mx`; did you mean `max`?",
      "5:12 rules.require-index.options.max must be a number, not text",
      "6:15 rules.require-index.options.strict must be true or false, not a number",
    ]);
    expect(problems("rules: { require-index: { severty: error } }")).toEqual(["1:27 rules.require-index.severty unknown key `severty`; did you mean `severity`?"]);
    expect(problems("rules: { no-rename: { options: { max: 1 } } }")).toEqual(["1:34 rules.no-rename.options.max unknown key `max`"]);
    expect(problems("rules: { no-rename: }")).toEqual(["1:21 rules.no-rename must be `off`, `info`, `warning` or `error`"]);
  });

  it("checks dates, zones and numbers", () => {
    const text = `postgres: 16.4
freeze:
  - { from: "2026-02-30", to: "2026-03-01" }
  - { from: "2026-12-20", to: "2026-12-18", timezone: Mars/Base }
  - { from: "2026-12-20" }
`;
    expect(problems(text)).toEqual([
      "1:11 postgres must be a whole number, not a fraction",
      '3:13 freeze[0].from is not a date; write it quoted, as "2026-12-18" or "2026-12-18T18:00"',
      "4:31 freeze[1].to ends before it begins",
      '4:55 freeze[1].timezone is not a time zone such as "Europe/Berlin"',
      "5:5 freeze[2].to is missing",
    ]);
    expect(problems('freeze: [{ from: "2026-12-20", to: "2026-12-18" }]')).toEqual(["1:36 freeze[0].to ends before it begins"]);
    for (const [from, to] of [
      ["2026-12-18 18:00", "2026-12-18T06:00"],
      ["2026-12-18", "2026-12-18T00:00"],
      ["2026-12-18T18:00", "2026-12-18 18:00:00"],
    ])
      expect(problems(`freeze: [{ from: "${from}", to: "${to}" }]`), `${from} to ${to}`).toEqual([expect.stringContaining("ends before it begins")]);
    expect(problems('freeze: [{ from: "2026-12-18", to: "2026-12-18 00:00:01" }]')).toEqual([]);
    expect(problems("postgres: 8")).toEqual(["1:11 postgres must be at least 9"]);
    expect(problems("postgres: 9")).toEqual([]);
  });

  it("knows presets", () => {
    expect(read("presets: [recommended]").config.rules).toEqual({});
    expect(read("presets: [strict]").config.rules).toEqual({ "require-index": { severity: "error" } });
    expect(read("presets: [minimal]\nrules: { no-guess: info }").config.rules).toEqual({
      "require-index": { severity: "off" },
      "no-guess": { severity: "info" },
      "prefer-less": { severity: "off" },
      naming: { severity: "off" },
    });
    expect(problems("presets: [strickt]")).toEqual(["1:11 presets[0] must be `recommended`, `strict` or `minimal`; did you mean `strict`?"]);
  });

  it("bounds globs", () => {
    expect(problems(`paths: { schema: ["${"*a".repeat(12)}"] }`)).toEqual([]);
    expect(problems(`paths: { schema: ["${"*a".repeat(13)}"] }`)).toEqual(["1:19 paths.schema[0] has more than 12 wildcards"]);
    expect(problems(`paths: { schema: [ok, "${"a".repeat(301)}"] }`)).toEqual(["1:23 paths.schema[1] must have at most 300 characters"]);
    expect(problems('paths: { ignore: ["+(a|b)"] }')[0]).toContain("extended patterns");
  });

  it("that is not YAML says where", () => {
    expect(problems("rules:\n  no-rename: [off\n")[0]).toMatch(/^\d:\d+ {2}Flow sequence/);
    expect(problems("postgres: 16\npostgres: 17\n")[0]).toBe("2:1  Map keys must be unique");
    expect(problems("just words")).toEqual(["1:1  must be a group of keys, not text"]);
    expect(problems("a: 1\n---\nb: 2\n")).toHaveLength(1);
  });
});

describe("a hostile configuration file", () => {
  it("is refused above 256 KB, read at 256 KB", () => {
    const filled = (bytes: number) => `postgres: 17\n#${"é".repeat(1)}${"x".repeat(bytes - 16)}`;
    expect(new TextEncoder().encode(filled(MAX_CONFIG_BYTES)).length).toBe(MAX_CONFIG_BYTES);
    expect(read(filled(MAX_CONFIG_BYTES)).config.postgres).toBe(17);
    expect(problems(filled(MAX_CONFIG_BYTES + 1))).toEqual(["1:1  .github/schema-review.yml is larger than 256 KB"]);
  });

  it("is text, and says so where it is not", () => {
    for (const text of ["\0", "p\0o\0s\0t\0g\0r\0e\0s\0"]) expect(problems(text)).toEqual(["1:1  .github/schema-review.yml is not text in UTF-8"]);
  });

  it("cannot grow by aliases", () => {
    let bomb = "a0: &a0 [x, x]\n";
    for (let i = 1; i < 30; i++) bomb += `a${i}: &a${i} [*a${i - 1}, *a${i - 1}]\n`;
    expect(problems(bomb)).toEqual(["1:1  .github/schema-review.yml resolves more than 100 aliases"]);
    expect(read("audit: { exempt: &models [Outbox] }\ntenancy: { shared: *models }\n").config.tenancy.shared).toEqual(["Outbox"]);
  });

  it("cannot break the reader by depth, odd keys or prototypes", () => {
    expect(problems(`rules: ${"[".repeat(100_000)}`)[0]).toBeDefined();
    expect(problems("__proto__: { polluted: true }\n")[0]).toContain("unknown key `__proto__`");
    expect(problems("rules: { __proto__: error }\n")[0]).toContain("unknown rule");
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(problems("[a, b]: 1\n")).toHaveLength(1);
    expect(problems(`${"k".repeat(500)}: 1\n`)[0]?.length).toBeLessThan(800);
    expect(problems("tables: { __proto__: { rows: 1 } }\n").length).toBeLessThanOrEqual(1);
  });
});

describe("every key", () => {
  it("of the specification is accepted", () => {
    const text = readFileSync(new URL("./fixtures/every-key.yml", import.meta.url), "utf8");
    expect(readConfig(text, undefined, known).problems).toEqual([]);
  });
});

describe("the README", () => {
  it("shows a valid configuration", () => {
    const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
    const examples = [...readme.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1]);
    expect(examples.length).toBeGreaterThan(0);
    for (const text of examples) expect(readConfig(text).problems.map(({ reason }) => reason)).toEqual([]);
  });
});
