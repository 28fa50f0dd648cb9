/** A GitHub that remembers: one repository, its pull requests, and what is written on them. What people do stands here; the API in rest.ts and graphql.ts. */
import { createHash } from "node:crypto";
import { patchOf } from "./diff.ts";

/** Path → text. `null` in an edit deletes. A text that starts with `link:` is a symbolic link. */
export type Files = Readonly<Record<string, string>>;

export interface Check {
  id: number;
  name: string;
  head: string;
  status: string;
  conclusion: string | null;
  output: { title: string; summary: string; text?: string };
  annotations: { path: string; start_line: number; title: string; message: string }[];
  external_id: string;
}
export interface Comment {
  id: number;
  author: string;
  body: string;
  reactions: { content: string; author: string }[];
}
export interface Thread {
  id: string;
  path: string;
  line: number;
  start_line?: number;
  side: "LEFT" | "RIGHT";
  resolvedBy?: string;
  minimized?: boolean;
  comments: Comment[];
}
export interface Pull {
  number: number;
  title: string;
  body: string;
  author: string;
  state: "OPEN" | "CLOSED";
  draft: boolean;
  base: string;
  /** Newest last. */
  heads: string[];
  mergeBase: string;
  comments: Comment[];
  threads: Thread[];
  /** Bodies of submitted reviews. */
  reviews: number;
  pendingReview?: { id: number; author: string };
}
export interface ChangedFile {
  filename: string;
  previous_filename?: string;
  status: string;
  sha: string;
  changes: number;
  patch?: string;
}

export const BOT = "schema-review[bot]";
export const APP_ID = 77;
export const INSTALLATION = 5;
export const OWNER = "acme";
export const REPO = "shop";

export type FakeGithub = ReturnType<typeof createFakeGithub>;

export function createFakeGithub(files: Files) {
  let lastId = 1000;
  const commits = new Map<string, Files>();
  const blobs = new Map<string, string>();
  const branches = new Map<string, string>();
  const pulls: Pull[] = [];
  const checks: Check[] = [];
  /** Roles of people; everybody else reads. */
  const roles = new Map<string, string>();
  /** Where lists and texts are cut, patches that the files API leaves out. */
  const limits = { treeEntries: 100_000, blobText: 512_000, withoutPatch: new Set<string>(), mayResolve: true };

  const nextId = (): number => ++lastId;

  function commit(tree: Files): string {
    const sha = createHash("sha1")
      .update(JSON.stringify([tree, commits.size]))
      .digest("hex");
    commits.set(sha, tree);
    for (const text of Object.values(tree)) blobs.set(blobId(text), text);
    return sha;
  }

  function edited(tree: Files, changes: Readonly<Record<string, string | null>>): Files {
    return Object.fromEntries(Object.entries({ ...tree, ...changes }).filter((entry): entry is [string, string] => entry[1] !== null));
  }

  const treeOf = (ref: string): Files | undefined => commits.get(branches.get(ref) ?? ref);
  const pullOf = (number: number): Pull | undefined => pulls.find((pull) => pull.number === number);
  const headOf = (pull: Pull): string => pull.heads.at(-1) as string;

  branches.set("main", commit(files));

  function openPull(options: { files: Readonly<Record<string, string | null>>; title?: string; body?: string; author?: string; draft?: boolean }): Pull {
    const base = branches.get("main") as string;
    const pull: Pull = {
      number: pulls.length + 1,
      title: options.title ?? "A change",
      body: options.body ?? "",
      author: options.author ?? "alice",
      state: "OPEN",
      draft: options.draft ?? false,
      base: "main",
      heads: [commit(edited(treeOf("main") as Files, options.files))],
      mergeBase: base,
      comments: [],
      threads: [],
      reviews: 0,
    };
    pulls.push(pull);
    return pull;
  }

  function push(pull: Pull, changes: Readonly<Record<string, string | null>>): void {
    pull.heads.push(commit(edited(commits.get(headOf(pull)) as Files, changes)));
  }

  /** Somebody pushes to the base branch. */
  function moveBase(changes: Readonly<Record<string, string | null>>): void {
    branches.set("main", commit(edited(treeOf("main") as Files, changes)));
  }

  function say(pull: Pull, author: string, body: string): Comment {
    const comment: Comment = { id: nextId(), author, body, reactions: [] };
    pull.comments.push(comment);
    return comment;
  }

  function changedFiles(pull: Pull, head = headOf(pull)): ChangedFile[] {
    const before = commits.get(pull.mergeBase) as Files;
    const after = commits.get(head) as Files;
    const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    const list = paths.flatMap((path): ChangedFile[] => {
      const [old, now] = [before[path], after[path]];
      if (old === now) return [];
      const { patch, changes } = patchOf(old ?? "", now ?? "");
      const status = old === undefined ? "added" : now === undefined ? "removed" : "modified";
      return [{ filename: path, status, sha: blobId(now ?? old ?? ""), changes, ...(limits.withoutPatch.has(path) ? {} : { patch }) }];
    });
    return withRenames(list);
  }

  return { commits, blobs, branches, pulls, checks, roles, limits, nextId, treeOf, pullOf, headOf, openPull, push, moveBase, say, changedFiles };
}

export function blobId(text: string): string {
  return createHash("sha1").update(`blob ${text}`).digest("hex");
}

/** A removed and an added file with one text are a rename. */
function withRenames(files: ChangedFile[]): ChangedFile[] {
  const renamed = files.flatMap((file) => {
    const from = file.status === "added" ? files.find((other) => other.status === "removed" && other.sha === file.sha) : undefined;
    return from ? [{ to: file, from }] : [];
  });
  const gone = new Set(renamed.map(({ from }) => from));
  return files
    .filter((file) => !gone.has(file))
    .map((file) => {
      const rename = renamed.find(({ to }) => to === file);
      return rename ? { filename: file.filename, previous_filename: rename.from.filename, status: "renamed", sha: file.sha, changes: 0 } : file;
    });
}
