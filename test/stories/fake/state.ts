/** A GitHub that remembers: one repository, its pull requests, and what is written on them. What people do stands here; the API in rest.ts and graphql.ts. */
import { createHash } from "node:crypto";
import { createAppSide } from "./app-side.ts";
import { patchOf } from "./diff.ts";

/** Path → text. `null` in an edit deletes. A text that starts with `link:` is a symbolic link, one with `submodule:` a submodule. */
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
  actions?: string[];
}
export interface Comment {
  id: number;
  author: string;
  body: string;
  reactions: { content: string; author: string }[];
  /** Somebody changed it after it was written. */
  edited?: boolean;
  /** An app wrote it in its author's name. */
  throughApp?: boolean;
  /** Of its author; `gone`: the account was deleted. Default: an app for logins that end in `[bot]`, else a user. */
  by?: "Bot" | "User" | "Mannequin" | "gone";
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
  locked?: boolean;
  base: string;
  /** Newest last. */
  heads: string[];
  mergeBase: string;
  comments: Comment[];
  threads: Thread[];
  /** Bodies of submitted reviews. */
  reviews: number;
  reviewBodies: string[];
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

/** Of the repository's ids: 40 or 64 digits. One fake at a time. */
let algorithm: "sha1" | "sha256" = "sha1";

export function createFakeGithub(files: Files, hash: typeof algorithm = "sha1") {
  algorithm = hash;
  let lastId = 1000;
  const commits = new Map<string, Files>();
  const blobs = new Map<string, string>();
  const branches = new Map<string, string>();
  const pulls: Pull[] = [];
  const checks: Check[] = [];
  /** Roles of people; everybody else reads. */
  const roles = new Map<string, string>();
  /** When a commit was pushed, on the scale of ids. */
  const pushed = new Map<string, number>();
  /** Where lists and texts are cut, patches that the files API leaves out. */
  const limits = { treeEntries: 100_000, blobText: 512_000, withoutPatch: new Set<string>(), mayResolve: true, archived: false, filesListed: 3_000, filesCompared: 300 };

  const nextId = (): number => ++lastId;

  function commit(tree: Files): string {
    const sha = createHash(algorithm)
      .update(JSON.stringify([tree, commits.size]))
      .digest("hex");
    commits.set(sha, tree);
    pushed.set(sha, nextId());
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
      reviewBodies: [],
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

  /** A merge queue makes a commit of a pull request and the base branch. */
  function queue(pull: Pull): { head: string; base: string } {
    const base = branches.get(pull.base) as string;
    const merged: Record<string, string | null> = {};
    const head = commits.get(headOf(pull)) as Files;
    for (const { filename, previous_filename } of changedFiles(pull)) {
      merged[filename] = head[filename] ?? null;
      if (previous_filename) merged[previous_filename] = null;
    }
    return { base, head: commit(edited(commits.get(base) as Files, merged)) };
  }

  function say(pull: Pull, author: string, body: string): Comment {
    const comment: Comment = { id: nextId(), author, body, reactions: [] };
    pull.comments.push(comment);
    return comment;
  }

  /** Somebody answers in a thread. */
  function answer(thread: Thread, author: string, body: string): Comment {
    const comment: Comment = { id: nextId(), author, body, reactions: [] };
    thread.comments.push(comment);
    return comment;
  }

  function edit(comment: Comment, body: string): void {
    Object.assign(comment, { body, edited: true });
  }

  function changedFiles(pull: Pull, head = headOf(pull)): ChangedFile[] {
    return filesBetween(pull.mergeBase, head);
  }

  function filesBetween(from: string, to: string): ChangedFile[] {
    const before = commits.get(from) as Files;
    const after = commits.get(to) as Files;
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

  return {
    app: createAppSide(),
    commits,
    blobs,
    branches,
    pulls,
    checks,
    roles,
    limits,
    pushed,
    nextId,
    treeOf,
    pullOf,
    headOf,
    openPull,
    push,
    moveBase,
    say,
    answer,
    edit,
    queue,
    changedFiles,
    filesBetween,
  };
}

/** Ids are given out in order, so they tell the time: one a second. */
export function timeOf(id: number): string {
  return new Date(Date.UTC(2026, 2, 1) + id * 1000).toISOString();
}

export function blobId(text: string): string {
  return createHash(algorithm).update(`blob ${text}`).digest("hex");
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
