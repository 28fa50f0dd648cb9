/** The one request that does not go through Octokit: to an address that GitHub gives, which carries a key of its own. The app's token stays out of it. */

/** Docs, "Download a repository archive (tar)": a redirect, to an address that is good for five minutes. Undefined: it is none that could be followed. */
export async function follow(location: string | undefined, signal: AbortSignal): Promise<Response | undefined> {
  const address = location !== undefined && URL.canParse(location) ? new URL(location) : undefined;
  return address && /^https?:$/.test(address.protocol) ? fetch(address, { signal, redirect: "follow" }) : undefined;
}
