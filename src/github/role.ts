/** Who may do what, asked of GitHub at the moment it matters. What it does not say is no permission. */
import { ROLES, type Role } from "../model/role.ts";
import type { Client } from "./client.ts";
import { passesAfter, statusOf } from "./failures.ts";

interface Answer {
  readonly role_name?: string;
  /** `admin`, `write`, `read` or `none`: a custom role counts as the one that it extends. */
  readonly permission?: string;
  readonly user?: { readonly permissions?: Readonly<Record<string, boolean | undefined>> | undefined } | null;
}

/** GitHub shows what deleted accounts wrote under this name, and somebody may be called so. */
const GHOST = "ghost";

/** Rejects only for what passes by itself: then it is asked again. */
export async function roleOf(client: Client, { owner, repo }: { readonly owner: string; readonly repo: string }, login: string): Promise<Role> {
  if (login === "" || login.toLowerCase() === GHOST) return "none";
  try {
    const { data } = await client.request("GET /repos/{owner}/{repo}/collaborators/{username}/permission", { owner, repo, username: login });
    return roleIn(data);
  } catch (error) {
    if (statusOf(error) !== 404 && passesAfter(error, 0) !== undefined) throw error;
    if (statusOf(error) === undefined) throw error;
    return "none";
  }
}

/** GitHub's own roles by their name; a custom one by what it is allowed, else by what it extends. */
export function roleIn({ role_name: name = "", permission = "none", user }: Answer): Role {
  if (permission === "none") return "none";
  const known = ROLES.find((role) => role === name);
  if (known) return known;
  const may = user?.permissions;
  if (may) return may.admin ? "admin" : may.maintain ? "maintain" : may.push ? "write" : may.triage ? "triage" : may.pull ? "read" : "none";
  return ROLES.find((role) => role === permission) ?? "none";
}
