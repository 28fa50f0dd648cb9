/** What a comment says once its finding is gone: that it is, and folded what it was. */
import { fingerprintsIn, RESOLVED_MARKER, threadMarker, twinIn, twinMarker, withoutHeader } from "./markers.ts";

export function resolvedBody(body: string, sentence: string): string {
  const told = withoutHeader(body).trim();
  return `${threadMarker(fingerprintsIn(body))}${twinMarker(twinIn(body))}${RESOLVED_MARKER}✅ ${sentence}\n\n<details><summary>What it said</summary>\n\n${asHistory(told)}\n\n</details>\n`;
}

/** An old suggestion must not be applied any more: its block becomes a plain one. */
function asHistory(told: string): string {
  return told.replace(/^(`{3,})suggestion$/gm, "$1");
}
