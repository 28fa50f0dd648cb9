/** The base branch's code that names what a pull request takes away: one archive of the repository, read as it comes and kept nowhere. */
import { createHash } from "node:crypto";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { type BaseCodeSearch, isRunningCode, searchBaseCode, unreadLanguage } from "../../model/base-code.ts";
import { SIZE_LIMITS } from "../../model/relevance.ts";
import type { BaseCode } from "../../model/snapshot.ts";
import type { Client } from "../client.ts";
import { statusOf } from "../failures.ts";
import type { Cache } from "./cache.ts";
import { follow } from "./follow.ts";
import { readTar, TarError } from "./tar.ts";
import type { Tree } from "./tree.ts";

export interface ArchiveLimits {
  /** Bytes of the archive, and of what it unpacks to: beyond either it is read no further. */
  readonly packed: number;
  readonly unpacked: number;
  /** Milliseconds from the request to the last byte. */
  readonly time: number;
}

const ARCHIVE_LIMITS: ArchiveLimits = { packed: 200_000_000, unpacked: 2_000_000_000, time: 60_000 };

export interface BasePlace {
  readonly owner: string;
  readonly repo: string;
  /** Branch or commit, as its tree was read. */
  readonly ref: string;
}

export interface SearchTools {
  readonly client: Client;
  /** By the code's own ids and the words. */
  readonly cache: Cache<BaseCode>;
  /** Default: `ARCHIVE_LIMITS`. */
  readonly limits?: ArchiveLimits;
}

/** Does not reject, whatever GitHub answers: a search that failed is told as incomplete. An aborted `signal` ends it. */
export async function readBaseCode(
  place: BasePlace,
  tree: Tree,
  words: readonly string[],
  { client, cache, limits = ARCHIVE_LIMITS }: SearchTools,
  signal?: AbortSignal,
): Promise<BaseCode> {
  const search = searchBaseCode(words);
  const paths = [...tree.files.keys()];
  const other = paths.find((path) => unreadLanguage(path) !== undefined);
  if (other !== undefined) search.add(other, "");
  // The tree tells without a request that there is no code to look through.
  if (!tree.truncated && !paths.some(isRunningCode)) return search.result();
  const key = tree.truncated ? undefined : keyOf(tree, words);
  const known = key === undefined ? undefined : cache.get(key);
  if (known) return known;
  const clock = new AbortController();
  const timer = setTimeout(() => clock.abort(), limits.time);
  const stop = (): void => clock.abort();
  signal?.addEventListener("abort", stop);
  try {
    await searchArchive(await openArchive(client, place, clock.signal), search, limits, clock.signal);
  } catch (error) {
    search.miss(clock.signal.aborted ? `its archive took longer than ${limits.time / 1000} s` : failure(error));
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
    clock.abort();
  }
  const result = { ...search.result(), searched: Math.max(paths.filter(isRunningCode).length, tree.truncated ? 1 : 0) };
  // What failed may work next time.
  if (key !== undefined && result.complete)
    cache.set(
      key,
      result,
      result.files.reduce((sum, { text }) => sum + text.length, 1_000),
    );
  return result;
}

/**
 * GitHub redirects to an address that carries its own short-lived key (docs: "Download a repository archive (tar)"). It is not
 * followed by Octokit, so that the token goes to the API alone.
 */
async function openArchive(client: Client, { owner, repo, ref }: BasePlace, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const { status, headers, data } = await client.request("GET /repos/{owner}/{repo}/tarball/{ref}", {
    owner,
    repo,
    ref,
    request: { redirect: "manual", parseSuccessResponseBody: false, signal },
  });
  const body = data as ReadableStream<Uint8Array> | null;
  // A proxy in front of GitHub Enterprise Server may have followed it already.
  if ((status as number) === 200 && body) return body;
  await body?.cancel();
  const response = await follow(headers.location, signal);
  if (!response) throw new ArchiveError("GitHub gave no archive of it");
  if (!response.ok || !response.body) throw new ArchiveError(`its archive was answered with status ${response.status}`);
  return response.body;
}

class ArchiveError extends Error {
  override readonly name = "ArchiveError";
}

async function searchArchive(body: ReadableStream<Uint8Array>, search: BaseCodeSearch, limits: ArchiveLimits, signal: AbortSignal): Promise<void> {
  const source = Readable.fromWeb(body as import("node:stream/web").ReadableStream, { signal });
  // Errors reach whoever reads the last stream.
  const unpacked = pipeline(source, counted(limits.packed, "its archive"), createGunzip(), () => {});
  const limited = counted(limits.unpacked, "its unpacked archive")(unpacked);
  for await (const { path, bytes } of readTar(limited, (name) => (isRunningCode(inside(name)) ? SIZE_LIMITS.code : undefined))) {
    const own = inside(path);
    const text = bytes && textOf(bytes);
    if (text === undefined) search.miss(`${own} ${bytes ? "is not text in UTF-8" : "is too large"}`);
    else if (!search.add(own, text)) return;
  }
}

function counted(most: number, what: string): (chunks: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array> {
  return async function* (chunks) {
    let bytes = 0;
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > most) throw new ArchiveError(`${what} is larger than ${most / 1_000_000} MB`);
      yield chunk;
    }
  };
}

function textOf(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Below the folder that GitHub puts everything into: `acme-shop-0123456/src/a.ts`. */
function inside(path: string): string {
  return path.slice(path.indexOf("/") + 1);
}

function keyOf({ files }: Tree, words: readonly string[]): string {
  const hash = createHash("sha256").update(words.join());
  for (const { path, oid } of files.values()) if (isRunningCode(path)) hash.update(`\0${path}\0${oid}`);
  return hash.digest("hex");
}

/** Ends a sentence; nothing of GitHub's answer is repeated. */
function failure(error: unknown): string {
  if (error instanceof ArchiveError) return error.message;
  const isDamaged = error instanceof TarError || /^Z_/.test(String((error as { code?: unknown } | undefined)?.code));
  const status = statusOf(error);
  return isDamaged ? "its archive is damaged" : status === undefined ? "its archive could not be read" : `its archive was answered with status ${status}`;
}
