/** The real app (Probot, Octokit, HTTP server, queue) in front of the fake GitHub: signed webhooks go in, what stands on the pull request is looked at. */
import { createHmac, generateKeyPairSync, randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import nock from "nock";
import { serverEnvironment } from "../../../src/env.ts";
import { type Clock, systemClock } from "../../../src/github/queue/clock.ts";
import { type Running, start } from "../../../src/github/start.ts";
import type { Snapshot } from "../../../src/model/snapshot.ts";
import type { Verdict } from "../../../src/model/verdict.ts";
import { answerGraphql, nodeId } from "./graphql.ts";
import { type Answer, createRest } from "./rest.ts";
import { APP_ID, BOT, type Comment, createFakeGithub, type FakeGithub, type Files, INSTALLATION, OWNER, type Pull, REPO } from "./state.ts";

export const SECRET = "a secret of the tests";
const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

export interface Seen {
  /** `GET /repos/…` as documented, or `POST /graphql Review`. */
  readonly name: string;
  readonly status: number;
}

/** What goes wrong: 502 before the request takes effect, or after it. */
export type Fault = (name: string) => "before" | "after" | undefined;

export interface Office {
  readonly github: FakeGithub;
  readonly running: Running;
  readonly url: string;
  /** Requests since the last look, without installation tokens. */
  requests(): string[];
  /** Milliseconds that the app wanted to wait; none were. */
  readonly waits: number[];
  fault(fault: Fault | undefined): void;
  deliver(event: string, payload: object, options?: { id?: string; secret?: string }): Promise<number>;
  pullEvent(pull: Pull, action: string, more?: { id?: string; changes?: object; comments?: number }): Promise<number>;
  commentEvent(pull: Pull, comment: Comment, more?: { type?: string }): Promise<number>;
  checkEvent(pull: Pull, action: string): Promise<number>;
  /** Until nothing is left to do. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export async function openOffice(
  files: Files,
  options: { examine: (snapshot: Snapshot) => Promise<Verdict>; rules?: Readonly<Record<string, string>>; realTime?: boolean },
): Promise<Office> {
  const github = createFakeGithub(files);
  const waits: number[] = [];
  const seen: Seen[] = [];
  let fault: Fault | undefined;
  const api = mount(github, seen, (name) => fault?.(name));
  const environment = serverEnvironment({ APP_ID: String(APP_ID), PRIVATE_KEY: privateKey, WEBHOOK_SECRET: SECRET, PORT: "0", HOST: "127.0.0.1", LOG_LEVEL: "fatal" });
  const pages = options.rules ?? {};
  const running = await start(environment, {
    examine: options.examine,
    rules: { ids: Object.keys(pages), page: (id) => pages[id] },
    clock: options.realTime ? systemClock : hastyClock(waits),
  });
  const url = `http://127.0.0.1:${(running.server.address() as AddressInfo).port}`;
  const office: Office = {
    github,
    running,
    url,
    waits,
    requests: () => seen.splice(0).map(({ name, status }) => (status < 400 ? name : `${name} ${status}`)),
    fault: (next) => {
      fault = next;
    },
    deliver: (event, payload, { id = randomUUID(), secret = SECRET } = {}) => deliver(url, event, payload, id, secret),
    pullEvent: (pull, action, { id, changes, comments } = {}) =>
      office.deliver("pull_request", pullPayload(github, pull, action, { changes, comments }), id === undefined ? {} : { id }),
    commentEvent: (pull, comment, { type = "User" } = {}) => office.deliver("issue_comment", commentPayload(pull, comment, type)),
    checkEvent: (pull, action) => office.deliver("check_run", checkPayload(github, pull, action)),
    settle: () => running.queue.idle(),
    async close() {
      await running.queue.idle();
      await running.stop(1_000);
      nock.removeInterceptor(api);
      nock.cleanAll();
      nock.restore();
    },
  };
  return office;
}

function mount(github: FakeGithub, seen: Seen[], fault: (name: string) => ReturnType<Fault>): nock.Interceptor {
  if (!nock.isActive()) nock.activate();
  nock.disableNetConnect();
  nock.enableNetConnect("127.0.0.1");
  const rest = createRest(github);
  let last: nock.Interceptor | undefined;
  for (const method of ["GET", "POST", "PATCH", "PUT", "DELETE"]) {
    last = nock("https://api.github.com").persist().intercept(/.*/, method);
    last.reply(async (uri, body) => {
      const { pathname, searchParams } = new URL(uri, "https://api.github.com");
      const sent = typeof body === "string" && body !== "" ? JSON.parse(body) : body;
      const isGraphql = pathname === "/graphql";
      const route = isGraphql ? undefined : rest.find(method, pathname);
      const name = isGraphql ? `GraphQL ${/^\s*(?:query|mutation) (\w+)/.exec(sent.query)?.[1]}` : (route?.name ?? `${method} ${pathname} (unknown)`);
      const isToken = name.includes("access_tokens");
      const trouble = isToken ? undefined : fault(name);
      let answer: Answer = { status: 502, body: { message: "Bad Gateway" } };
      if (trouble !== "before") {
        const real = isGraphql ? await answerGraphql(github, sent) : (route?.answer(sent, searchParams) ?? { status: 404, body: { message: "no such route in the fake" } });
        if (trouble === undefined) answer = real;
      }
      if (!isToken) seen.push({ name, status: answer.status });
      const isRaw = name.includes("git/blobs");
      return [
        answer.status,
        isRaw ? String(answer.body) : JSON.stringify(answer.body ?? {}),
        { "content-type": isRaw ? "application/vnd.github.raw; charset=utf-8" : "application/json; charset=utf-8", ...answer.headers },
      ];
    });
  }
  return last as nock.Interceptor;
}

/** Nothing waits; the clock shows as if it had. */
function hastyClock(waits: number[]): Clock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    after(milliseconds, task) {
      let cancelled = false;
      waits.push(milliseconds);
      const timer = setImmediate(() => {
        ahead += milliseconds;
        if (!cancelled) task();
      });
      return () => {
        cancelled = true;
        clearImmediate(timer);
      };
    },
  };
}

async function deliver(url: string, event: string, payload: object, id: string, secret: string): Promise<number> {
  const body = JSON.stringify(payload);
  const response = await fetch(`${url}/api/github/webhooks`, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "x-github-event": event,
      "x-github-delivery": id,
      "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
    },
  });
  await response.text();
  return response.status;
}

const REPOSITORY = {
  repository: { id: 1, node_id: "R_1", name: REPO, full_name: `${OWNER}/${REPO}`, owner: { login: OWNER } },
  installation: { id: INSTALLATION },
  sender: { login: "alice", id: 1, type: "User" },
};

export function pullPayload(
  github: FakeGithub,
  pull: Pull,
  action: string,
  { changes, comments, reviewComments }: { changes?: object | undefined; comments?: number | undefined; reviewComments?: number } = {},
): object {
  return {
    action,
    number: pull.number,
    pull_request: {
      number: pull.number,
      head: { sha: github.headOf(pull) },
      base: { ref: pull.base, sha: github.branches.get(pull.base) },
      comments: comments ?? pull.comments.length,
      review_comments: reviewComments ?? pull.threads.length,
    },
    ...(changes ? { changes } : {}),
    ...REPOSITORY,
  };
}

function commentPayload(pull: Pull, comment: Comment, type: string): object {
  const id = (login: string): number => [...login].reduce((sum, character) => sum * 31 + (character.codePointAt(0) ?? 0), 7) % 1_000_003;
  return {
    action: "created",
    issue: { number: pull.number, pull_request: {}, user: { login: pull.author, id: id(pull.author) } },
    comment: { id: comment.id, node_id: nodeId(comment), body: comment.body, user: { login: comment.author, id: id(comment.author), type } },
    ...REPOSITORY,
  };
}

function checkPayload(github: FakeGithub, pull: Pull, action: string): object {
  const check = github.checks.findLast(({ head }) => head === github.headOf(pull));
  return {
    action,
    check_run: { id: check?.id, head_sha: github.headOf(pull), external_id: check?.external_id, app: { id: APP_ID }, pull_requests: [] },
    ...REPOSITORY,
    sender: { login: BOT, id: 2, type: "Bot" },
  };
}
