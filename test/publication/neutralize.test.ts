import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cell, fence, message, messageLine, row, words } from "../../src/publication/neutralize.ts";

/** Code spans as CommonMark §6.1 finds them, replaced by a word. */
function withoutCode(markdown: string): string {
  let out = "";
  let rest = markdown;
  while (rest !== "") {
    const escaped = /^\\[\s\S]/.exec(rest)?.[0];
    const run = /^`+/.exec(rest)?.[0];
    const span = run === undefined ? undefined : new RegExp(`^${run}(?!\`)(?:(?!\\n[ \\t]*\\n)[^])*?[^\`]${run}(?!\`)`).exec(rest)?.[0];
    const taken = escaped ?? span ?? run ?? rest.slice(0, 1);
    out += span === undefined ? taken : "CODE";
    rest = rest.slice(taken.length);
  }
  return out;
}

/** What GitHub would link, mention, render or obey. */
function dangers(markdown: string): string[] {
  const text = withoutCode(markdown).replaceAll("<span>$</span>", "DOLLAR").replaceAll("&lt;", "LESS").replaceAll("&#8203;", "\u200b");
  const patterns = [
    /@[a-z0-9]/i,
    /(?<!&)#\d/,
    /GH-\d/i,
    /https?:\/\//i,
    /www\.\w/i,
    /<[a-z/!]/i,
    /(?<!\\)\]\(/,
    /^\s*#{1,6}\s/m,
    /^\s*~~~/m,
    /^[ \t]*```/m,
    /^ {4}/m,
    /&#\d/,
    /\b(?=[a-f]*\d)[0-9a-f]{7,40}\b/i,
  ];
  return patterns.filter((pattern) => pattern.test(text)).map(String);
}

const NASTY = [
  "Hello @here and @octo-cat",
  "see #1, GH-12, acme/shop#3, acme/shop@0123456789abcdef0123456789abcdef01234567",
  "fixes 0000abcdef1 and deadbeef1",
  "</details><script>alert(1)</script><!-- schema-review:x -->",
  "[click](https://evil.example) ![x](http://evil.example/x.png) www.evil.example mailto:a@b.example",
  "[ref]: https://evil.example",
  "# heading\n\n## more\n===\n---",
  "```\nfence\n```\n~~~\nother",
  "> quote\n    indented code",
  "`open \n\n `` ``` `",
  "a `b``c` d ```` e",
  "&#64;here &commat;here &lt;b&gt;",
  "$x$ and $`y`$",
  "\u202ertl\u200b zero \u0000 nul",
  "| a | b |\n| --- | --- |",
  "- [ ] task\n1. one",
  "- # heading in an item\n1.     code in an item\n- > quote in an item\nhereGH-1",
  "x".repeat(10_000),
];

describe("untrusted words", () => {
  it.each(NASTY)("are harmless: %j", (text) => {
    expect(dangers(words(text))).toEqual([]);
    expect(dangers(message(text))).toEqual([]);
    expect(dangers(messageLine(text))).toEqual([]);
    expect(words(text)).not.toMatch(/[\n\u202e\u200b\u0000]/);
    expect(words(text).length).toBeLessThan(6000);
  });

  it("are harmless in any order", () => {
    const piece = fc.constantFrom(
      "`",
      "``",
      "\\",
      "@here",
      "#1",
      "<b>",
      "https://a.example",
      "\n",
      "\n\n",
      "]",
      "(",
      "[",
      "!",
      "&",
      "#64;",
      "$",
      "    ",
      "```",
      "~~~",
      "GH-1",
      "a",
      " ",
      "|",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        expect(dangers(words(pieces.join("")))).toEqual([]);
        expect(dangers(message(pieces.join("")))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it("keep their looks", () => {
    expect(words("Agreed with ops, see the runbook")).toBe("Agreed with ops, see the runbook");
    expect(words("a_b * `c` <d>")).toBe("a\\_b \\* \\`c\\` &lt;d&gt;");
    expect(words("@here #1")).toBe("@&#8203;here #&#8203;1");
  });
});

describe("a rule's message", () => {
  it("keeps emphasis, lists, paragraphs and names", () => {
    const text = "Creating `a_b` on **users** blocks:\n\n- `SHARE`\n- writes\n\nSee `@@index`.";
    expect(message(text)).toBe(text);
  });

  it("keeps a name with a backtick in its span, and one that was written carelessly out of the text around it", () => {
    expect(message("Table ``we`ird`` is dropped")).toBe("Table ``we`ird`` is dropped");
    expect(message("Table `a` @here `b` is dropped")).toBe("Table `a` @&#8203;here `b` is dropped");
    expect(message("Column `a\n\n# Owned @here` is dropped")).toBe("Column \\`a\n\n\\# Owned @&#8203;here\\` is dropped");
  });
});

describe("tables", () => {
  it("stay whole: a pipe has an odd number of backslashes before it", () => {
    expect(cell("a | b\n`c|d`")).toBe("a \\| b `c\\|d`");
    expect(cell("a\\|b \\\\|c")).toBe("a\\\\\\|b \\\\\\|c");
    expect(row("a|b", "c")).toBe("| a\\|b | c |\n");
  });
});

describe("fences", () => {
  it("are longer than any run of backticks inside", () => {
    expect(fence("SELECT 1;\n```\n````x", "sql")).toBe("`````sql\nSELECT 1;\n```\n````x\n`````\n");
    expect(fence("a\r\nb", "sql")).toBe("```sql\na\nb\n```\n");
    expect(fence("", "suggestion", { exact: true })).toBe("```suggestion\n```\n");
  });

  it("show what would deceive the eye, and end somewhere", () => {
    expect(fence("a\u202eb", "sql")).toBe("```sql\na\\u202eb\n```\n");
    expect(fence("x".repeat(20_000), "sql").slice(7999)).toBe("xxxxxxx…\n… 12000 more characters\n```\n");
  });
});
