import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCommands } from "../../src/github/commands/grammar.ts";

const names = (text: string): string[] => readCommands(text).map(({ name, argument }) => (argument === "" ? name : `${name} ${argument}`));

describe("a command", () => {
  it.each([
    ["/schema-review", [""]],
    ["/schema-review help", ["help"]],
    ["  /schema-review   explain   no-n-plus-one  ", ["explain no-n-plus-one"]],
    ["/SCHEMA-Review ReRun", ["rerun"]],
    ["Please:\r\n/schema-review rerun\r\nThanks", ["rerun"]],
    ["/schema-review rerun\n/schema-review explain a", ["rerun", "explain a"]],
    ["/schema-review rerun\n/schema-review rerun", ["rerun"]],
    ["> a quote\n\n/schema-review rerun", ["rerun"]],
    ["```\ncode\n```\n/schema-review rerun", ["rerun"]],
    ["<!-- hidden -->\n/schema-review rerun", ["rerun"]],
    ["<pre>x</pre>\n/schema-review rerun", ["rerun"]],
  ])("%j is read", (text, commands) => {
    expect(names(text)).toEqual(commands);
  });
});

describe("no command", () => {
  it.each([
    ["in the middle of a line", "Try /schema-review rerun"],
    ["as the start of a longer word", "/schema-reviewer rerun"],
    ["in a code block", "```\n/schema-review rerun\n```"],
    ["in a code block with a longer fence", "````\n```\n/schema-review rerun\n```\n````"],
    ["in a code block that is never closed", "~~~sh\n/schema-review rerun"],
    ["in indented code", "    /schema-review rerun"],
    ["behind a tab", "\t/schema-review rerun"],
    ["in a quote", "> /schema-review rerun"],
    ["in a quote that goes on without its sign", "> somebody wrote\n/schema-review rerun"],
    ["in an HTML comment", "<!--\n/schema-review rerun\n-->"],
    ["in a comment that is never closed", "text <!-- so\n/schema-review rerun"],
    ["in preformatted text", "<pre>\n/schema-review rerun\n</pre>"],
  ])("stands %s", (_where, text) => {
    expect(names(text)).toEqual([]);
  });

  it("is taken beyond the tenth", () => {
    expect(names(Array.from({ length: 30 }, (_, n) => `/schema-review explain r${n}`).join("\n"))).toHaveLength(10);
  });

  it("any text is read without harm", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("/schema-review x", "> ", "```", "~~~", "<!--", "-->", "<pre>", "</pre>", "\n", " ", "text"), { maxLength: 40 }),
        (parts) => readCommands(parts.join("")).length <= 10,
      ),
    );
  });
});
