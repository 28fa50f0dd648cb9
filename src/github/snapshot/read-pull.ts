/**
 * All the reads of a review: the listing of files, the base branch's tree, and one GraphQL query. Two requests for a pull request that
 * has nothing to do with a database and shows nothing of ours: this listing, and the check that says so.
 */
import type { PullJob } from "../../model/job.ts";
import { isCodePath, neededPaths } from "../../model/relevance.ts";
import type { BaseCode, Snapshot } from "../../model/snapshot.ts";
import type { Client } from "../client.ts";
import { assemble, requestsFor } from "./assemble.ts";
import type { Cache } from "./cache.ts";
import { type ChangedFile, type Listing, listChangedFiles, mayBeFolder, relevantFiles } from "./changed-files.ts";
import { listGroupFiles, listWhole } from "./compare.ts";
import { commentableLines } from "./patch.ts";
import { type Place, reviewQuery } from "./query.ts";
import { readSaid } from "./said.ts";
import { NOTHING_SEEN, type ReviewAnswer, type Seen } from "./seen.ts";
import { type EffectiveConfig, effectiveConfig, isSharedKnown, rememberShared, withoutShared } from "./shared-config.ts";
import { batches, collect, fetchTexts, type Request, type Text } from "./texts.ts";
import { readTree, type Tree, type TreeEntry } from "./tree.ts";
import type { SpokenWaiver } from "./waivers.ts";

/** What outlives a review. Only things that cannot change, but for `configs`. */
export interface Memory {
  /** Texts by blob id. */
  readonly texts: Cache<string>;
  /** The configuration of a repository and when it was read: pull requests that concern no database need only the name of the check. */
  readonly configs: Cache<{ readonly text?: string; readonly at: number }>;
  /** Searches of base branches. */
  readonly searches: Cache<BaseCode>;
  /** Pull requests that this process has read in full: something of ours may stand there that an event did not count yet. */
  readonly known: Cache<true>;
  /** Heads of pull requests that this process has brought to a verdict. */
  readonly reviewed: Cache<string>;
}

export interface Reading {
  readonly snapshot: Snapshot;
  readonly seen: Seen;
  readonly commentable: ReadonlyMap<string, { readonly left: ReadonlySet<number>; readonly right: ReadonlySet<number> }>;
  /** Some file of the pull request concerns a database. */
  readonly relevant: boolean;
  /** The base branch's tree, where it was read, and the name that it was asked by. */
  readonly base?: { readonly ref: string; readonly tree: Tree };
  /** Waivers and overrides as they stand in the comments, whether or not they count. */
  readonly spoken?: readonly SpokenWaiver[];
  /** Since when GitHub knows the head, ISO 8601: what was said before was said of another one. */
  readonly headSince?: string;
  /** Nothing but the listing was read, and whether the repository has a configuration is not known. */
  readonly isFirstContact?: boolean;
}

export interface ReadTools {
  readonly client: Client;
  readonly memory: Memory;
  readonly appId?: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const CONFIG_KEPT = 10 * 60_000;
const NO_TREE: Tree = { files: new Map(), truncated: false };

export async function readPull(job: PullJob, tools: ReadTools): Promise<Reading> {
  const reading = (await readOnce(job, tools)) ?? (await readOnce(job, tools)) ?? (await readOnce(job, tools));
  if (!reading) throw Object.assign(new Error("The pull request changed while it was read"), { status: 503 });
  return reading;
}

/** `undefined`: the head moved between two requests. */
async function readOnce(job: PullJob, tools: ReadTools): Promise<Reading | undefined> {
  const { client, memory } = tools;
  const listed = job.group ? await listGroupFiles(client, job) : await listChangedFiles(client, job);
  if (relevantFiles(listed.files).length === 0 && isUntouched(job, listed, memory)) {
    const config = memory.configs.get(`${job.owner}/${job.repo}`);
    if (config && tools.now - config.at < CONFIG_KEPT) return quiet(job, effectiveConfig(memory, job.owner, config.text), tools.now);
    if (job.repositoryNode) return { ...quiet(job, effectiveConfig(memory, job.owner, undefined), tools.now), isFirstContact: true };
  }

  const hints = listed.head && (job.base || (!listed.capped && relevantFiles(listed.files).length === 0)) ? undefined : await readHints(client, job);
  const head = listed.head ?? hints?.head ?? "";
  const base = job.base ?? hints?.base;
  const listing = listed.capped && !job.group && base ? await listWhole(client, job, base.name, head, listed) : listed;
  const { relevant, left } = bounded(relevantFiles(listing.files));
  const tree = relevant.length > 0 && base ? await readTree(client, job, job.group && base.sha ? { name: base.sha } : base, placesOf(relevant)) : NO_TREE;
  const folders = relevant.filter(mayBeFolder).map(({ path }) => path);
  const requests = requestsFor(relevant, [...new Set([...neededPaths(relevant, [...tree.files.keys()]), ...folders])], tree);
  const place: Place = { owner: job.owner, repo: job.repo, number: job.number, head, ...(tools.appId === undefined ? {} : { appId: tools.appId }) };
  const { answer, texts } = await query(place, [...requests.values()].flat(), tools);
  const pull = answer.repository.pullRequest;
  if (!pull && job.number > 0) throw Object.assign(new Error("The pull request does not exist"), { status: 404 });
  if (pull && pull.headRefOid !== head && !job.group) return undefined;

  const own = answer.repository.config?.text ?? undefined;
  rememberConfig(memory, job, own, tools.now);
  rememberShared(memory, job.owner, answer.shared, tools.now);
  const config = effectiveConfig(memory, job.owner, own);
  rememberPull(memory, job);
  const { files, missing } = await assemble(relevant, requests, texts, (path) => readBase(place, tree.files.get(path), tools));
  const said = await readSaid(client, place, answer);
  return {
    snapshot: {
      pull: {
        title: pull?.title ?? "",
        body: pull?.body ?? "",
        base: job.group ? (base?.name ?? "") : (pull?.baseRefName ?? ""),
        head,
        draft: !job.group && (pull?.isDraft ?? false),
      },
      files,
      missing: [...missing, ...limitsMet(listing, tree, relevant, left)],
      ...(config ? { config } : {}),
      // What was overridden is the pull request's head; this commit is that head, merged.
      waivers: said.waivers.map((waiver) => (job.group && waiver.head !== undefined && waiver.head === pull?.headRefOid ? { ...waiver, head } : waiver)),
      now: new Date(tools.now).toISOString(),
    },
    seen: job.group ? { ...NOTHING_SEEN, checks: said.seen.checks, checkOnly: true } : said.seen,
    spoken: said.spoken,
    ...(said.headSince === undefined ? {} : { headSince: said.headSince }),
    commentable: commentableOf(relevant),
    relevant: relevant.length > 0,
    ...(base && tree !== NO_TREE ? { base: { ref: tree.ref ?? base.name, tree } } : {}),
  };
}

export function rememberConfig({ configs }: Memory, { owner, repo }: PullJob, text: string | undefined, now: number): void {
  configs.set(`${owner}/${repo}`, { ...(text === undefined ? {} : { text }), at: now }, text?.length ?? 1);
}

/** It may have changed: it is read again the next time. */
export function forgetConfig({ configs }: Memory, { owner, repo }: Pick<PullJob, "owner" | "repo">): void {
  configs.set(`${owner}/${repo}`, { at: Number.NEGATIVE_INFINITY }, 1);
}

export function rememberPull({ known }: Memory, { owner, repo, number }: PullJob): void {
  known.set(`${owner}/${repo}#${number}`, true, 1);
}

/** Nothing of ours can stand on it, and the event knew the head that was listed. */
function isUntouched(job: PullJob, { head, capped }: Listing, { known }: Memory): boolean {
  if (capped || job.force || job.comments !== 0 || job.head === undefined || (head ?? job.head) !== job.head) return false;
  return known.get(`${job.owner}/${job.repo}#${job.number}`) === undefined;
}

/** Nothing that concerns a database, nothing of ours to mend: no more reads. */
function quiet(job: PullJob, config: EffectiveConfig | undefined, now: number): Reading {
  return {
    snapshot: {
      pull: { title: "", body: "", base: job.base?.name ?? "", head: job.head ?? "", draft: false },
      files: [],
      missing: [],
      ...(config ? { config } : {}),
      waivers: [],
      now: new Date(now).toISOString(),
    },
    seen: NOTHING_SEEN,
    commentable: new Map(),
    relevant: false,
  };
}

/** For jobs that no pull request event began: a command, a re-run in a fork. */
async function readHints(client: Client, { owner, repo, number }: PullJob): Promise<{ head: string; base: { name: string; sha: string } }> {
  const { data } = await client.request("GET /repos/{owner}/{repo}/pulls/{pull_number}", { owner, repo, pull_number: number });
  return { head: data.head.sha, base: { name: data.base.ref, sha: data.base.sha } };
}

/** The review's query with as many texts as fit, and further ones for the rest, side by side. */
async function query(place: Place, requests: readonly Request[], { client, memory, now }: ReadTools): Promise<{ answer: ReviewAnswer; texts: Map<Request, Text> }> {
  const texts = new Map<Request, Text>();
  const tools = { cache: memory.texts, into: texts };
  const [first = [], ...rest] = batches(requests, memory.texts);
  const review = reviewQuery(
    place,
    first.map(({ want }) => want),
    !isSharedKnown(memory, place.owner, now),
  );
  const [answer] = await Promise.all([
    client.graphql<ReviewAnswer>(review.text, { ...review.variables }).catch((error: unknown) => withoutShared<ReviewAnswer>(error)),
    ...rest.map((batch) => fetchTexts(client, place, batch, tools)),
  ]);
  await collect(client, place, first, answer, tools);
  for (const request of requests) {
    const cached = texts.has(request) || request.oid === undefined ? undefined : memory.texts.get(request.oid);
    if (cached !== undefined) texts.set(request, { text: cached });
  }
  return { answer, texts };
}

async function readBase(place: Place, entry: TreeEntry | undefined, { client, memory }: ReadTools): Promise<Text | undefined> {
  if (!entry) return undefined;
  const known = memory.texts.get(entry.oid);
  if (known !== undefined) return { text: known };
  const request: Request = { path: entry.path, want: { kind: "blob", oid: entry.oid }, oid: entry.oid };
  const texts = new Map<Request, Text>();
  await fetchTexts(client, place, [request], { cache: memory.texts, into: texts });
  return texts.get(request);
}

function commentableOf(files: readonly ChangedFile[]): Reading["commentable"] {
  return new Map(files.flatMap(({ path, patch }) => (patch === undefined ? [] : [[path, commentableLines(patch)] as const])));
}

function placesOf(files: readonly ChangedFile[]): string[] {
  return files.flatMap(({ path, previousPath }) => (previousPath === undefined ? [path] : [path, previousPath]));
}

/** Files of code whose difference GitHub does not give must be read whole; beyond these they are not. */
const MOST_CODE = 1_000;

function bounded(files: readonly ChangedFile[]): { relevant: readonly ChangedFile[]; left: number } {
  const whole = files.filter(({ path, patch }) => patch === undefined && isCodePath(path));
  const left = new Set(whole.slice(MOST_CODE));
  return { relevant: left.size === 0 ? files : files.filter((file) => !left.has(file)), left: left.size };
}

function limitsMet({ capped }: Listing, { truncated }: Tree, files: readonly ChangedFile[], left: number): Snapshot["missing"] {
  return [
    ...(capped ? [{ path: ".", reason: "it changes more files than GitHub lists, in more folders than can be compared; split the pull request" }] : []),
    ...(left > 0 ? [{ path: ".", reason: `${left.toLocaleString("en")} changed files of code were not read: GitHub gives no difference for them; split the pull request` }] : []),
    // The schemas that code asks may lie anywhere.
    ...(truncated && files.some(({ path }) => isCodePath(path))
      ? [{ path: ".", reason: "the base branch has more files than GitHub lists; the schemas that this pull request's code uses may not have been found" }]
      : []),
  ];
}
