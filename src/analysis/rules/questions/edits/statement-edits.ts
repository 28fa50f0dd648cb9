/** Local edits of a statement of a migration. */
import type { Statement } from "../../../../model/migration.ts";
import type { Fix } from "../../../../model/source.ts";

/** `at`: offset in the statement's text, in UTF-16 code units. */
export interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** All of them as one edit, from the first to the last. */
export function insert({ text, span }: Statement, insertions: readonly Insertion[]): Fix | undefined {
  const sorted = [...insertions].sort((a, b) => a.at - b.at);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (!first || !last) return undefined;
  let [put, at] = ["", first.at];
  for (const one of sorted) {
    put += text.slice(at, one.at) + one.text;
    at = one.at;
  }
  return { span: { ...span, start: span.start + first.at, end: span.start + last.at }, text: put };
}

/** The statement as it reads afterwards. */
export function inserted({ text, span }: Statement, fix: Fix): string {
  return text.slice(0, fix.span.start - span.start) + fix.text + text.slice(fix.span.end - span.start);
}
