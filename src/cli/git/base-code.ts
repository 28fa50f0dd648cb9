/** The code of a commit that names what a pull request takes away: `git grep` finds the files, their texts come from the object store. */
import { isRunningCode, searchBaseCode, unreadLanguage } from "../../model/base-code.ts";
import type { BaseCode } from "../../model/snapshot.ts";
import { limitFor } from "../content.ts";
import { readBlobs } from "./objects.ts";
import { GitError, git } from "./run.ts";
import { listTree, type TreeEntry } from "./trees.ts";

/** Files with one of the words whose texts are read at most: most of them turn out to ask no database. */
const MAX_CANDIDATES = 2_000;
/** Texts that are held at the same time. */
const PORTION = 100;

/** `words` as `searchable` gives them. Does not reject: what git cannot do is told in the answer. */
export async function baseCodeIn(repository: string, commit: string, words: readonly string[]): Promise<BaseCode> {
  const search = searchBaseCode(words);
  let searched = 0;
  try {
    const tree = (await listTree(repository, commit)).filter(({ kind }) => kind === "file");
    // Only the first: one reason is told.
    const other = tree.find(({ path }) => unreadLanguage(path) !== undefined);
    if (other) search.add(other.path, "");
    const code = new Map(tree.filter(({ path }) => isRunningCode(path)).map((entry) => [entry.path, entry]));
    searched = code.size;
    const paths = code.size === 0 ? [] : await pathsWith(repository, commit, words);
    const entries = paths.flatMap((path) => code.get(path) ?? []);
    if (entries.length > MAX_CANDIDATES) search.miss(`more than ${MAX_CANDIDATES} of its files name what goes`);
    await readInto(search, repository, entries.slice(0, MAX_CANDIDATES));
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    search.miss("git could not search the base commit");
  }
  return { ...search.result(), searched };
}

/** Paths of text files with one of the words in them. The words are identifiers, each behind its `-e`. */
async function pathsWith(repository: string, commit: string, words: readonly string[]): Promise<string[]> {
  const patterns = words.flatMap((word) => ["-e", word]);
  const args = ["grep", "-l", "-I", "-w", "-F", "--null", "--full-name", "--no-color", "--no-recurse-submodules", ...patterns, commit];
  try {
    const output = await git(repository, args);
    return output
      .toString("utf8")
      .split("\0")
      .flatMap((record) => (record.startsWith(`${commit}:`) ? [record.slice(commit.length + 1)] : []));
  } catch (error) {
    // git-grep(1): 1 is "not found".
    if (error instanceof GitError && error.exitCode === 1) return [];
    throw error;
  }
}

async function readInto(search: ReturnType<typeof searchBaseCode>, repository: string, entries: readonly TreeEntry[]): Promise<void> {
  for (let at = 0; at < entries.length; at += PORTION) {
    const portion = entries.slice(at, at + PORTION);
    const contents = await readBlobs(
      repository,
      portion.map(({ path, oid }) => ({ oid, limit: limitFor(path) })),
    );
    for (const { path, oid } of portion) {
      const content = contents.get(oid);
      if (content && "text" in content) {
        if (!search.add(path, content.text)) return;
      } else search.miss(`${path} could not be read`);
    }
  }
}
