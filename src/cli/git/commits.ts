/** Refs of a repository become commits: what is reviewed, and against what. */
import { nearest } from "../../model/nearest.ts";
import { UsageError } from "../failure.ts";
import { GitError, git } from "./run.ts";

/** Tried in this order when no base is named. */
const DEFAULT_BASES = ["refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/remotes/origin/master", "refs/heads/main", "refs/heads/master"];

export interface Range {
  /** The ref as a person would name it. */
  readonly base: string;
  /** Object ids. `baseCommit` is the tip of the base branch, `mergeBase` is where the two parted: changes are counted from there, as GitHub counts them. */
  readonly baseCommit: string;
  readonly mergeBase: string;
  readonly headCommit: string;
}

/** Throws `UsageError`: not a repository, an unknown ref, a shallow clone. */
export async function resolveRange(repository: string, base: string | undefined, head = "HEAD"): Promise<Range> {
  const bases = base === undefined ? DEFAULT_BASES : [base];
  const [headCommit, ...found] = await resolveCommits(repository, [head, ...bases]);
  if (headCommit === undefined) throw await unknownRef(repository, head);
  const index = found.findIndex((commit) => commit !== undefined);
  const baseCommit = found[index];
  if (baseCommit === undefined) {
    if (base !== undefined) throw await unknownRef(repository, base);
    throw new UsageError(`There is no origin/HEAD, main or master in ${called(repository)} to compare with. Name the base: --base <ref>.`);
  }
  const name = (bases[index] ?? "").replace(/^refs\/(?:remotes|heads)\//, "");
  return { base: name, baseCommit, headCommit, mergeBase: await mergeBaseOf(repository, baseCommit, headCommit) };
}

/** The commit of each ref, in their order; `undefined` for those that do not exist. */
export async function resolveCommits(repository: string, refs: readonly string[]): Promise<(string | undefined)[]> {
  for (const ref of refs) if (ref.trim() === "" || /\p{Cc}/u.test(ref)) throw new UsageError(`"${ref.replace(/\p{Cc}/gu, "?")}" is no name of a branch, tag or commit.`);
  const output = await asked(repository, ["cat-file", "--batch-check=%(objectname) %(objecttype)"], refs.map((ref) => `${ref}^{commit}\n`).join(""));
  const answers = output.toString("utf8").split("\n");
  return refs.map((_, index) => /^([0-9a-f]{40,64}) commit$/.exec(answers[index] ?? "")?.[1]);
}

/** The object id of a file in a commit. */
export async function resolveFile(repository: string, commit: string, path: string): Promise<string | undefined> {
  const output = await git(repository, ["cat-file", "--batch-check=%(objectname) %(objecttype)"], `${commit}:${path}\n`);
  return /^([0-9a-f]{40,64}) blob$/m.exec(output.toString("utf8"))?.[1];
}

/** Of several (criss-cross merges) the first, as git itself chooses. Histories that never met are compared as they are. */
async function mergeBaseOf(repository: string, base: string, head: string): Promise<string> {
  try {
    return (await git(repository, ["merge-base", base, head])).toString("utf8").trim();
  } catch (error) {
    if (!(error instanceof GitError) || error.exitCode !== 1) throw error;
    const shallow = (await git(repository, ["rev-parse", "--is-shallow-repository"])).toString("utf8").trim() === "true";
    if (shallow)
      throw new UsageError(
        "This is a shallow clone that ends before base and head meet. Fetch the rest: `git fetch --unshallow`, or in GitHub Actions `fetch-depth: 0` for actions/checkout.",
      );
    return base;
  }
}

async function asked(repository: string, args: readonly string[], input: string): Promise<Buffer> {
  try {
    return await git(repository, args, input);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    if (/not a git repository|cannot change to/i.test(error.message))
      throw new UsageError(`${repository} is not a git repository. Name one with --repo, or compare two folders: --base DIR --head DIR.`);
    if (/dubious ownership/i.test(error.message))
      throw new UsageError(`git does not trust ${repository}, because it belongs to another user. Allow it: git config --global --add safe.directory <its absolute path>`);
    throw new UsageError(`git: ${error.message}`);
  }
}

export async function unknownRef(repository: string, ref: string): Promise<UsageError> {
  const refs = (await git(repository, ["for-each-ref", "--format=%(refname:short)", "--count=5000"])).toString("utf8").split("\n").filter(Boolean);
  if (refs.length === 0) return new UsageError(`There is no commit in ${called(repository)} yet.`);
  const meant = refs.find((name) => name.endsWith(`/${ref}`)) ?? nearest(ref, refs);
  return new UsageError(`There is no branch, tag or commit "${ref}" in ${called(repository)}.${meant === undefined ? "" : ` Did you mean "${meant}"?`}`);
}

function called(repository: string): string {
  return repository === "." ? "this repository" : repository;
}
