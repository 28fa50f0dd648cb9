/** Bytes of a file become text, or the reason why they are none. */
import { isCodePath, isConfigPath, isMigrationPath, isSchemaPath, SIZE_LIMITS } from "../model/relevance.ts";

export type Content = { readonly text: string } | { readonly reason: string };

export const SYMBOLIC_LINK = "It is a symbolic link, which is not followed.";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const LFS = "version https://git-lfs.github.com/spec/";

export function contentOf(bytes: Buffer): Content {
  if (bytes.subarray(0, LFS.length).toString("latin1") === LFS) return { reason: "It is stored in Git LFS, so its text is not in the repository." };
  if (bytes.includes(0)) return { reason: "It holds NUL bytes: it is binary, or not encoded in UTF-8." };
  try {
    return { text: decoder.decode(bytes) };
  } catch {
    return { reason: "It is not valid UTF-8." };
  }
}

/** In bytes. */
export function limitFor(path: string): number {
  if (isSchemaPath(path)) return SIZE_LIMITS.schema;
  if (isMigrationPath(path)) return SIZE_LIMITS.migration;
  if (isConfigPath(path)) return SIZE_LIMITS.config;
  return isCodePath(path) ? SIZE_LIMITS.code : SIZE_LIMITS.config;
}

export function tooLarge(bytes: number, limit: number): string {
  return `It is larger than can be analysed (${bytes} bytes; the limit is ${limit}).`;
}
