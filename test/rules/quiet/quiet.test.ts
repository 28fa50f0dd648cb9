import { describe, expect, it } from "vitest";
import { filesOf } from "../../../src/analysis/rules/example-files.ts";
import { rules } from "../../../src/analysis/rules/index.ts";
import { lint } from "../../../src/index.ts";
import { cases as identities } from "./identities.ts";
import { cases as normalForms } from "./normal-forms.ts";
import { cases as policies } from "./policies.ts";
import { cases as queries } from "./queries.ts";
import { cases as schemas } from "./schemas.ts";

/** Beside the good examples of the rules, which are on their pages: exemptions that need no page but would be missed. */
describe.each([
  ["schemas", schemas],
  ["ids, types and tenants", identities],
  ["normal forms", normalForms],
  ["queries", queries],
  ["a team's policies", policies],
] as const)("what rules about %s leave alone", (_about, cases) => {
  it.each(cases.map((example) => [example.rule, example.title, example] as const))("%s: %s", async (rule, _title, example) => {
    expect(rules.map(({ id }) => id)).toContain(rule);
    const { findings } = await lint({ ...filesOf(example), config: example.config, now: "2026-01-15T12:00:00Z" });
    expect(findings.filter((finding) => finding.rule === rule).map(({ message }) => message)).toEqual([]);
  });
});
