/** Prisma's own schema parser, loaded on first use and thrown away when an input has broken it. */
import { createRequire } from "node:module";

/** One message of Prisma about a schema. Offsets are UTF-16. */
export interface Diagnostic {
  readonly file_name: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly is_warning: boolean;
}

interface SchemaWasm {
  lint(files: string): string;
  preview_features(): string;
}

const PACKAGE = "@prisma/prisma-schema-wasm";

/**
 * The parser is `prismaSchemaWasm` of @prisma/internals. It is taken from where @prisma/internals has it: importing all of internals costs 260 ms
 * instead of 15, and a memory error inside the wasm spoils the module's only instance for good, which only a fresh `require` repairs.
 */
const internals = createRequire(createRequire(import.meta.url).resolve("@prisma/internals"));

let loaded: SchemaWasm | undefined;

/** Throws what the wasm throws, after discarding it: the next call has a new one. */
export function lint(files: readonly (readonly [path: string, text: string])[]): Diagnostic[] {
  loaded ??= internals(PACKAGE) as SchemaWasm;
  try {
    return JSON.parse(loaded.lint(JSON.stringify(files))) as Diagnostic[];
  } catch (error) {
    loaded = undefined;
    delete internals.cache[internals.resolve(PACKAGE)];
    throw error;
  }
}

/** Those that this version of Prisma knows: a generator that names all of them keeps the parser from asking for one. */
export function previewFeatures(): string {
  loaded ??= internals(PACKAGE) as SchemaWasm;
  return loaded.preview_features();
}
