/** What never changes on GitHub, kept: texts by the id of their blob, listings by the id of their tree. Oldest use goes first. */

export interface Cache<V> {
  get(key: string): V | undefined;
  set(key: string, value: V, size: number): void;
}

/** `most` is the sum of sizes that are kept. */
export function createCache<V>(most: number): Cache<V> {
  const entries = new Map<string, { value: V; size: number }>();
  let total = 0;
  return {
    get(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, size) {
      total += size - (entries.get(key)?.size ?? 0);
      entries.delete(key);
      entries.set(key, { value, size });
      for (const [oldest, entry] of entries) {
        if (total <= most) break;
        entries.delete(oldest);
        total -= entry.size;
      }
    },
  };
}
