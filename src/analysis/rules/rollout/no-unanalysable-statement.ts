/** SQL that is put together while it runs cannot be judged by anybody who reads it. */
import { defineRule } from "../define-rule.ts";
import { addedStatementsWith } from "../questions/migrations/steps.ts";

export const noUnanalysableStatement = defineRule({
  id: "no-unanalysable-statement",
  gate: "rollout",
  severity: "warning",
  since: "0.1.0",
  summary: "Write statements out instead of building them at run time",
  why: "What `EXECUTE` runs is known only when it runs: neither a reviewer nor this check can say which tables it locks, rewrites or empties.",
  remedy: "Write the statements out. If they depend on the catalogue (one for each partition), generate them once and commit the result.",
  quiet: ["`DO` blocks whose statements can be read: those are judged like any other"],
  *check(database) {
    for (const { statement } of addedStatementsWith(database, "do")) {
      const block = statement.changes.find((change) => change.kind === "do");
      if (block?.kind !== "do" || (block.readable && !block.dynamic)) continue;
      yield {
        span: statement.span,
        message: `${block.dynamic ? "This block puts its SQL together while it runs (`EXECUTE`)" : "This block could not be read"}: what it locks, rewrites or deletes cannot be judged here. Write the statements out, or say in an ignore comment what they do.`,
      };
    }
  },
  examples: {
    bad: [
      {
        title: "EXECUTE",
        migration:
          "DO $$\nDECLARE t text;\nBEGIN\n  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP\n    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);\n  END LOOP;\nEND $$;",
      },
    ],
    good: [{ title: "a block that can be read", migration: "DO $$\nBEGIN\n  CREATE TYPE mood AS ENUM ('fine', 'sad');\nEXCEPTION WHEN duplicate_object THEN NULL;\nEND $$;" }],
  },
});
