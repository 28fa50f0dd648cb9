/** What all commands share: formats, flags, exit codes. */

/** 0 passed · 1 failed · 2 wrong usage · 3 incomplete. */
export const EXIT_CODES = { passed: 0, failed: 1, usage: 2, incomplete: 3 } as const;

export const FORMATS = ["text", "json", "markdown", "sarif"] as const;
export type Format = (typeof FORMATS)[number];

export interface CommonOptions {
  readonly format: Format;
  readonly config?: string;
}
