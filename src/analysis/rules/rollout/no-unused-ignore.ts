/** Ignore comments that silence nothing hide nothing today and hide the wrong thing tomorrow. */
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";

export const noUnusedIgnore = defineRule({
  id: "no-unused-ignore",
  gate: "rollout",
  severity: "warning",
  since: "0.1.0",
  summary: "Remove ignore comments that silence nothing",
  why: "An ignore comment that matches no finding has been left behind, names a rule that does not exist, or lacks the reason without which it has no effect. Left alone, it will silence the next finding at that place, which nobody has looked at.",
  remedy: "Delete the comment, correct the rule's name, or write the reason after a colon: `-- schema-review-ignore <rule>: <reason>`.",
  quiet: ["comments that this pull request does not add or change", "ignore comments of squawk, eugene, pgfence and prisma-lint, which may serve those tools"],
  *checkIgnores(unused, known) {
    for (const { span, rules, reason, isNew, origin } of unused) {
      if (!isNew || origin !== "schema-review") continue;
      const strange = rules.filter((rule) => rule !== "*" && !known.has(rule));
      if (strange.length > 0) yield { span, message: `There is no rule ${strange.map(code).join(", ")}, so this comment has no effect.` };
      else if (reason === "") yield { span, message: "This ignore comment gives no reason, so it has no effect. Write one after a colon." };
      else yield { span, message: `Nothing here is reported by ${rules.map(code).join(", ")}: the comment can go.` };
    }
  },
  examples: {
    bad: [
      { title: "nothing to ignore", migration: '-- schema-review-ignore require-concurrent-index: the table is small\nCREATE TABLE "Team" ("id" BIGINT PRIMARY KEY);' },
      { title: "a rule that does not exist", migration: '-- schema-review-ignore no-such-rule: we know\nCREATE TABLE "Team" ("id" BIGINT PRIMARY KEY);' },
      {
        title: "no reason",
        history: 'CREATE TABLE "Team" ("id" BIGINT PRIMARY KEY, "name" TEXT);',
        migration: '-- schema-review-ignore require-concurrent-index\nCREATE INDEX "Team_name_idx" ON "Team"("name");',
      },
    ],
    good: [
      {
        title: "it silences a finding and says why",
        history: 'CREATE TABLE "Team" ("id" BIGINT PRIMARY KEY, "name" TEXT);',
        migration:
          'SET lock_timeout = \'2s\';\n-- schema-review-ignore require-concurrent-index: forty rows, and never more than a hundred\nCREATE INDEX "Team_name_idx" ON "Team"("name");',
      },
    ],
  },
});
