/**
 * Waivers and overrides as state on GitHub: read anew from the comments at each review. One counts while its comment stands as a person wrote it, our
 * answer to it stands as we wrote it (it holds what it was given for), and its author may do so today. Nothing else is kept anywhere.
 */
import type { Role } from "../../model/role.ts";
import type { Waiver } from "../../model/snapshot.ts";
import { fingerprintsIn } from "../../publication/markers.ts";
import type { Client } from "../client.ts";
import { type Given, givenIn, repliedTo } from "../commands/given.ts";
import { readCommands } from "../commands/grammar.ts";
import { waiverIn } from "../commands/waiver-grammar.ts";
import { roleOf } from "../role.ts";
import type { CommentNode, Conversation } from "./conversation.ts";

/** A waiver as it was said, whether or not it counts. */
export interface SpokenWaiver extends Pick<Waiver, "kind" | "target" | "reason" | "by"> {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  /** Findings of the thread that it was said in. */
  readonly thread?: readonly string[];
  /** From our answer; absent: it was not answered, or refused. */
  readonly given?: Given;
}

export function waiverId(comment: number | string, command: number): string {
  return `${comment}#${command}`;
}

export function spokenWaivers({ comments, threads }: Conversation): SpokenWaiver[] {
  const inThreads = threads.flatMap(({ comments: { nodes } }) => {
    const [first, ...replies] = nodes;
    const findings = first?.viewerDidAuthor ? fingerprintsIn(first.body) : [];
    return spokenIn(findings.length === 0 ? nodes : replies, nodes, findings.length === 0 ? undefined : findings);
  });
  return [...spokenIn(comments, comments), ...inThreads];
}

function spokenIn(said: readonly CommentNode[], all: readonly CommentNode[], thread?: readonly string[]): SpokenWaiver[] {
  const answers = new Map<string, Given[]>();
  for (const { viewerDidAuthor, lastEditedAt, body } of all) {
    const comment = viewerDidAuthor && lastEditedAt === null ? repliedTo(body) : undefined;
    if (comment !== undefined && !answers.has(comment)) answers.set(comment, givenIn(body));
  }
  return said.flatMap((comment) => (isWordOfAPerson(comment) ? waiversOf(comment, answers.get(comment.fullDatabaseId) ?? [], thread) : []));
}

function isWordOfAPerson({ author, lastEditedAt, viewerDidAuthor }: CommentNode): boolean {
  return author?.__typename === "User" && lastEditedAt === null && !viewerDidAuthor;
}

function waiversOf({ fullDatabaseId, body, createdAt: at, author }: CommentNode, answer: readonly Given[], thread: readonly string[] | undefined): SpokenWaiver[] {
  return readCommands(body).flatMap((command, n) => {
    const waiver = waiverIn(command);
    if (!waiver || "missing" in waiver || !author) return [];
    const given = answer.find(({ command: which, head }) => which === n && (head === undefined) === (waiver.kind === "waive"));
    return [{ ...waiver, id: waiverId(fullDatabaseId, n), by: author.login, at, ...(thread ? { thread } : {}), ...(given ? { given } : {}) }];
  });
}

/**
 * Those that were answered, with what their authors may do now: one request for each author, none where there are no waivers. An override of another
 * head than `heads` is of no interest any more.
 */
export async function readWaivers(
  client: Client,
  place: { readonly owner: string; readonly repo: string },
  spoken: readonly SpokenWaiver[],
  heads: readonly string[],
): Promise<Waiver[]> {
  const counted = spoken.filter(({ given }) => given && (given.head === undefined || heads.includes(given.head)));
  const authors = [...new Set(counted.map(({ by }) => by))];
  const roles = new Map<string, Role>(await Promise.all(authors.map(async (by) => [by, await roleOf(client, place, by)] as const)));
  return counted.map(({ id, kind, target, reason, by, given }) => ({
    id,
    kind,
    reason,
    by,
    role: roles.get(by) ?? "none",
    ...(target === undefined ? {} : { target }),
    ...(given?.fingerprints ? { fingerprints: given.fingerprints } : {}),
    ...(given?.head === undefined ? {} : { head: given.head }),
  }));
}
