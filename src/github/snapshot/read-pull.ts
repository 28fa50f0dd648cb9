/**
 * All the reads of a review: the listing of files, the base branch's tree, and one GraphQL query. Two requests for a pull request that
 * has nothing to do with a database and shows nothing of ours: this listing, and the check that says so.
 */
import type { PullJob } from "../../model/job.ts";
import { isCodePath, mayBeFolder, neededPaths } from "../../model/relevance.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { Client } from "../client.ts";
import { answeredWithout } from "../partial-answer.ts";
import { assemble, ofEntry, requestsFor } from "./assemble.ts";
import { type ChangedFile, type Listing, listChangedFiles, relevantFiles } from "./changed-files.ts";
import { listGroupFiles, listWhole } from "./compare.ts";
import { configText } from "./config-text.ts";
import { isKnownPull, isSharedHead, type Memory, rememberConfig, rememberHead, rememberPull } from "./memory.ts";
import { commentableLines } from "./patch.ts";
import { type Place, reviewQuery } from "./query.ts";
import { readSaid } from "./said.ts";
import { NOTHING_SEEN, type ReviewAnswer, type Seen } from "./seen.ts";
import { type EffectiveConfig, effectiveConfig, isSharedKnown, rememberShared } from "./shared-config.ts";
import { batches, cachedTexts, collect, fetchTexts, type Request, type Text } from "./texts.ts";
import { readTree, type Tree } from "./tree.ts";
import type { SpokenWaiver } from "./waivers.ts";

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
  /** Nothing but the listing was read: whether the configuration is as remembered, and whether the head is another's too, is not known. */
  readonly isGlance?: true;
}

export interface ReadTools {
  readonly client: Client;
  readonly memory: Memory;
  readonly appId?: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const CONFIG_KEPT = 10 * 60_000;
/** How often it is read while it changes. */
const TRIES = 3;
const NO_TREE: Tree = { files: new Map(), truncated: false };

export async function readPull(job: PullJob, tools: ReadTools): Promise<Reading> {
  let asked = job;
  for (let tries = 0; tries < TRIES; tries++) {
    const read = await readOnce(asked, tools);
    if ("snapshot" in read) return read;
    asked = read;
  }
  throw Object.assign(new Error("The pull request changed while it was read"), { status: 503 });
}

/** A job: the head moved between two requests, or the base branch is another than the event said; to be read as this says. */
async function readOnce(job: PullJob, tools: ReadTools): Promise<Reading | PullJob> {
  const { client, memory } = tools;
  const listed = job.group ? await listGroupFiles(client, job) : await listChangedFiles(client, job);
  if (relevantFiles(listed.files).length === 0 && isUntouched(job, listed, memory)) {
    const known = memory.configs.get(`${job.owner}/${job.repo}`);
    rememberHead(memory, job, job.head ?? "");
    return glance(job, effectiveConfig(memory, job.owner, known && tools.now - known.at < CONFIG_KEPT ? known.text : undefined), tools.now);
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
  if (pull && pull.headRefOid !== head && !job.group) return job;
  if (pull && base && pull.baseRefName !== base.name && !job.group) return { ...job, base: { name: pull.baseRefName } };

  const own = configText(answer.repository.config);
  rememberConfig(memory, job, own, tools.now);
  rememberShared(memory, job.owner, answer.shared, tools.now);
  const config = effectiveConfig(memory, job.owner, own);
  rememberPull(memory, job);
  rememberHead(memory, job, head);
  const { files, missing } = await assemble(relevant, requests, texts, (paths) => readBase(place, tree, paths, tools));
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

/** Events that bring a head which nobody has seen. */
const BRING_A_HEAD = ["opened", "synchronize"];

/** Nothing of ours can stand on it, and the event knew the head that was listed. */
function isUntouched(job: PullJob, { head, capped }: Listing, memory: Memory): boolean {
  if (capped || job.force || !BRING_A_HEAD.includes(job.reason) || job.comments !== 0 || !job.repositoryNode) return false;
  return job.head !== undefined && (head ?? job.head) === job.head && !isKnownPull(memory, job) && !isSharedHead(memory, job, job.head);
}

/** Nothing that concerns a database, nothing of ours to mend: no more reads. */
function glance(job: PullJob, config: EffectiveConfig | undefined, now: number): Reading {
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
    isGlance: true,
  };
}

/** For jobs that no pull request event began: a command, a re-run in a fork. */
async function readHints(client: Client, { owner, repo, number }: PullJob): Promise<{ head: string; base: { name: string; sha: string } }> {
  const { data } = await client.request("GET /repos/{owner}/{repo}/pulls/{pull_number}", { owner, repo, pull_number: number });
  return { head: data.head.sha, base: { name: data.base.ref, sha: data.base.sha } };
}

/** The review's query with as many texts as fit, and further ones for the rest, side by side. */
async function query(place: Place, requests: readonly Request[], { client, memory, now }: ReadTools): Promise<{ answer: ReviewAnswer; texts: Map<Request, Text> }> {
  const cached = cachedTexts(requests, memory.texts);
  const [first = [], ...rest] = batches(requests.filter((request) => !cached.has(request)));
  const review = reviewQuery(
    place,
    first.map(({ want }) => want),
    !isSharedKnown(memory, place.owner, now),
  );
  const [answer, ...fetched] = await Promise.all([
    client.graphql<ReviewAnswer>(review.text, { ...review.variables }).catch((error: unknown) => answeredWithout<ReviewAnswer>("shared", error)),
    ...rest.map((batch) => fetchTexts(client, place, batch, memory.texts)),
  ]);
  const collected = await collect(client, place, first, answer, memory.texts);
  return { answer, texts: new Map([cached, collected, ...fetched].flatMap((some) => [...some])) };
}

async function readBase(place: Place, tree: Tree, paths: readonly string[], { client, memory }: ReadTools): Promise<ReadonlyMap<string, Text>> {
  const entries = paths.flatMap((path) => tree.files.get(path) ?? []);
  const requests = entries.map((entry) => ofEntry(entry.path, entry));
  const cached = cachedTexts(requests, memory.texts);
  const fetched = await Promise.all(batches(requests.filter((request) => !cached.has(request))).map((batch) => fetchTexts(client, place, batch, memory.texts)));
  return new Map([cached, ...fetched].flatMap((some) => [...some].map(([{ path }, text]) => [path, text] as const)));
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
