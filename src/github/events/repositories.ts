/** What concerns all pull requests of a repository: its configuration, its name, whether the app may look at it. */
import { CONFIG_PATH } from "../../model/relevance.ts";
import { REASON, type RepositoryPayload, type RepositoryPlace, type Trigger } from "./trigger.ts";

interface Named {
  readonly name: string;
  readonly full_name: string;
}

export interface PushPayload extends Omit<RepositoryPayload, "action"> {
  readonly ref: string;
  readonly before?: string;
  readonly after?: string;
  readonly deleted?: boolean;
  readonly forced?: boolean;
  readonly repository: RepositoryPayload["repository"] & { readonly default_branch?: string };
  readonly commits?: readonly { readonly added?: readonly string[]; readonly modified?: readonly string[]; readonly removed?: readonly string[] }[];
}

export interface InstallationPayload {
  readonly action: string;
  readonly installation: { readonly id: number };
  readonly repositories?: readonly Named[];
  readonly repositories_added?: readonly Named[];
}

/** GitHub lists no more commits than these in a push (docs: webhook events, push): what the others changed is not known. */
const COMMITS_LISTED = 2048;

export function onPush(payload: PushPayload): Trigger[] {
  const { ref, before, after, deleted, forced = false, repository, installation, commits = [] } = payload;
  if (deleted || repository.default_branch === undefined || ref !== `refs/heads/${repository.default_branch}`) return [];
  const paths = commits.map(({ added = [], modified = [], removed = [] }) => [...added, ...modified, ...removed]);
  const touches = paths.some((changed) => changed.includes(CONFIG_PATH));
  // Merges may come without their files; commits that go, or were on another branch before, do not come at all.
  const isUnsaid = forced || commits.length === 0 || commits.length >= COMMITS_LISTED || paths.some((changed) => changed.length === 0);
  if (!touches && !(isUnsaid && before && after)) return [];
  const place = { owner: repository.owner.login, repo: repository.name, ...(installation ? { installation: installation.id } : {}) };
  const unless = touches || !before || !after ? {} : { unlessSame: { before, after } };
  return [{ kind: "repositories", repositories: [place], reason: REASON.configChanged, ...unless }];
}

/** A name that changed: what was kept under the old one is of no use. */
export function onRepository(payload: RepositoryPayload): Trigger[] {
  const { action, repository, installation } = payload;
  if (!["renamed", "transferred", "unarchived"].includes(action)) return [];
  const place = { owner: repository.owner.login, repo: repository.name, ...(installation ? { installation: installation.id } : {}) };
  return [{ kind: "repositories", repositories: [place], reason: action }];
}

const BEGINS = new Set(["created", "unsuspend", "new_permissions_accepted", "added"]);

/** Installed, given more repositories or permissions: their open pull requests have no check of ours yet. Those of a new installation may be many. */
export function onInstallation({ action, installation, repositories, repositories_added: added }: InstallationPayload): Trigger[] {
  if (!BEGINS.has(action)) return [];
  const places = (added ?? repositories ?? []).flatMap(({ full_name: name }): RepositoryPlace[] => {
    const [owner, repo] = name.split("/");
    return owner && repo ? [{ owner, repo, installation: installation.id }] : [];
  });
  return places.length === 0 ? [] : [{ kind: "repositories", repositories: places, reason: REASON.installed }];
}
