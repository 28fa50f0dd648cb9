/** What stands at a place of the model, whichever language it is written in. */
import type { Database } from "../../../../model/database.ts";
import type { Migration, Statement } from "../../../../model/migration.ts";
import { once } from "../../../../model/once.ts";
import { contains, type Fix, type Span } from "../../../../model/source.ts";
import { isHeaded } from "../migrations/generated.ts";
import { textAt } from "../migrations/steps.ts";
import { schemaText } from "./schema-edits.ts";

const statementsByPath = once((migrations: readonly Migration[]): ReadonlyMap<string, readonly Statement[]> => {
  const found = new Map<string, Statement[]>();
  for (const { path, statements } of migrations) {
    const known = found.get(path);
    if (known) known.push(...statements);
    else found.set(path, [...statements]);
  }
  return found;
});

/** The statement of the migrations that a place lies in. */
export function statementOf({ migrations }: Database, span: Span): Statement | undefined {
  return statementsByPath(migrations)
    .get(span.path)
    ?.find((statement) => contains(statement.span, span));
}

/** Of the head's schema files and of the migrations; undefined for what the base alone has. */
export function declaredText(database: Database, span: Span): string | undefined {
  const declared = schemaText(database, span);
  if (declared !== undefined) return declared;
  const statement = statementOf(database, span);
  return statement && textAt(statement, span);
}

/** It stands in a statement that Prisma has written: nobody has chosen its words. */
export function isFromPrisma(database: Database, span: Span): boolean {
  const statement = statementOf(database, span);
  return statement !== undefined && isHeaded(statement);
}

/** The first match of `pattern` at a place, replaced: a local edit. */
export function replaced(database: Database, span: Span, pattern: RegExp, by: (match: RegExpExecArray) => string): Fix | undefined {
  const match = pattern.exec(declaredText(database, span) ?? "");
  if (!match) return undefined;
  const start = span.start + match.index;
  return { span: { ...span, start, end: start + match[0].length }, text: by(match) };
}

/** `name `, `ADD COLUMN name `, `ALTER COLUMN name TYPE `: what stands before a type. */
const BEFORE_TYPE = /^(?:ADD\s+(?:COLUMN\s+)?(?:IF\s+NOT\s+EXISTS\s+)?|ALTER\s+(?:COLUMN\s+)?)?(?:"(?:[^"]|"")+"|[^\s"]+)\s+(?:(?:SET\s+DATA\s+)?TYPE\s+)?/i;

/** Another type in a column's definition, where the one that is written there begins with `pattern`. */
export function retypedInSql(database: Database, span: Span, pattern: RegExp, type: string): Fix | undefined {
  const text = declaredText(database, span) ?? "";
  const start = BEFORE_TYPE.exec(text)?.[0].length;
  const match = start === undefined ? null : pattern.exec(text.slice(start));
  if (start === undefined || match?.index !== 0) return undefined;
  return { span: { ...span, start: span.start + start, end: span.start + start + match[0].length }, text: type };
}
