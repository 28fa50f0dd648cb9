/** Columns that stood before and get another type. */
import { ofKind } from "../../../../model/change.ts";
import type { Database } from "../../../../model/database.ts";
import { once } from "../../../../model/once.ts";
import type { Column, Table } from "../../../../model/schema.ts";
import type { Span } from "../../../../model/source.ts";
import { addedSteps } from "./steps.ts";

export interface Retyped {
  readonly table: Table;
  /** As the pull request leaves it. */
  readonly column: Column;
  /** The line or statement that changes it. */
  readonly span: Span;
}

/** In SQL each ALTER COLUMN … TYPE, in Prisma each field whose type differs. */
export const retypedColumns = once((database: Database): readonly Retyped[] => {
  const changes =
    database.language === "sql"
      ? addedSteps(database, "alter-column").flatMap(({ change }) => (change.action === "type" && !change.isNew ? [change] : []))
      : ofKind(database.changes, "alter-column").filter(({ type, isNew }) => type !== undefined && !isNew);
  return changes.flatMap(({ table: name, column: changed, span }) => {
    const table = database.after.tables.get(name);
    const column = table?.columns.find((one) => one.name === changed);
    return table && column ? [{ table, column, span }] : [];
  });
});
