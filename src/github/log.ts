/** The log: one JSON object a line, on standard output. Nothing gets there without passing `redact`; texts of files and comments do not get there at all. */
import { redact } from "./failures.ts";

const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
type Level = (typeof LEVELS)[number];
type Write = (fields: unknown, message?: string) => void;

/** The part of pino's logger that Probot and Octokit use. */
export type Log = { readonly [level in Level]: Write } & { readonly level: Level; child(fields: object): Log };

export interface LogOptions {
  readonly level: string;
  readonly format: "json" | "pretty";
  /** Whole values that must never be seen, beside what looks like a secret. */
  readonly secrets: readonly string[];
  readonly write: (line: string) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Longer strings are cut: an error message may quote what GitHub was sent. */
const LONGEST = 2_000;
const DEEPEST = 4;

export function createLog(options: LogOptions, fixed: object = {}): Log {
  const least = Math.max(0, LEVELS.indexOf(options.level as Level));
  const level = LEVELS[least] as Level;
  // Short ones would be found in innocent words.
  const secrets = options.secrets.filter((secret) => secret.length >= 8);

  const writers = Object.fromEntries(
    LEVELS.map((name, at): [Level, Write] => [
      name,
      at < least ? () => {} : (fields, message) => options.write(line(name, typeof fields === "string" ? {} : fields, typeof fields === "string" ? fields : message)),
    ]),
  ) as { [level in Level]: Write };
  return { ...writers, level, child: (fields) => createLog(options, { ...fixed, ...fields }) };

  function line(name: Level, fields: unknown, message: string | undefined): string {
    const more = fields instanceof Error ? { err: fields } : (fields as object);
    const about = clean({ ...fixed, ...more }, 0) as Record<string, unknown>;
    const text = clean(message ?? (fields instanceof Error ? fields.message : ""), 0);
    const time = new Date(options.now()).toISOString();
    if (options.format === "pretty") return `${time} ${name} ${text}${Object.keys(about).length === 0 ? "" : ` ${JSON.stringify(about)}`}\n`;
    return `${JSON.stringify({ time, level: name, ...about, msg: text })}\n`;
  }

  function clean(value: unknown, depth: number): unknown {
    if (typeof value === "string") {
      const hidden = secrets.reduce((text, secret) => text.replaceAll(secret, "[secret]"), value.slice(0, 2 * LONGEST));
      const text = redact(hidden);
      return text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text;
    }
    if (typeof value === "bigint") return String(value);
    if (typeof value === "function" || typeof value === "symbol") return undefined;
    if (typeof value !== "object" || value === null) return value;
    if (depth >= DEEPEST) return "[…]";
    if (value instanceof Error) return cleanError(value, depth);
    if (Array.isArray(value)) return value.slice(0, 50).map((part) => clean(part, depth + 1));
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, clean(part, depth + 1)]));
  }

  /** Not its other properties: Octokit's errors hold requests and answers, Probot's the whole webhook. */
  function cleanError(error: Error, depth: number): object {
    const { status, code } = error as { status?: unknown; code?: unknown };
    const errors = error instanceof AggregateError ? error.errors.slice(0, 10).map((one: unknown) => clean(one, depth + 1)) : undefined;
    return { type: error.name, message: clean(error.message, depth), stack: clean(error.stack ?? "", depth), status: clean(status, DEEPEST), code: clean(code, DEEPEST), errors };
  }
}
