import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CascadePicture } from "../../src/model/cascade.ts";
import { cascadesSection } from "../../src/publication/cascades.ts";
import { compose } from "../../src/publication/compose.ts";
import { finding, PRISMA, snapshotOf, spanOf, verdictOf } from "./example.ts";

const PICTURE: CascadePicture = {
  tables: [
    { name: "Team", kind: "root" },
    { name: "Page", kind: "reached" },
    { name: "PageTag", kind: "join" },
    { name: "Invoice", kind: "ledger" },
  ],
  cascades: [
    { from: "Team", to: "Page", label: "teamId", isNew: true },
    { from: "Page", to: "Page", label: "parentId", isNew: false },
    { from: "Page", to: "PageTag", label: "pageId, tagId", isNew: false },
    { from: "Page", to: "Team", label: "pageId", isNew: false },
    { from: "Page", to: "Elsewhere", label: "x", isNew: false },
  ],
  more: 0,
};

function drawn(...pictures: readonly CascadePicture[]): string {
  const findings = pictures.map((picture) => finding(spanOf("userId Int", PRISMA), { picture }));
  return cascadesSection(verdictOf(findings))
    .map(({ head, rows, tail = "" }) => head + rows.join("") + tail)
    .join("");
}

describe("what a DELETE takes with it", () => {
  it("is drawn with new arrows thick, circles and self-references as they are", () => {
    expect(drawn(PICTURE)).toBe(`#### What a DELETE takes with it

Deleting one \`Team\`, thick arrows are new:

\`\`\`mermaid
flowchart LR
  t1["Team"]
  t2["Page"]
  t3("PageTag")
  t4[("Invoice")]
  t1 ==>|"teamId"| t2
  t2 -->|"parentId"| t2
  t2 -->|"pageId, tagId"| t3
  t2 -->|"pageId"| t1
\`\`\`

`);
  });

  it("says what is left out", () => {
    expect(drawn({ ...PICTURE, more: 7 })).toContain("_7 more tables not drawn._");
    const many = Array.from({ length: 5 }, (_, index) => ({ ...PICTURE, more: index + 1 }));
    expect(drawn(...many).split("```mermaid")).toHaveLength(4);
    expect(drawn(...many)).toContain("_2 more cascades not drawn._");
  });

  it("is drawn once for findings that share it, and not at all for one table or none", () => {
    expect(drawn(PICTURE, PICTURE).split("```mermaid")).toHaveLength(2);
    expect(drawn({ tables: PICTURE.tables.slice(0, 1), cascades: [], more: 0 })).toBe("");
    expect(drawn()).toBe("");
  });

  it("stands in the sticky comment", () => {
    const verdict = verdictOf([finding(spanOf("userId Int", PRISMA), { picture: PICTURE })]);
    expect(compose(verdict, snapshotOf()).sticky).toContain('flowchart LR\n  t1["Team"]');
    expect(compose(verdictOf([finding(spanOf("userId Int", PRISMA))]), snapshotOf()).sticky).not.toContain("flowchart");
  });

  it("keeps to Mermaid's grammar whatever the names", () => {
    const unit = fc.constantFrom(
      '"',
      "`",
      "\n",
      "{",
      "}",
      "%",
      "\\",
      "<b>",
      "#quot;",
      "日",
      "end",
      "é",
      "a",
      " ",
      "-",
      "1",
      "😀",
      "\u202e",
      "[",
      "]",
      "(",
      ")",
      "|",
      ";",
      "==>",
      "click",
    );
    const name = fc.string({ unit, minLength: 1 });
    fc.assert(
      fc.property(name, name, name, fc.constantFrom("reached", "join", "ledger"), (root, other, label, kind) => {
        fc.pre(root !== other);
        const picture: CascadePicture = {
          tables: [
            { name: root, kind: "root" },
            { name: other, kind },
          ],
          cascades: [{ from: root, to: other, label, isNew: false }],
          more: 0,
        };
        const lines = drawn(picture).split("```mermaid\n")[1]!.split("\n```")[0]!.split("\n");
        expect(lines).toHaveLength(4);
        expect(lines[1]).toMatch(/^ {2}t1\["[\p{L}\p{N} _.,()-]+"\]$/u);
        expect(lines[2]).toMatch(/^ {2}t2(?:\["[\p{L}\p{N} _.,()-]+"\]|\("[\p{L}\p{N} _.,()-]+"\)|\[\("[\p{L}\p{N} _.,()-]+"\)\])$/u);
        expect(lines[3]).toMatch(/^ {2}t1 -->\|"[\p{L}\p{N} _.,()-]+"\| t2$/u);
      }),
    );
  });
});
