/** Foreign keys that a pull request drops and adds anew: Prisma's way to change ON DELETE. */
import type { ChangeOf } from "../../../../model/change.ts";
import type { Database } from "../../../../model/database.ts";
import type { ForeignKey } from "../../../../model/schema.ts";
import { addedSteps } from "./steps.ts";

/** The additions among them; none if the rule that speaks of them is off. */
export function recreatedKeys(database: Database): ReadonlySet<ChangeOf<"add-foreign-key">> {
  const found = new Set<ChangeOf<"add-foreign-key">>();
  if (database.config.rules["no-foreign-key-recreation"]?.severity === "off") return found;
  const dropped = new Set<string>();
  for (const { change } of addedSteps(database, "drop-constraint", "add-foreign-key")) {
    if (change.kind === "add-foreign-key") {
      if (dropped.has(identity(change.table, change.foreignKey))) found.add(change);
      continue;
    }
    const key = change.before?.foreignKeys.find(({ name }) => name === change.name);
    if (key) dropped.add(identity(change.table, key));
  }
  return found;
}

function identity(table: string, { columns, references }: ForeignKey): string {
  return JSON.stringify([table, columns, references.table]);
}
