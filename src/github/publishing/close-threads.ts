/** Threads whose finding is gone: resolved where the installation permits it, else minimised where nobody answered, and in any case edited to say so. */
import type { Action } from "../../model/publication.ts";
import type { Client } from "../client.ts";
import { isForbidden } from "../failures.ts";

export type ThreadToClose = Extract<Action, { readonly kind: "resolve-thread" }>;

/** Mutations of one request. */
const AT_ONCE = 20;

/**
 * A thread is closed before its comment is edited: cut off between the two, the comment still lacks its mark and is done again.
 * Resolving needs contents: write, which this app does not ask for; an installation may grant it.
 */
export async function closeThreads(client: Client, threads: readonly ThreadToClose[]): Promise<void> {
  for (let at = 0; at < threads.length; at += AT_ONCE) {
    const some = threads.slice(at, at + AT_ONCE);
    const open = await mutateAll(client, some, "resolveReviewThread", ({ thread }) => ({ threadId: thread }));
    const unanswered = open.filter(({ replies }) => replies === 0);
    if (unanswered.length > 0) await mutateAll(client, unanswered, "minimizeComment", ({ commentNode }) => ({ subjectId: commentNode, classifier: "RESOLVED" }));
    await mutateAll(client, some, "updatePullRequestReviewComment", ({ commentNode, body }) => ({ pullRequestReviewCommentId: commentNode, body }));
  }
}

const INPUT = {
  resolveReviewThread: "ResolveReviewThreadInput",
  minimizeComment: "MinimizeCommentInput",
  updatePullRequestReviewComment: "UpdatePullRequestReviewCommentInput",
} as const;

/** One request for many; the answer: those that GitHub refused, because of a permission or because a human deleted the comment meanwhile. */
async function mutateAll(client: Client, threads: readonly ThreadToClose[], field: keyof typeof INPUT, inputOf: (thread: ThreadToClose) => object): Promise<ThreadToClose[]> {
  const variables = Object.fromEntries(threads.map((thread, at) => [`i${at}`, inputOf(thread)]));
  try {
    await client.graphql(mutationOf(field, threads.length), variables);
    return [];
  } catch (error) {
    const { errors, data } = error as { errors?: readonly { readonly path?: readonly (string | number)[]; readonly type?: string }[]; data?: unknown };
    const expected = isForbidden(error) || errors?.every(({ type }) => type === "FORBIDDEN" || type === "NOT_FOUND");
    if (!expected || (errors && data === undefined)) throw error;
    const refused = new Set(errors?.map(({ path }) => String(path?.[0])));
    return errors ? threads.filter((_, at) => refused.has(`m${at}`)) : [...threads];
  }
}

/** Validated against GitHub's schema by test/github/queries.test.ts. */
export function mutationOf(field: keyof typeof INPUT, count: number): string {
  const numbers = Array.from({ length: count }, (_, at) => at);
  const declared = numbers.map((at) => `$i${at}: ${INPUT[field]}!`).join(", ");
  return `mutation Close(${declared}) {\n${numbers.map((at) => `  m${at}: ${field}(input: $i${at}) { clientMutationId }`).join("\n")}\n}`;
}
