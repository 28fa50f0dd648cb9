/** `waive` and `override` as they are said, in the answer to a comment and at each review alike. */
import type { SpokenCommand } from "./grammar.ts";

export interface SaidWaiver {
  readonly kind: "waive" | "override";
  /** A rule or fingerprint in lower case; absent: what the thread is about, or an override. */
  readonly target?: string;
  readonly reason: string;
}

/** Longer reasons are cut: they are shown on the pull request. */
const LONGEST_REASON = 500;

/** `undefined`: it is another command. */
export function waiverIn({ name, argument }: SpokenCommand): SaidWaiver | { readonly missing: "reason" | "sense" } | undefined {
  if (name !== "waive" && name !== "override") return undefined;
  const match = /^(.*?)(?:^|\s)reason\s*:(.*)$/i.exec(argument);
  if (!match) return { missing: "reason" };
  const targets = (match[1] ?? "")
    .trim()
    .split(/\s+/)
    .filter((word) => word !== "");
  const reason = (match[2] ?? "").trim().slice(0, LONGEST_REASON);
  if (!/[\p{L}\p{N}]/u.test(reason)) return { missing: "reason" };
  if (targets.length > 1 || (name === "override" && targets.length > 0)) return { missing: "sense" };
  const target = targets[0]?.replace(/^`+|`+$/g, "").toLowerCase();
  return { kind: name, reason, ...(target ? { target } : {}) };
}
