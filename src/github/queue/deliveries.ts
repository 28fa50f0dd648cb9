/** Webhook deliveries seen by this process: GitHub sends one again under the same GUID, and a proxy may send it twice at once. */

/** GitHub keeps deliveries for three days; a busy installation has some thousands of them. */
const MOST = 20_000;

export interface Deliveries {
  /** False: it was taken before. */
  take(id: string): boolean;
  /** What it asked for could not be done: a redelivery may try again. */
  forget(id: string): void;
}

export function createDeliveries(most = MOST): Deliveries {
  const seen = new Set<string>();
  return {
    take(id) {
      if (seen.has(id)) return false;
      seen.add(id);
      for (const oldest of seen) {
        if (seen.size <= most) break;
        seen.delete(oldest);
      }
      return true;
    },
    forget: (id) => void seen.delete(id),
  };
}
