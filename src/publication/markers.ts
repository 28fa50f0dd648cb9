/**
 * Hidden marks by which comments and checks of ours are known again. They are read from the first lines of a body only: text of a pull request
 * that imitates one stands further down. Ownership (our app id or bot user) is for the reader of the comment to verify.
 */
import type { Verdicts } from "../model/publication.ts";

const HEADER = /^(?:<!-- schema-review[^\n]*-->\s*)+/;

function header(body: string): string {
  return HEADER.exec(body.replaceAll("\r\n", "\n"))?.[0] ?? "";
}

/** The body as it is read, without its marks. */
export function withoutHeader(body: string): string {
  const unified = body.replaceAll("\r\n", "\n");
  return unified.slice(header(unified).length);
}

/** What a fingerprint may consist of, so that it cannot end the HTML comment that holds it. */
function safe(value: string): string {
  return encodeURIComponent(value.replace(/\p{Cs}/gu, "\ufffd")).replaceAll("-", "%2D");
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function values(body: string, name: string): string[] {
  return [...header(body).matchAll(new RegExp(`<!-- schema-review${name}([^\\s]+) -->`, "g"))].map((match) => decode(match[1] ?? ""));
}

/** `<!-- schema-review:<fingerprint> -->`, one a finding; the first is the thread's key. */
export function threadMarker(fingerprints: readonly string[]): string {
  return fingerprints.map((fingerprint) => `<!-- schema-review:${safe(fingerprint)} -->\n`).join("");
}

/** The fingerprints of a comment's body; empty when it is no inline comment of ours. */
export function fingerprintsIn(body: string): string[] {
  return values(body, ":");
}

/** The key of a thread, from the body of its first comment; `undefined` when it is no inline comment of ours. */
export function keyOf(body: string): string | undefined {
  return fingerprintsIn(body)[0];
}

/** What the first finding of a thread is called without its file: a renamed file keeps what people said of it. */
export function twinMarker(twin: string | undefined): string {
  return twin === undefined ? "" : `<!-- schema-review-twin:${safe(twin)} -->\n`;
}

export function twinIn(body: string): string | undefined {
  return values(body, "-twin:")[0];
}

/** Lines that a comment's suggestion replaces, relative to its finding (`0+2`): an older comment's anchor must be of the same shape to carry it. */
export function suggestionMarker(shape: string): string {
  return `<!-- schema-review-suggestion:${safe(shape)} -->\n`;
}

export function suggestionShape(body: string): string | undefined {
  return values(body, "-suggestion:")[0];
}

/** A comment whose finding is gone. */
export const RESOLVED_MARKER = "<!-- schema-review-resolved -->\n";

export function isResolvedBody(body: string): boolean {
  return header(body).includes(RESOLVED_MARKER.trim());
}

/** The first line of the sticky comment. */
export const STICKY_MARKER = "<!-- schema-review-sticky -->\n";

export function isSticky(body: string): boolean {
  return header(body).includes(STICKY_MARKER.trim());
}

/** Keys of the threads posted so far, kept in the sticky comment, or in the reviews: one that is gone from the pull request was deleted by a human. */
export function postedMarker(keys: readonly string[]): string {
  return keys.length === 0 ? "" : `<!-- schema-review-posted:${keys.map((key) => safe(key)).join(",")} -->\n`;
}

export function withPosted(sticky: string, keys: readonly string[]): string {
  const marker = postedMarker(keys);
  return sticky.startsWith(STICKY_MARKER) ? STICKY_MARKER + marker + sticky.slice(STICKY_MARKER.length) : marker + sticky;
}

export function postedIn(sticky: string | undefined): string[] {
  const raw = /<!-- schema-review-posted:([^\s]+) -->/.exec(header(sticky ?? ""))?.[1];
  return raw === undefined ? [] : raw.split(",").map(decode);
}

/** Fingerprint of all that a check run shows; the first line of its summary. */
export function digestMarker(digest: string): string {
  return `<!-- schema-review-digest:${safe(digest)} -->\n`;
}

/** In the summary of a check run: a finding hangs on the description. */
export const ASKS_DESCRIPTION_MARKER = "<!-- schema-review-asks-description -->\n";

export function asksDescription(summary: string | null | undefined): boolean {
  return header(summary ?? "").includes(ASKS_DESCRIPTION_MARKER.trim());
}

/** `12=passed,13=failed`: what pull requests with one head come to, each by itself. */
export function verdictsMarker(verdicts: Verdicts): string {
  const parts = Object.entries(verdicts).map(([number, outcome]) => `${number}=${outcome}`);
  return parts.length === 0 ? "" : `<!-- schema-review-verdicts:${parts.join(",")} -->\n`;
}

export function verdictsIn(summary: string | null | undefined): Verdicts | undefined {
  const raw = values(summary ?? "", "-verdicts:")[0];
  if (raw === undefined) return undefined;
  return Object.fromEntries([...raw.matchAll(/(\d{1,9})=(passed|failed)/g)].map(([, number, outcome]) => [Number(number), outcome as "passed" | "failed"]));
}

/** The digest of a check run, from its summary. */
export function digestOf(summary: string | null | undefined): string | undefined {
  return values(summary ?? "", "-digest:")[0];
}
