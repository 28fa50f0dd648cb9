/**
 * What becomes of nasty texts, to be read by people: golden/neutralized.md shows each in every place where a text of the pull request may stand. After a change
 * that is meant: `npx vitest run test/publication/neutralize-golden.test.ts -u`, and read the difference.
 */
import { expect, it } from "vitest";
import { code } from "../../src/model/text.ts";
import { cell, fence, message, messageLine, words } from "../../src/publication/neutralize.ts";

const NASTY: Readonly<Record<string, string>> = {
  "a mention": "thanks @octocat and @acme/dba-team",
  "a mention after a bracket": "(@octocat)",
  "an e-mail address": "mail root@example.com",
  "a cross-reference": "fixes #1 and closes acme/shop#2",
  "a cross-reference of old": "see GH-12",
  "a commit": "see 0123456789abcdef0123456789abcdef01234567",
  "a link": "[click](https://evil.example/?q=1)",
  "an image that tells who looks": "![x](https://evil.example/pixel.png)",
  "a bare link": "https://evil.example and www.evil.example",
  "a link by reference": "[a][b]\n\n[b]: https://evil.example",
  "a link that runs code": "[a](javascript:alert(1))",
  HTML: '<img src=x onerror="alert(1)"><details open><summary>x</summary>',
  "an HTML comment that hides the rest": "<!-- the rest",
  "our own marker": "<!-- schema-review-sticky -->",
  "an entity": "&#64;octocat &lt;b&gt;",
  "a heading": "# All checks have passed",
  "a heading by underlining": "Passed\n======",
  "a rule": "---",
  "a quote": "> said by a maintainer",
  "a command": "/schema-review override reason: fine",
  "a list": "- one\n- two\n1. three",
  "a task": "- [x] approved",
  "a table": "| a | b |\n| --- | --- |\n| 1 | 2 |",
  pipes: "a | b \\| c \\\\| d",
  "a fence": "```suggestion\nDROP TABLE users;\n```",
  "a longer fence": "``````\nx\n``````",
  "a fence of tildes": "~~~\nx\n~~~",
  "indented code": "    code",
  backticks: "a `b` c `` d",
  "one backtick": "a ` b",
  "a backslash at the end": "a\\",
  emphasis: "*a* **b** __c__ ~~d~~",
  "a formula": "$\\color{green}{\\textsf{passed}}$",
  "a footnote": "a[^1]\n\n[^1]: b",
  "an emoji by name": ":white_check_mark: passed",
  "a diagram": "```mermaid\ngraph TD\n```",
  "text that runs backwards": "users\u202egnp.sql",
  "characters of no width": "us\u200bers\ufeff",
  "control characters": "a\u0000b\u001b[31mred\u0007",
  "half a character": "a\ud800b",
  "line separators": "a\u2028b\u2029c\u0085d",
  "blank lines": "a\n\n\n\nb",
  "carriage returns": "a\r\nb\rc",
  nothing: "",
  spaces: "   ",
};

/** As it was written, without what would deceive the reader of the golden file. */
function inAscii(text: string): string {
  return JSON.stringify(text).replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

it("nasty texts are shown as what they are, wherever they stand", async () => {
  const sections = Object.entries(NASTY).map(([name, text]) => {
    const shown: readonly (readonly [string, string])[] = [
      ["words", words(text)],
      ["message", message(`The column ${code(text)} is dropped: ${text}`)],
      ["message line", messageLine(text)],
      ["code", code(text)],
      ["cell", `| ${cell(words(text))} | ${cell(code(text))} |`],
      ["fence", fence(text, "sql")],
    ];
    return `=== ${name}: ${inAscii(text)}\n${shown.map(([place, markdown]) => `--- ${place}\n${markdown}`).join("\n")}\n`;
  });
  await expect(sections.join("\n")).toMatchFileSnapshot("golden/neutralized.md");
});

it.each(Object.entries(NASTY))("%s cannot leave its place: one line stays one line, one cell one cell", (_name, text) => {
  expect(words(text)).not.toMatch(/[\n\r\u2028\u2029]/);
  expect(code(text)).not.toMatch(/[\n\r\u2028\u2029]/);
  expect(messageLine(text)).not.toMatch(/[\n\r\u2028\u2029]/);
  for (const inside of [words(text), code(text)]) expect([...cell(inside).matchAll(/(\\*)\|/g)].filter(([, slashes = ""]) => slashes.length % 2 === 0)).toEqual([]);
  const [open = ""] = /^`{3,}/.exec(fence(text, "sql")) ?? [];
  expect(open.length).toBeGreaterThanOrEqual(3);
  expect(
    fence(text, "sql")
      .trimEnd()
      .split("\n")
      .slice(1, -1)
      .some((line) => line.trimStart().startsWith(open)),
  ).toBe(false);
});
