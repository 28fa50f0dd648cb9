/** Statements that Prisma has written, not the author. */
import type { Database } from "../../../../model/database.ts";
import { added, type Migration, type Statement } from "../../../../model/migration.ts";
import { once } from "../../../../model/once.ts";

const HEADING = /^(?:Create|Alter|Drop|Add|Rename|Redefine)(?:Enum|Table|Index|ForeignKey|PrimaryKey|Schema|Extension)s?$/;

/** Below one of the headings of `prisma migrate` (`-- AddForeignKey`), or in the transaction with which it swaps an enum. */
export function isGenerated(database: Database, statement: Statement): boolean {
  return database.runner.name === "prisma" && generated(database.migrations).has(statement);
}

const generated = once((migrations: readonly Migration[]): ReadonlySet<Statement> => {
  const found = new Set<Statement>();
  for (const { statements } of added(migrations)) {
    let swapping = false;
    for (const statement of statements) {
      const has = (kind: string): boolean => statement.changes.some((change) => change.kind === kind);
      const headed = isHeaded(statement);
      swapping ||= headed && has("begin");
      if (headed || swapping) found.add(statement);
      if (has("commit")) swapping = false;
    }
  }
  return found;
});

/** Whatever applies it now: a repository may have left Prisma and kept its migrations. */
export function isHeaded({ comments }: Statement): boolean {
  return comments.some((comment) => HEADING.test(comment.trim()));
}
