/** The organisation's configuration: `.github/schema-review.yml` of its repository `.github`, for all repositories that have none of their own. */

import { CONFIG_PATH } from "../../model/relevance.ts";
import type { Client } from "../client.ts";
import { answeredWithout } from "../partial-answer.ts";
import { type ConfigAnswer, configText } from "./config-text.ts";
import type { Memory } from "./memory.ts";
import { SHARED } from "./query.ts";

/** Of the field `shared`; null: there is no such repository, or the app may not see it. */
export type SharedAnswer = { readonly config: ConfigAnswer } | null;

/** Milliseconds until it is asked for again. */
const KEPT = 10 * 60_000;

/** Of an organisation; its configuration is for all of its repositories that have none. */
export const SHARED_REPOSITORY = ".github";

export interface EffectiveConfig {
  readonly path: string;
  readonly text: string;
}

/** Validated against GitHub's schema by test/github/queries.test.ts. */
export const SHARED_CONFIG = `query SharedConfig($owner: String!) { ${SHARED} }`;

export function isSharedKnown({ configs }: Memory, owner: string, now: number): boolean {
  const known = configs.get(keyOf(owner));
  return known !== undefined && now - known.at < KEPT;
}

export function rememberShared({ configs }: Memory, owner: string, answer: SharedAnswer | undefined, now: number): void {
  if (answer === undefined) return;
  const text = configText(answer?.config);
  configs.set(keyOf(owner), { ...(text === undefined ? {} : { text }), at: now }, text?.length ?? 1);
}

/** It may have changed: it is asked for again the next time, and counts as it was until then. */
export function forgetShared({ configs }: Memory, owner: string): void {
  const { text } = configs.get(keyOf(owner)) ?? {};
  configs.set(keyOf(owner), { ...(text === undefined ? {} : { text }), at: Number.NEGATIVE_INFINITY }, text?.length ?? 1);
}

/** The repository's own configuration, else the organisation's as far as it is known, else none. */
export function effectiveConfig({ configs }: Memory, owner: string, own: string | undefined): EffectiveConfig | undefined {
  if (own !== undefined) return { path: CONFIG_PATH, text: own };
  const text = configs.get(keyOf(owner))?.text;
  return text === undefined ? undefined : { path: `${owner}/.github:${CONFIG_PATH}`, text };
}

/** Asked beside reviews, so that those which read nothing else know the check's name. */
export async function readShared(client: Client, owner: string, memory: Memory, now: number): Promise<void> {
  const { shared } = await client.graphql<{ shared: SharedAnswer }>(SHARED_CONFIG, { owner }).catch((error: unknown) => answeredWithout<{ shared: SharedAnswer }>("shared", error));
  rememberShared(memory, owner, shared, now);
}

/** No repository is called so. */
function keyOf(owner: string): string {
  return `${owner}/.github shared`;
}
