/** What a process remembers between reviews. Nothing is wrong without it; requests are saved with it. */
import type { PullJob } from "../../model/job.ts";
import type { BaseCode } from "../../model/snapshot.ts";
import { type Cache, createCache } from "./cache.ts";

export interface Memory {
  /** Texts by blob id. */
  readonly texts: Cache<string>;
  /** The configuration of a repository and when it was read: pull requests that concern no database need only the name of the check. */
  readonly configs: Cache<{ readonly text?: string; readonly at: number }>;
  /** Searches of base branches. */
  readonly searches: Cache<BaseCode>;
  /** Pull requests that this process has read in full: something of ours may stand there that an event did not count yet. */
  readonly known: Cache<true>;
  /** By head: the number of a pull request that has it. Another one with it shares its check. */
  readonly heads: Cache<number>;
  /** Heads of pull requests that this process has brought to a verdict. */
  readonly reviewed: Cache<string>;
}

/** Bytes, roughly: texts of the last hundred or so pull requests. */
const TEXTS_KEPT = 64_000_000;
const CONFIGS_KEPT = 4_000_000;
const PULLS_KEPT = 10_000;
const SEARCHES_KEPT = 20_000_000;

export function createMemory(): Memory {
  return {
    texts: createCache(TEXTS_KEPT),
    configs: createCache(CONFIGS_KEPT),
    searches: createCache(SEARCHES_KEPT),
    known: createCache(PULLS_KEPT),
    heads: createCache(PULLS_KEPT),
    reviewed: createCache(PULLS_KEPT),
  };
}

type Repository = Pick<PullJob, "owner" | "repo">;
type Pull = Repository & Pick<PullJob, "number">;

export function rememberConfig({ configs }: Memory, { owner, repo }: Repository, text: string | undefined, now: number): void {
  configs.set(`${owner}/${repo}`, { ...(text === undefined ? {} : { text }), at: now }, text?.length ?? 1);
}

/** It may have changed: it is read again the next time. */
export function forgetConfig({ configs }: Memory, { owner, repo }: Repository): void {
  configs.set(`${owner}/${repo}`, { at: Number.NEGATIVE_INFINITY }, 1);
}

export function rememberPull({ known }: Memory, { owner, repo, number }: Pull): void {
  known.set(`${owner}/${repo}#${number}`, true, 1);
}

export function isKnownPull({ known }: Memory, { owner, repo, number }: Pull): boolean {
  return known.get(`${owner}/${repo}#${number}`) !== undefined;
}

export function rememberHead({ heads }: Memory, { owner, repo, number }: Pull, head: string): void {
  heads.set(`${owner}/${repo}@${head}`, number, 1);
}

/** Another pull request has been seen with this head. */
export function isSharedHead({ heads }: Memory, { owner, repo, number }: Pull, head: string): boolean {
  return (heads.get(`${owner}/${repo}@${head}`) ?? number) !== number;
}
