/** The app as GitHub knows it: whose key this is, what it may do, what it hears of. */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { Client } from "../../github/client.ts";
import { reasonOf, statusOf } from "../../github/failures.ts";
import { fail, type Line, ok, warn } from "./line.ts";

interface Manifest {
  readonly default_permissions: Readonly<Record<string, string>>;
  readonly default_events: readonly string[];
}

export interface App {
  readonly name: string;
  readonly slug: string;
  readonly htmlUrl: string;
  readonly permissions: Readonly<Record<string, string | undefined>>;
  readonly events: readonly string[];
}

const LEVELS = ["none", "read", "write", "admin"];
/** Seconds that this machine's clock may differ: GitHub refuses tokens from the future. */
const MOST_SKEW = 30;

/** The manifest that the package brings. */
export function readManifest(): Manifest {
  return parse(readFileSync(new URL("../../../app.yml", import.meta.url), "utf8")) as Manifest;
}

/** `client` speaks for the app itself. */
export async function checkCredentials(client: Client, appId: number, now: number): Promise<{ readonly lines: readonly Line[]; readonly app?: App }> {
  try {
    const { data, headers } = await client.request("GET /app");
    if (!data) throw new Error("GitHub answered nothing");
    const app: App = { name: data.name, slug: data.slug ?? "", htmlUrl: data.html_url, permissions: data.permissions as App["permissions"], events: data.events };
    return { app, lines: [ok("credentials", `GitHub knows this key as the app "${app.name}" (${appId}).`), ...checkClock(headers.date, now)] };
  } catch (error) {
    return { lines: [fail("credentials", `GitHub did not take them: ${reasonOf(error)}`, adviceFor(statusOf(error)))] };
  }
}

function adviceFor(status: number | undefined): string {
  if (status === 401) return "APP_ID and PRIVATE_KEY must belong together, and this machine's clock must be right. Generate a new key on the app's settings page.";
  if (status === 404) return "There is no app of this number there. Look at APP_ID, and at GHE_HOST if this is a GitHub Enterprise Server.";
  return "This machine must reach GitHub's API: look at GHE_HOST, the network and its proxies.";
}

function checkClock(date: string | undefined, now: number): Line[] {
  const skew = Math.round((now - Date.parse(date ?? "")) / 1000);
  if (Number.isNaN(skew) || Math.abs(skew) <= MOST_SKEW) return [];
  return [
    warn("clock", `This machine's clock is ${Math.abs(skew)} seconds ${skew > 0 ? "ahead of" : "behind"} GitHub's.`, "Set it by NTP: GitHub refuses tokens whose time is wrong."),
  ];
}

export function checkPermissions({ permissions, slug }: Pick<App, "permissions" | "slug">, { default_permissions: wanted }: Manifest): Line[] {
  const missing = Object.entries(wanted).filter(([name, level]) => LEVELS.indexOf(permissions[name] ?? "none") < LEVELS.indexOf(level));
  const more = Object.entries(permissions).filter(([name, level]) => LEVELS.indexOf(level ?? "none") > LEVELS.indexOf(wanted[name] ?? "none"));
  const lines: Line[] = [];
  if (missing.length > 0)
    lines.push(
      fail("permissions", `The app lacks ${list(missing)}.`, `Grant them on its settings page (Permissions & events of "${slug}"); each installation must then accept them.`),
    );
  // Resolving threads is the one thing that is better with more.
  const unneeded = more.filter(([name, level]) => !(name === "contents" && level === "write"));
  if (unneeded.length > 0)
    lines.push(warn("permissions", `The app has more than it uses: ${list(unneeded)}.`, "Take them away on its settings page: what it does not have cannot be abused."));
  return lines.length > 0 ? lines : [ok("permissions", `As app.yml says: ${list(Object.entries(wanted))}.`)];
}

export function checkEvents({ events }: Pick<App, "events">, { default_events: wanted }: Manifest): Line[] {
  const missing = wanted.filter((name) => !events.includes(name));
  if (missing.length > 0) return [fail("events", `The app is not told of: ${missing.join(", ")}.`, "Subscribe to them on its settings page, under Permissions & events.")];
  return [ok("events", `The app is told of ${wanted.join(", ")}.`)];
}

function list(permissions: readonly (readonly [string, string | undefined])[]): string {
  return permissions.map(([name, level]) => `${name}: ${level}`).join(", ");
}
