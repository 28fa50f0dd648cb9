/** Where the app is installed, and whether its verdict holds anything up in a repository. */
import type { Client } from "../../github/client.ts";
import { reasonOf, statusOf } from "../../github/failures.ts";
import { DEFAULT_CHECK_NAME } from "../../github/publishing/check-run.ts";
import { type App, checkPermissions, type readManifest } from "./app-checks.ts";
import { fail, type Line, ok, warn } from "./line.ts";

/** `client` speaks for the app itself. */
export async function checkInstallations(client: Client, app: App, manifest: ReturnType<typeof readManifest>): Promise<Line[]> {
  try {
    const { data } = await client.request("GET /app/installations", { per_page: 100 });
    if (data.length === 0) return [warn("installations", "The app is installed nowhere.", `Install it: ${app.htmlUrl}/installations/new`)];
    const lines = data.flatMap(({ account, permissions, suspended_at: suspended, html_url: url }): Line[] => {
      const name = account && "login" in account ? account.login : "an account";
      if (suspended) return [warn("installations", `${name} has suspended the app.`, `Whoever administers it can end that: ${url}`)];
      const lacking = checkPermissions({ permissions: permissions as App["permissions"], slug: app.slug }, manifest).find(({ level }) => level === "fail");
      return lacking ? [fail("installations", `${name} has not accepted all permissions. ${lacking.said}`, `Accept them: ${url}`)] : [];
    });
    return lines.length > 0
      ? lines
      : [ok("installations", `The app is installed in ${data.length === 100 ? "a hundred accounts or more" : `${data.length} account${data.length === 1 ? "" : "s"}`}.`)];
  } catch (error) {
    return [fail("installations", `They could not be read: ${reasonOf(error)}`, "Try again.")];
  }
}

interface Place {
  readonly owner: string;
  readonly repo: string;
}
export interface RepositoryTools {
  /** Speaks for the app itself. */
  readonly client: Client;
  readonly clientFor: (installation: number) => Promise<Client>;
  readonly app: App;
  readonly appId: number;
}

/** Is the check required on the default branch? Rulesets are visible to every app; classic branch protection is not. */
export async function checkRepository(place: Place, { client, clientFor, app, appId }: RepositoryTools): Promise<Line[]> {
  const name = `${place.owner}/${place.repo}`;
  try {
    const { data: installation } = await client.request("GET /repos/{owner}/{repo}/installation", { ...place });
    const own = await clientFor(installation.id);
    const { data: repository } = await own.request("GET /repos/{owner}/{repo}", { ...place });
    const { data: rules } = await own.request("GET /repos/{owner}/{repo}/rules/branches/{branch}", { ...place, branch: repository.default_branch, per_page: 100 });
    const required = rules.flatMap((rule) => (rule.type === "required_status_checks" ? (rule.parameters?.required_status_checks ?? []) : []));
    const ours = required.filter(({ context }) => context === DEFAULT_CHECK_NAME || context.startsWith(`${DEFAULT_CHECK_NAME}: `));
    if (ours.length === 0)
      return [
        warn(
          "required check",
          `No ruleset of ${name} requires a check "${DEFAULT_CHECK_NAME}" on ${repository.default_branch}: what fails can be merged.`,
          "Settings → Rules → Rulesets: require it there. (Classic branch protection cannot be seen by apps, and configuration may have renamed the check: then all may be well.)",
        ),
      ];
    const foreign = ours.find(({ integration_id: id }) => id !== undefined && id !== null && id !== appId);
    if (foreign)
      return [
        fail("required check", `${name} requires "${foreign.context}" from another app (${foreign.integration_id}).`, `Choose the source "${app.name}" for it, or any source.`),
      ];
    const [{ integration_id: source, context } = { context: "" }] = ours;
    if (source === undefined || source === null)
      return [
        warn(
          "required check",
          `${name} requires "${context}" on ${repository.default_branch}, from any source: any app or token with checks: write can say it passed.`,
          `Choose the source "${app.name}" for it.`,
        ),
      ];
    return [ok("required check", `${name} requires "${context}" on ${repository.default_branch}.`)];
  } catch (error) {
    if (statusOf(error) === 404)
      return [fail("repository", `The app is not installed on ${name}, or there is no such repository.`, `Install it: ${app.htmlUrl}/installations/new`)];
    return [fail("repository", `${name} could not be looked at: ${reasonOf(error)}`, "Try again.")];
  }
}
