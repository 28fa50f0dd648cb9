/** Webhooks that did not get through: GitHub keeps them for three days and sends one again only when asked. */
import type { Client } from "../client.ts";

/** Deliveries of one page, and pages of one look: a busy app has many more in three days, but not since the last look. */
const PAGE = 100;
const MOST_PAGES = 10;
/** Milliseconds: GitHub's own memory; and how long a delivery is given to come through by itself. */
const KEPT = 3 * 24 * 3_600_000;
const GRACE = 30_000;
/** After so many attempts it is left: what it told is seen on the pull request. */
const MOST_ATTEMPTS = 4;

interface Delivery {
  readonly id: number;
  readonly guid: string;
  readonly delivered_at: string;
  readonly status_code: number;
  readonly event: string;
}

/** Asks for what failed since `since` (milliseconds since 1970) and was never accepted. The answer: how many were asked for. `client` speaks for the app itself. */
export async function redeliverFailed(
  client: Client,
  { since, now, events }: { readonly since: number; readonly now: number; readonly events: readonly string[] },
): Promise<number> {
  const attempts = new Map<string, Delivery[]>();
  const oldest = Math.max(since, now - KEPT);
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { data, headers } = await client.request("GET /app/hook/deliveries", { per_page: PAGE, ...(cursor === undefined ? {} : { cursor }) });
    for (const delivery of data as Delivery[]) attempts.set(delivery.guid, [...(attempts.get(delivery.guid) ?? []), delivery]);
    cursor = /[?&]cursor=([^&>]+)[^>]*>;\s*rel="next"/.exec(headers.link ?? "")?.[1];
    const last = data.at(-1);
    if (cursor === undefined || last === undefined || Date.parse(last.delivered_at) < oldest) break;
    cursor = decodeURIComponent(cursor);
  }
  let asked = 0;
  // The oldest first, as they happened.
  for (const tries of [...attempts.values()].reverse()) {
    const [newest] = tries;
    const at = Date.parse(newest?.delivered_at ?? "");
    const accepted = tries.some(({ status_code: status }) => status >= 200 && status < 300);
    if (!newest || accepted || tries.length >= MOST_ATTEMPTS || at < oldest || at > now - GRACE || !events.includes(newest.event)) continue;
    await client.request("POST /app/hook/deliveries/{delivery_id}/attempts", { delivery_id: newest.id });
    asked++;
  }
  return asked;
}
