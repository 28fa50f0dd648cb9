/** Applies a suggestion as its reader would. */
import type { PublicFix, SourceFile } from "../../src/index.ts";

export function applyFix(file: SourceFile, fix: PublicFix | undefined): SourceFile {
  if (fix?.path !== file.path) return file;
  const starts = [0, ...[...file.text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const offset = (line: number, column: number): number => (starts[line - 1] ?? file.text.length) + column - 1;
  return { path: file.path, text: file.text.slice(0, offset(fix.startLine, fix.startColumn)) + fix.replacement + file.text.slice(offset(fix.endLine, fix.endColumn)) };
}
