import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCommands } from "../../src/github/commands/grammar.ts";
import { cpuTime, LINEAR } from "../cpu-time.ts";

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
    ["Old Mac\r/schema-review rerun\rline ends", ["rerun"]],
    ["/schema-review\u00a0rerun", ["rerun"]],
    ["I mean `<!--` here.\n/schema-review rerun", ["rerun"]],
    ["And `<pre>` is an element.\n/schema-review rerun", ["rerun"]],
    ["- an item\n- another\n\n/schema-review rerun", ["rerun"]],
    ["- ```\n  code\n  ```\n\n/schema-review rerun", ["rerun"]],
    ["1.  ```\n    code\n    ```\n\n/schema-review rerun", ["rerun"]],
    ["> a quote\n1. mine\n\n/schema-review rerun", ["rerun"]],
    ["> a quote\n- mine\n\n/schema-review rerun", ["rerun"]],
    ["a `b` and ` alone\n\n/schema-review rerun ` more", ["rerun ` more"]],
    ["`a` and `b`\n/schema-review waive `no-x` reason: fine", ["waive `no-x` reason: fine"]],
    ["/schema-review waive no-x reason: it is /schema-review plan", ["waive no-x reason: it is /schema-review plan"]],
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
    ["in preformatted text that begins within a line", "See <pre>\n/schema-review rerun\n</pre>"],
    ["in a code element", "Say <code>\n/schema-review rerun\n</code>"],
    ["in a second element of the line that stays open", "<pre>a</pre><pre>\n/schema-review rerun\n</pre>"],
    ["in a text area", "<textarea>\n/schema-review rerun\n</textarea>"],
    ["in a comment that opens behind another", "<!-- a --> <!--\n/schema-review rerun\n-->"],
    ["in a quote within a quote", ">> /schema-review rerun"],
    ["in a quote within a list", "- > somebody wrote\n/schema-review rerun"],
    ["in the third line that continues a quote", "> a\nb\n/schema-review rerun"],
    ["in a code block within a list", "- ```\n  /schema-review rerun\n  ```"],
    ["in a code block within a numbered list", "1. ~~~\n   /schema-review rerun\n   ~~~"],
    ["in a code block whose fence is closed by a shorter one", "`````\n/schema-review rerun\n````"],
    ["in a code block closed by the other sign", "```\n/schema-review rerun\n~~~"],
    ["in a code block, behind a fence that is indented as code", "```\n    ```\n/schema-review rerun\n```"],
    ["in a code span that goes over lines", "see `\n/schema-review rerun\n`"],
    ["in a quote that goes on with what looks like a list", "> somebody wrote\n14. and so on\n/schema-review rerun"],
    ["in a quote that goes on with an empty list item", "> somebody wrote\n- \n/schema-review rerun"],
    ["in a quote within a list, behind a tab", "-\t> somebody wrote\n/schema-review rerun"],
    ["in a quoting element", "<blockquote>\n/schema-review rerun\n</blockquote>"],
    ["in a code span", "`/schema-review rerun`"],
    ["in bold", "**/schema-review rerun**"],
    ["in a list", "- /schema-review rerun"],
    ["in a heading", "# /schema-review rerun"],
    ["in a table", "| /schema-review rerun |"],
    ["in a link", "[/schema-review rerun](x)"],
    ["behind a backslash", "\\/schema-review rerun"],
    ["behind something that cannot be seen", "\u200b/schema-review rerun"],
    ["behind a mention", "@schema-review /schema-review rerun"],
    ["with another slash", "//schema-review rerun"],
    ["with a full-width slash", "\uff0fschema-review rerun"],
    ["without its hyphen", "/schemareview rerun"],
    ["with a colon", "/schema-review: rerun"],
  ])("stands %s", (_where, text) => {
    expect(names(text)).toEqual([]);
  });

  it("is taken beyond the tenth", () => {
    expect(names(Array.from({ length: 30 }, (_, n) => `/schema-review explain r${n}`).join("\n"))).toHaveLength(10);
  });

  it.each([
    ["backticks", "`".repeat(65_000)],
    ["backticks in growing runs", Array.from({ length: 350 }, (_, n) => "`".repeat(n + 1)).join("<")],
    ["angle brackets", "<".repeat(65_000)],
    ["opened comments", "<!--".repeat(16_000)],
    ["opened elements", "<pre>".repeat(13_000)],
    ["list signs", "- ".repeat(32_000)],
    ["code spans", "`a` ".repeat(16_000)],
    ["code spans on lines of their own", "`a`\n".repeat(16_000)],
    ["runs of two lengths", "` `` ".repeat(13_000)],
    ["quotes", ">".repeat(65_000)],
    ["blank lines", "\n".repeat(65_000)],
    ["spaces", `/schema-review${" ".repeat(65_000)}`],
  ])("a comment full of %s is read at once", (_what, text) => {
    const began = cpuTime();
    readCommands(text);
    expect(cpuTime() - began).toBeLessThan(LINEAR);
  });

  it("any text is read without harm", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("/schema-review x", "> ", "```", "~~~", "<!--", "-->", "<pre>", "</pre>", "<code>", "- ", "\r", "\n", " ", "text"), { maxLength: 40 }),
        (parts) => readCommands(parts.join("")).length <= 10,
      ),
    );
  });
});
