/** Defaults that are one text. */
import type { Column } from "../../../../model/schema.ts";

/** `pending` of `@default("pending")`, `DEFAULT 'pending'` and `DEFAULT 'pending'::text`. */
export function constantText({ default: fallback }: Column): string | undefined {
  if (fallback?.kind !== "constant") return undefined;
  const [, quoted] = /^'((?:[^']|'')*)'(?:::[\w\s."()]+)?$/.exec(fallback.expression.trim()) ?? [];
  return quoted?.replaceAll("''", "'");
}
