/** NOT VALID and VALIDATE in one transaction are the blocking ADD CONSTRAINT in two lines. */
import { code, quoteIdentifier, quoteName } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { inTransaction } from "../questions/migrations/runner-words.ts";
import { addedSteps, isInUse, transactionKey } from "../questions/migrations/steps.ts";

const BASE = "CREATE TABLE payment (id bigint PRIMARY KEY, amount integer NOT NULL);";
const ADD = "ALTER TABLE payment ADD CONSTRAINT payment_amount_check CHECK (amount > 0) NOT VALID;";
const VALIDATE = "ALTER TABLE payment VALIDATE CONSTRAINT payment_amount_check;";

export const noValidateInSameTransaction = defineRule({
  id: "no-validate-in-same-transaction",
  gate: "rollout",
  severity: "warning",
  since: "0.1.0",
  summary: "Validate a constraint in a later transaction than the one that adds it",
  why: "Locks are held until the transaction ends. `ADD CONSTRAINT … NOT VALID` is brief only if its transaction is: with `VALIDATE CONSTRAINT` in the same one, the strong lock of the first statement lasts through the scan of the second.",
  remedy: "Put `VALIDATE CONSTRAINT` into the next migration.",
  quiet: ["a `COMMIT` in between, or a runner that runs each statement alone", "constraints of other tables", "tables made by this pull request, small tables"],
  supersedes: ["no-work-under-exclusive-lock"],
  *check(database) {
    const open = new Map<string, string>();
    for (const { migration, statement, change } of addedSteps(database, "add-check", "add-foreign-key", "add-not-null-constraint", "validate-constraint")) {
      if (!isInUse(database, change)) continue;
      const alone = `${migration.path}\0@${statement.span.start}`;
      const key = transactionKey(database, migration, statement) ?? alone;
      if (change.kind !== "validate-constraint") {
        const name = change.kind === "add-check" ? change.check.name : change.kind === "add-foreign-key" ? change.foreignKey.name : change.name;
        if (name !== undefined)
          for (const where of [alone, key]) open.set(`${where}\0${change.table}\0${name}`, change.kind === "add-foreign-key" ? "SHARE ROW EXCLUSIVE" : "ACCESS EXCLUSIVE");
        continue;
      }
      const isOne = open.has(`${alone}\0${change.table}\0${change.name}`);
      const lock = open.get(`${key}\0${change.table}\0${change.name}`);
      if (lock === undefined) continue;
      yield {
        span: statement.span,
        message: `${code(change.name)} is added and validated ${isOne ? "in one statement" : inTransaction(database, statement)}: the \`${lock}\` lock of the first step is held while this one reads every row of ${code(change.table)}. Move the \`VALIDATE\` into a migration of its own.`,
        advice: {
          language: "sql",
          title: "The next migration",
          text: isOne ? `ALTER TABLE ${quoteIdentifier(change.table)} VALIDATE CONSTRAINT ${quoteName(change.name)};` : `${statement.text};`,
        },
      };
    }
  },
  examples: {
    bad: [{ title: "one file, one transaction", history: BASE, migration: `SET lock_timeout = '5s';\n${ADD}\n${VALIDATE}` }],
    good: [{ title: "two migrations", history: `${BASE}\n${ADD}`, migration: `SET lock_timeout = '5s';\n${VALIDATE}` }],
  },
});
