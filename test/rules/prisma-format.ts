/** What `prisma format` makes of a schema. */
import { createRequire } from "node:module";
import type { SourceFile } from "../../src/index.ts";

interface Formatter {
  format(files: string, parameters: string): string;
}

const internals = createRequire(createRequire(import.meta.url).resolve("@prisma/internals"));
const { format } = internals("@prisma/prisma-schema-wasm") as Formatter;

export function formatted(text: string): string {
  const parameters = { textDocument: { uri: "file:/schema.prisma" }, options: { tabSize: 2, insertSpaces: true } };
  const [file] = JSON.parse(format(JSON.stringify([["schema.prisma", text]]), JSON.stringify(parameters))) as [string, string][];
  return file![1];
}

/** Files with `change` made to each schema. */
export function inSchemas(files: readonly SourceFile[], change: (text: string) => string): SourceFile[] {
  return files.map((file) => (file.path.endsWith(".prisma") ? { ...file, text: change(file.text) } : file));
}
