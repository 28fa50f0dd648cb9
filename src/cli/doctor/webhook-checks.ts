/** Whether GitHub's webhooks arrive: where they are sent, whether somebody answers there, what became of the last ones. */
import type { Client } from "../../github/client.ts";
import { reasonOf } from "../../github/failures.ts";
import { fail, type Line, ok, warn } from "./line.ts";

const PATH = "/api/github/webhooks";
/** Milliseconds that the server may take to answer. */
const PATIENCE = 5_000;
const DELIVERIES = 30;

/** `client` speaks for the app itself. */
export async function checkWebhook(client: Client): Promise<Line[]> {
  try {
    const { data } = await client.request("GET /app/hook/config");
    const { url, content_type: type, insecure_ssl: insecure, secret } = data;
    if (!url) return [fail("webhook", "The app has no webhook address.", `Set it on the app's settings page: https://<this server>${PATH}`)];
    const lines = [...configuration(url, type, String(insecure ?? "0"), Boolean(secret)), await reach(url)];
    return lines;
  } catch (error) {
    return [
      fail(
        "webhook",
        `Its configuration could not be read: ${reasonOf(error)}`,
        "Try again; if GitHub says 404, the app's webhook is not active: switch it on on the settings page.",
      ),
    ];
  }
}

function configuration(url: string, type: string | undefined, insecure: string, hasSecret: boolean): Line[] {
  const { protocol, pathname } = new URL(url);
  const lines: Line[] = [];
  if (type !== undefined && type !== "json") lines.push(fail("webhook", `Webhooks are sent as "${type}".`, 'Choose the content type "application/json" on the settings page.'));
  if (!hasSecret) lines.push(fail("webhook", "GitHub signs nothing: the app has no webhook secret there.", "Set the value of WEBHOOK_SECRET on the settings page."));
  if (protocol !== "https:" || insecure !== "0")
    lines.push(warn("webhook", `Webhooks go to ${url} without verified encryption.`, "Use an https address, with SSL verification on."));
  if (![PATH, "/", ""].includes(pathname.replace(/\/+$/, "")))
    lines.push(warn("webhook", `Webhooks are sent to ${pathname}.`, `This server takes them at ${PATH}, unless something in front of it rewrites the path.`));
  return lines.length > 0 ? lines : [ok("webhook", `Webhooks go to ${url}, as JSON, signed.`)];
}

async function reach(url: string): Promise<Line> {
  const address = new URL("/healthz", url).href;
  try {
    const { status } = await fetch(address, { signal: AbortSignal.timeout(PATIENCE) });
    return status === 200
      ? ok("reachability", `${address} answers.`)
      : warn("reachability", `${address} answers ${status}.`, "It should be schema-review that listens there: look at the address, and at the server's log.");
  } catch (error) {
    return warn(
      "reachability",
      `${address} cannot be reached from here: ${reasonOf((error as Error).cause ?? error)}`,
      "GitHub may still reach it: look at the deliveries. If they fail too, the server is not running, or not open to GitHub.",
    );
  }
}

/** `client` speaks for the app itself. */
export async function checkDeliveries(client: Client): Promise<Line[]> {
  try {
    const { data } = await client.request("GET /app/hook/deliveries", { per_page: DELIVERIES });
    const [newest] = data;
    if (!newest) return [warn("deliveries", "GitHub has sent no webhook in the last three days.", "Install the app on a repository, and open or push to a pull request.")];
    const failed = data.filter(({ status_code: status }) => status < 200 || status >= 300);
    if (failed.length === 0) return [ok("deliveries", `The last ${data.length} webhooks arrived, the newest at ${newest.delivered_at}.`)];
    const codes = [...new Set(failed.map(({ status_code: status, status: word }) => (status > 0 ? String(status) : word)))].join(", ");
    const said = `${failed.length} of the last ${data.length} webhooks failed (${codes}), the newest at ${failed[0]?.delivered_at}.`;
    const isOver = newest.status_code >= 200 && newest.status_code < 300;
    return [
      isOver
        ? warn("deliveries", said, "The newest arrived; the server asks for the failed ones again by itself.")
        : fail("deliveries", said, adviceFor(failed[0]?.status_code ?? 0)),
    ];
  } catch (error) {
    return [fail("deliveries", `They could not be read: ${reasonOf(error)}`, "Try again.")];
  }
}

function adviceFor(status: number): string {
  if (status === 400 || status === 401) return "The signatures do not match: WEBHOOK_SECRET must be the secret of the app's settings page.";
  if (status === 404 || status === 405) return `The address is wrong: it ends in ${PATH}.`;
  if (status === 413) return "Something in front of the server refuses large bodies: let 25 MB through.";
  if (status >= 500) return "The server, or what stands in front of it, fails: look at its log.";
  return "GitHub cannot connect: the server must be running and open to the internet, or to your GitHub Enterprise Server.";
}
