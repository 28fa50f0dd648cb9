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
export type FileAnswers = Readonly<Record<string, { readonly mode: number; readonly type: string; readonly object?: BlobAnswer | null } | null | undefined>>;

const LFS_POINTER = /^version https:\/\/git-lfs\.github\.com\/spec\/v1\r?\n/;
const SYMBOLIC_LINK = 0o120000;

/** Requests that the cache cannot answer, cut into as many queries as they need. */
export function batches(requests: readonly Request[], cache: Cache<string>): Request[][] {
  const lists: Request[][] = [];
  let bytes = BYTES_PER_QUERY;
  for (const request of requests) {
    if (request.oid !== undefined && cache.get(request.oid) !== undefined) continue;
    const list = lists.at(-1);
    if (!list || list.length >= TEXTS_PER_QUERY || bytes + (request.size ?? 0) > BYTES_PER_QUERY) {
      lists.push([request]);
      bytes = 0;
    } else list.push(request);
    bytes += request.size ?? 0;
  }
  return lists;
}

/** Puts a query's answer beside its requests. */
export async function collect(
  client: Client,
  place: Place,
  requests: readonly Request[],
  answer: TextsAnswer,
  tools: { readonly cache: Cache<string>; readonly into: Map<Request, Text> },
): Promise<void> {
  for (const [at, request] of requests.entries()) {
    const text = await textOf(client, place, request, answer.repository, at);
    if ("text" in text && request.oid !== undefined) tools.cache.set(request.oid, text.text, text.text.length);
    tools.into.set(request, text);
  }
}

export async function fetchTexts(
  client: Client,
  place: Place,
  requests: readonly Request[],
  tools: { readonly cache: Cache<string>; readonly into: Map<Request, Text> },
): Promise<void> {
  const query: Query = textsQuery(
    place,
    requests.map(({ want }) => want),
  );
  await collect(client, place, requests, await client.graphql<TextsAnswer>(query.text, { ...query.variables }), tools);
}

async function textOf(client: Client, place: Place, { path, want }: Request, answer: TextsAnswer["repository"], at: number): Promise<Text> {
  if (want.kind === "blob") return blobText(client, place, path, answer[`b${at}`] as BlobAnswer | null | undefined);
  const file = (answer.head as FileAnswers | null | undefined)?.[`f${at}`];
  if (!file) return { missing: "GitHub does not find it on the head commit" };
  if (file.mode === SYMBOLIC_LINK) return { missing: "it is a symbolic link; change the file that it points to" };
  if (file.type !== "blob") return { missing: "it is a submodule, not a file" };
  return blobText(client, place, path, file.object);
}

async function blobText(client: Client, place: Place, path: string, blob: BlobAnswer | null | undefined): Promise<Text> {
  if (!blob) return { missing: "GitHub does not find its text" };
  const limit = sizeLimit(path);
  if ((blob.byteSize ?? 0) > limit) return { missing: tooLarge(limit) };
  const text = blob.isTruncated && blob.oid ? await rawText(client, place, blob.oid) : blob.text;
  return text === null || text === undefined ? { missing: "it is not text in UTF-8" } : plainText(text);
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
