/** What the doctor says: one line for each thing it looked at. */

export interface Line {
  readonly level: "ok" | "warn" | "fail";
  /** What was looked at, in a word or two. */
  readonly about: string;
  readonly said: string;
  /** What to do; with every warning and failure. */
  readonly todo?: string;
}

export function ok(about: string, said: string): Line {
  return { level: "ok", about, said };
}

export function warn(about: string, said: string, todo: string): Line {
  return { level: "warn", about, said, todo };
}

export function fail(about: string, said: string, todo: string): Line {
  return { level: "fail", about, said, todo };
}
