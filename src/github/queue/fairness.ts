/** Whose turn it is. */

/**
 * Of the keys that may start (key → lane, oldest first): one of the lane with the least at work, among those of the one that was served longest ago, its
 * oldest. `served`: a number that grows with each start.
 */
export function fairest(ready: ReadonlyMap<string, string>, busy: readonly string[], served: ReadonlyMap<string, number>): string | undefined {
  const atWork = new Map<string, number>();
  for (const lane of busy) atWork.set(lane, (atWork.get(lane) ?? 0) + 1);
  let best: { key: string; atWork: number; served: number } | undefined;
  const seen = new Set<string>();
  for (const [key, lane] of ready) {
    if (seen.has(lane)) continue;
    seen.add(lane);
    const candidate = { key, atWork: atWork.get(lane) ?? 0, served: served.get(lane) ?? 0 };
    if (!best || candidate.atWork < best.atWork || (candidate.atWork === best.atWork && candidate.served < best.served)) best = candidate;
  }
  return best?.key;
}
