/** What GitHub tells the app about itself: installations, their repositories, webhooks that it sent. */
import { type Comment, type FakeGithub, INSTALLATION, OWNER, REPO, timeOf } from "./state.ts";

export interface Delivery {
  id: number;
  guid: string;
  event: string;
  payload: object;
  status_code: number;
  /** Milliseconds since 1970. */
  at: number;
}

export interface AppSide {
  readonly deliveries: Delivery[];
  /** Ids of deliveries that the app asked for again. */
  readonly redelivered: number[];
  suspended: boolean;
  hookUrl: string;
  /** The organisation's configuration, in its repository `.github`; absent: there is no such repository. */
  shared?: string;
  /** GraphQL's type of refusal, where it is another one. */
  sharedProblem?: string;
}

export function createAppSide(): AppSide {
  return { deliveries: [], redelivered: [], suspended: false, hookUrl: "https://schema-review.example/api/github/webhooks" };
}

/** The id of an account, made from its name. */
export function idOf(login: string): number {
  return [...login].reduce((sum, character) => sum * 31 + (character.codePointAt(0) ?? 0), 7) % 1_000_003;
}

export function nodeOfRepository(): string {
  return "R_1";
}

/** A comment as REST tells it. */
export function saidBy({ id, body, author, by }: Comment): object {
  return { id, node_id: `C_${id}`, body, user: by === "gone" ? null : { login: author, id: idOf(author), type: author.endsWith("[bot]") ? "Bot" : "User" } };
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}
type On = (name: string, answer: (match: readonly string[], body: never, query: URLSearchParams) => Answer) => void;

export function appRoutes(github: FakeGithub, on: On): void {
  const side: AppSide = github.app;
  const page = <T>(all: readonly T[], query: URLSearchParams): readonly T[] => {
    const [size, number] = [Number(query.get("per_page") ?? 30), Number(query.get("page") ?? 1)];
    return all.slice((number - 1) * size, number * size);
  };

  on("GET /app/installations", (_match, _body, query) => ({
    status: 200,
    body: page([{ id: INSTALLATION, account: { login: OWNER }, suspended_at: side.suspended ? "2026-03-01T00:00:00Z" : null }], query),
  }));

  on("GET /installation/repositories", (_match, _body, query) => ({
    status: 200,
    body: {
      total_count: 1,
      repositories: page([{ id: 1, node_id: nodeOfRepository(), name: REPO, owner: { login: OWNER }, archived: github.limits.archived, disabled: false }], query),
    },
  }));

  on("GET /app/hook/deliveries", (_match, _body, query) => {
    const size = Number(query.get("per_page") ?? 30);
    const before = Number(query.get("cursor")?.slice(3) ?? Number.MAX_SAFE_INTEGER);
    const older = side.deliveries.filter(({ id }) => id < before).sort((a, b) => b.id - a.id);
    const last = older[size - 1];
    return {
      status: 200,
      body: older
        .slice(0, size)
        .map(({ at, payload: _, ...delivery }) => ({ ...delivery, status: delivery.status_code < 300 ? "OK" : "failed", delivered_at: new Date(at).toISOString() })),
      headers: (older.length > size && last ? { link: `<https://api.github.com/app/hook/deliveries?per_page=${size}&cursor=v1_${last.id}>; rel="next"` } : {}) as Record<
        string,
        string
      >,
    };
  });

  on("POST /app/hook/deliveries/{delivery_id}/attempts", ([id]) => {
    side.redelivered.push(Number(id));
    return { status: 202, body: {} };
  });

  on("GET /repos/{owner}/{repo}/pulls/comments", () => ({
    status: 200,
    body: github.pulls
      .flatMap((pull) => pull.threads.flatMap(({ comments }) => comments.map((comment) => ({ pull, comment, first: comments[0] }))))
      .map(({ pull, comment, first }) => ({
        ...saidBy(comment),
        ...(first && first !== comment ? { in_reply_to_id: first.id } : {}),
        created_at: timeOf(comment.id),
        updated_at: timeOf(comment.edited ? comment.id + 1 : comment.id),
        pull_request_url: `https://api.github.com/repos/${OWNER}/${REPO}/pulls/${pull.number}`,
      })),
  }));
}
