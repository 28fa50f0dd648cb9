/** Texts of files: from the cache, from GraphQL in few requests, and large ones one by one. What is no text says why. */
import { isCodePath, isConfigPath, isSchemaPath, SIZE_LIMITS } from "../../model/relevance.ts";
import type { Client } from "../client.ts";
import type { Cache } from "./cache.ts";
import { type BlobAnswer, BYTES_PER_QUERY, type Place, type Query, TEXTS_PER_QUERY, textsQuery, type Wanted } from "./query.ts";

export type Text = { readonly text: string } | { readonly missing: string };

/** One text to read. `oid`, where it is known beforehand, is its key in the cache. */
export interface Request {
  readonly path: string;
  readonly want: Wanted;
  readonly oid?: string;
  readonly size?: number;
}

/** The answer to a query of `query.ts`, as far as texts go. */
export interface TextsAnswer {
  readonly repository: Readonly<Record<string, BlobAnswer | FileAnswers | null | undefined>>;
}
type FileAnswers = Readonly<Record<string, { readonly mode: number; readonly type: string; readonly object?: BlobAnswer | null } | null | undefined>>;

const LFS_POINTER = /^version https:\/\/git-lfs\.github\.com\/spec\/v1\r?\n/;
const SYMBOLIC_LINK = 0o120000;

/** Cut into as many queries as they need. */
export function batches(requests: readonly Request[]): Request[][] {
  const lists: Request[][] = [];
  let bytes = BYTES_PER_QUERY;
  for (const request of requests) {
    const list = lists.at(-1);
    if (!list || list.length >= TEXTS_PER_QUERY || bytes + (request.size ?? 0) > BYTES_PER_QUERY) {
      lists.push([request]);
      bytes = 0;
    } else list.push(request);
    bytes += request.size ?? 0;
  }
  return lists;
}

/** Those that the cache has; taken out before others are fetched, which may push them out of it. */
export function cachedTexts(requests: readonly Request[], cache: Cache<string>): Map<Request, Text> {
  const texts = new Map<Request, Text>();
  for (const request of requests) {
    const text = request.oid === undefined ? undefined : cache.get(request.oid);
    if (text !== undefined) texts.set(request, { text });
  }
  return texts;
}

/** Puts a query's answer beside its requests. */
export async function collect(client: Client, place: Place, requests: readonly Request[], { repository: answer }: TextsAnswer, cache: Cache<string>): Promise<Map<Request, Text>> {
  const texts = new Map<Request, Text>();
  for (const [at, request] of requests.entries()) texts.set(request, await textOf(client, place, request, { answer, at, cache }));
  return texts;
}

export async function fetchTexts(client: Client, place: Place, requests: readonly Request[], cache: Cache<string>): Promise<Map<Request, Text>> {
  const query: Query = textsQuery(
    place,
    requests.map(({ want }) => want),
  );
  return collect(client, place, requests, await client.graphql<TextsAnswer>(query.text, { ...query.variables }), cache);
}

interface Found {
  readonly answer: TextsAnswer["repository"];
  /** The request's place in its query. */
  readonly at: number;
  readonly cache: Cache<string>;
}

async function textOf(client: Client, place: Place, { path, want }: Request, { answer, at, cache }: Found): Promise<Text> {
  if (want.kind === "blob") return blobText(client, place, path, answer[`b${at}`] as BlobAnswer | null | undefined, cache);
  const file = (answer.head as FileAnswers | null | undefined)?.[`f${at}`];
  if (!file) return { missing: "GitHub does not find it on the head commit" };
  if (file.mode === SYMBOLIC_LINK) return { missing: "it is a symbolic link; change the file that it points to" };
  if (file.type !== "blob") return { missing: "it is a submodule, not a file" };
  return blobText(client, place, path, file.object, cache);
}

/** Kept by the id that came with the text: the one that was asked by may be of another head, where the pull request changed while it was listed. */
async function blobText(client: Client, place: Place, path: string, blob: BlobAnswer | null | undefined, cache: Cache<string>): Promise<Text> {
  if (!blob) return { missing: "GitHub does not find its text" };
  const limit = sizeLimit(path);
  if ((blob.byteSize ?? 0) > limit) return { missing: tooLarge(limit) };
  const text = blob.isTruncated && blob.oid ? await rawText(client, place, blob.oid) : blob.text;
  if (text === null || text === undefined) return { missing: "it is not text in UTF-8" };
  const plain = plainText(text);
  if ("text" in plain && blob.oid) cache.set(blob.oid, plain.text, plain.text.length);
  return plain;
}

/** GraphQL cuts texts at 512,000 bytes; the REST API does not. */
async function rawText(client: Client, { owner, repo }: Place, oid: string): Promise<string | undefined> {
  const { data } = await client.request("GET /repos/{owner}/{repo}/git/blobs/{file_sha}", { owner, repo, file_sha: oid, mediaType: { format: "raw" } });
  const raw: unknown = data;
  if (typeof raw === "string") return raw;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw as ArrayBuffer);
  } catch {
    return undefined;
  }
}

export function plainText(text: string): Text {
  return LFS_POINTER.test(text) ? { missing: "it is kept in Git LFS; its text is not in the repository" } : { text };
}

export function tooLarge(limit: number): string {
  return `it is larger than ${limit.toLocaleString("en")} bytes, the most that is read of such a file`;
}

/** Bytes. */
export function sizeLimit(path: string): number {
  if (isSchemaPath(path)) return SIZE_LIMITS.schema;
  if (isConfigPath(path)) return SIZE_LIMITS.config;
  return isCodePath(path) ? SIZE_LIMITS.code : SIZE_LIMITS.migration;
}
