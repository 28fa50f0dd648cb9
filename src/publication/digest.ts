/** Fingerprint of all that a check run shows, kept in its summary: an equal one is not written again. */
import { createHash } from "node:crypto";
import type { CheckRun } from "../model/publication.ts";
import { digestMarker } from "./markers.ts";

/** 16 hexadecimal digits. */
function digestOfCheck({ name, outcome, title, summary, text, annotations }: CheckRun): string {
  const shown = JSON.stringify([
    name,
    outcome,
    title,
    summary,
    text ?? null,
    annotations.map(({ path, startLine, endLine, level, title: heading, message }) => [path, startLine, endLine, level, heading, message]),
  ]);
  return createHash("sha256").update(shown).digest("hex").slice(0, 16);
}

/** The check run with its digest as the first line of the summary. */
export function sealed(check: CheckRun): { check: CheckRun; digest: string } {
  const digest = digestOfCheck(check);
  return { check: { ...check, summary: digestMarker(digest) + check.summary }, digest };
}
