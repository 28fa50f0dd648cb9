import { describe, expect, it } from "vitest";
import type { RoleClaim, RolesReport } from "../../src/model/table-role.ts";
import { compose } from "../../src/publication/compose.ts";
import { textsOf } from "../../src/publication/places.ts";
import { presenter } from "../../src/publication/present.ts";
import { roleSentence } from "../../src/publication/role-words.ts";
import { rolesAsMarkdown, rolesAsText } from "../../src/publication/roles.ts";
import { reviewAsSarif } from "../../src/publication/sarif.ts";
import { reviewAsText } from "../../src/publication/terminal.ts";
import { finding, PRISMA, snapshotOf, spanOf, verdictOf } from "./example.ts";

const LEDGER: RoleClaim = { table: "Post", role: "ledger", evidence: "its name ends in `post`", others: [] };
const SENTENCE = "`Post` counts as a ledger: its name ends in `post`. If it is not, say `roles: { Post: none }` in `.github/schema-review.yml`.";
const based = finding(spanOf("userId Int", PRISMA), { gate: "relations", severity: "warning", message: "It goes.", roles: [LEDGER], fingerprint: "dddddddddddddddd" });
const plain = finding(spanOf("posts Post[]", PRISMA), { severity: "warning", message: "It stays.", fingerprint: "eeeeeeeeeeeeeeee" });

describe("a role that a finding rests on", () => {
  it("is told in its comment, the terminal, SARIF and JSON, and once in the summary", () => {
    const verdict = verdictOf([based, { ...based, fingerprint: "ffffffffffffffff", span: spanOf("id     Int", PRISMA) }, plain]);
    const { comments, check, sticky } = compose(verdict, snapshotOf());
    expect(comments.map(({ body }) => body.includes(SENTENCE))).toEqual([true, true, false]);
    for (const summary of [check.summary, sticky!]) expect(summary.split(SENTENCE)).toHaveLength(2);
    expect(reviewAsText(verdictOf([based]), textsOf(snapshotOf()), { color: false, width: 200 })).toContain(`  ${SENTENCE}\n`);
    expect(JSON.stringify(reviewAsSarif(verdictOf([based]), textsOf(snapshotOf()), { version: "0", rules: [] }))).toContain(JSON.stringify(SENTENCE).slice(1, -1));
    expect(presenter(textsOf(snapshotOf())).finding(based).roles).toEqual([{ table: "Post", role: "ledger", evidence: "its name ends in `post`" }]);
  });

  it("is not told where none does", () => {
    const verdict = verdictOf([plain]);
    const { comments, check, sticky } = compose(verdict, snapshotOf());
    expect(JSON.stringify([comments, check, sticky])).not.toContain("counts as");
    expect(presenter(textsOf(snapshotOf())).finding(plain)).not.toHaveProperty("roles");
  });

  it("can be denied in words that leave the table's other roles", () => {
    expect(roleSentence({ ...LEDGER, others: ["append-only"] })).toContain("`roles: { Post: append-only }`");
    expect(roleSentence({ ...LEDGER, others: ["append-only", "tenant-owned"] })).toContain("`roles: { Post: [append-only, tenant-owned] }`");
    expect(roleSentence({ ...LEDGER, table: "auth.users" })).toContain("`roles: { auth.users: none }`");
    expect(roleSentence({ ...LEDGER, table: "a: `b`\n@all" })).toContain('``roles: { "a: `b`\\n@all": none }``');
  });
});

const REPORT: RolesReport = {
  tables: [
    { root: "a", table: "Invoice", roles: [{ role: "ledger", evidence: "its name ends in `invoice`" }], stated: false, setAside: [] },
    { root: "a", table: "Foo", roles: [], stated: true, setAside: [{ role: "lookup", evidence: "its columns only describe" }] },
    { root: "a", table: "Bar", roles: [], stated: true, setAside: [] },
    { root: "a", table: "Thing", roles: [], stated: false, setAside: [] },
    { root: "b", table: "x|y\u202e", roles: [{ role: "account", evidence: "its name ends in `user`" }], stated: false, setAside: [] },
  ],
  unknown: [{ name: "Invoce", nearest: "Invoice" }, { name: "Zebra" }],
};

describe("the list of roles", () => {
  it("is a table for a terminal, database by database", () => {
    expect(rolesAsText(REPORT, { color: false })).toBe(`a
Invoice  ledger      its name ends in \`invoice\`
Foo      not lookup  the configuration, although its columns only describe
Bar      none        the configuration

No role: Thing

b
x|y\\u202e  account  its name ends in \`user\`

The configuration's \`roles\` names \`Invoce\`, but no table is called that; did you mean \`Invoice\`?
The configuration's \`roles\` names \`Zebra\`, but no table is called that.
`);
    expect(rolesAsText({ tables: [], unknown: [] }, { color: false })).toBe("No tables were found.\n");
    expect(rolesAsText(REPORT, { color: true })).toContain("\u001b[");
  });

  it("keeps to the width", () => {
    const long = { ...REPORT.tables[0]!, roles: [{ role: "ledger" as const, evidence: "word ".repeat(60).trim() }] };
    const lines = rolesAsText({ tables: [long], unknown: [] }, { color: false, width: 80 })
      .trimEnd()
      .split("\n");
    expect(lines.length).toBeGreaterThan(3);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  it("is a table in Markdown, whatever the names", () => {
    expect(rolesAsMarkdown(REPORT)).toBe(`#### \`a\`

| Table | Role | Because |
| --- | --- | --- |
| \`Invoice\` | ledger | its name ends in \`invoice\` |
| \`Foo\` | not lookup | the configuration, although its columns only describe |
| \`Bar\` | none | the configuration |
| \`Thing\` | – |  |

#### \`b\`

| Table | Role | Because |
| --- | --- | --- |
| \`x\\|y\\u202e\` | account | its name ends in \`user\` |

- The configuration's \`roles\` names \`Invoce\`, but no table is called that; did you mean \`Invoice\`?
- The configuration's \`roles\` names \`Zebra\`, but no table is called that.
`);
  });
});
