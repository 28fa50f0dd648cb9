/** The real app (Probot, Octokit, HTTP server, queue) in front of the fake GitHub: signed webhooks go in, what stands on the pull request is looked at. */
import { createHmac, generateKeyPairSync, randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import nock from "nock";
import { serverEnvironment } from "../../../src/env.ts";
import { type Clock, systemClock } from "../../../src/github/queue/clock.ts";
import { type Running, type StartOptions, start } from "../../../src/github/start.ts";
import type { Snapshot } from "../../../src/model/snapshot.ts";
import type { Verdict } from "../../../src/model/verdict.ts";
import { idOf } from "./app-side.ts";
import { answerGraphql, nodeId } from "./graphql.ts";
import { type Answer, createRest } from "./rest.ts";
import { APP_ID, BOT, type Comment, createFakeGithub, type FakeGithub, type Files, INSTALLATION, OWNER, type Pull, REPO } from "./state.ts";
import { hastyTime } from "./time.ts";

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

/** What goes wrong: 502 before the request takes effect, or after it; or something else than 502. A promise: what happens before it does. */
export type Fault = (name: string) => "before" | "after" | Trouble | undefined | Promise<undefined>;

export interface Trouble {
  readonly when: "before" | "after";
  /** The answer. `lost`: the connection breaks; `cut`: the real answer's JSON breaks off; `late`: it comes, so many milliseconds later; `hang`: it never comes. */
  readonly how: { readonly status: number; readonly message?: string; readonly headers?: Readonly<Record<string, string>> } | "lost" | "cut" | "hang" | { readonly late: number };
}

export interface Office {
  readonly github: FakeGithub;
  readonly running: Running;
  readonly url: string;
  /** Requests since the last look, without installation tokens. */
  requests(): string[];
  /** Milliseconds that the app wanted to wait; none were. */
  readonly waits: number[];
  fault(fault: Fault | undefined): void;
  deliver(event: string, payload: object, options?: { id?: string; secret?: string; url?: string }): Promise<number>;
  pullEvent(pull: Pull, action: string, more?: { id?: string; changes?: object; comments?: number }): Promise<number>;
  commentEvent(pull: Pull, comment: Comment, more?: { type?: string; action?: string }): Promise<number>;
  /** In a thread. */
  replyEvent(pull: Pull, comment: Comment, more?: { type?: string }): Promise<number>;
  checkEvent(pull: Pull, action: string, more?: { button?: string; by?: string }): Promise<number>;
  groupEvent(pull: Pull, group: { head: string; base: string }, action: string): Promise<number>;
  readonly payloads: {
    commentEdited(pull: Pull, comment: Comment, before: string): object;
    commentDeleted(pull: Pull, comment: Comment): object;
  };
  /** Until nothing is left to do. */
  settle(): Promise<void>;
  /** The process ends as by kill -9, and another starts. What hangs in the old one hangs for ever. */
  reboot(): Promise<void>;
  /** A second process beside it; `die`: its database and its server are gone from one moment to the next. */
  another(more?: { examine?: (snapshot: Snapshot) => Promise<Verdict>; env?: Readonly<Record<string, string>> }): Promise<{ readonly url: string; die(): Promise<void> }>;
  /** Milliseconds since 1970, as the app sees them; `pass` lets time go by. */
  readonly time: { now(): number; pass(milliseconds: number): void };
  close(): Promise<void>;
}

export async function openOffice(
  files: Files,
  options: {
    examine: (snapshot: Snapshot) => Promise<Verdict>;
    rules?: Readonly<Record<string, string>>;
    realTime?: boolean;
    /** The app's, when the test owns all time. */
    clock?: Clock;
    /** Of the repository's ids. */
    hash?: "sha256";
    /** Milliseconds since 1970; default: now. */
    startAt?: number;
    env?: Readonly<Record<string, string>>;
    write?: (line: string) => void;
    pace?: StartOptions["pace"];
  },
): Promise<Office> {
  const github = createFakeGithub(files, options.hash);
  const waits: number[] = [];
  const seen: Seen[] = [];
  let fault: Fault | undefined;
  const time = hastyTime(waits, options.startAt);
  const api = mount(github, seen, (name) => fault?.(name), time.pass);
  const settings = {
    APP_ID: String(APP_ID),
    PRIVATE_KEY: privateKey,
    WEBHOOK_SECRET: SECRET,
    PORT: "0",
    HOST: "127.0.0.1",
    LOG_LEVEL: "fatal",
    RECONCILE_MINUTES: "0",
    ...options.env,
  };
  const pages = options.rules ?? {};
  const boot = ({ examine = options.examine, env = {} }: Parameters<Office["another"]>[0] = {}) =>
    start(serverEnvironment({ ...settings, ...env }), {
      examine,
      rules: { ids: Object.keys(pages), page: (id) => pages[id] },
      clock: options.clock ?? (options.realTime ? systemClock : time.clock),
      ...(options.write ? { write: options.write } : {}),
      ...(options.pace ? { pace: options.pace } : {}),
    });
  const urlOf = ({ server }: Running): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let running = await boot();
  let url = urlOf(running);
  const office: Office = {
    github,
    get running() {
      return running;
    },
    get url() {
      return url;
    },
    async another(more) {
      const second = await boot(more);
      return {
        url: urlOf(second),
        async die() {
          await second.database?.close();
          second.server.closeAllConnections();
          second.server.close();
        },
      };
    },
    time: { now: time.clock.now, pass: time.pass },
    async reboot() {
      running.server.closeAllConnections();
      running.server.close();
      running = await boot();
      url = urlOf(running);
    },
    waits,
    requests: () => seen.splice(0).map(({ name, status }) => (status < 400 ? name : `${name} ${status}`)),
    fault: (next) => {
      fault = next;
    },
    deliver: (event, payload, { id = randomUUID(), secret = SECRET, url: to = url } = {}) => deliver(to, event, payload, id, secret),
    pullEvent: (pull, action, { id, changes, comments } = {}) =>
      office.deliver("pull_request", pullPayload(github, pull, action, { changes, comments }), id === undefined ? {} : { id }),
    commentEvent: (pull, comment, { type = "User", action } = {}) => office.deliver("issue_comment", commentPayload(pull, comment, type, action)),
    replyEvent: (pull, comment, { type = "User" } = {}) => office.deliver("pull_request_review_comment", replyPayload(pull, comment, type)),
    checkEvent: (pull, action, more) => office.deliver("check_run", checkPayload(github, pull, action, more)),
    groupEvent: (pull, { head, base }, action) =>
      office.deliver("merge_group", {
        action,
        merge_group: { head_sha: head, head_ref: `refs/heads/gh-readonly-queue/${pull.base}/pr-${pull.number}-${base}`, base_sha: base, base_ref: `refs/heads/${pull.base}` },
        ...REPOSITORY,
      }),
    payloads: {
      commentEdited: (pull, comment, before) => ({ ...commentPayload(pull, comment, "User", "edited"), changes: { body: { from: before } } }),
      commentDeleted: (pull, comment) => commentPayload(pull, comment, "User", "deleted"),
    },
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

function mount(github: FakeGithub, seen: Seen[], fault: (name: string) => ReturnType<Fault>, pass: (milliseconds: number) => void): nock.Interceptor {
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
      const given = isToken ? undefined : await fault(name);
      const trouble: Trouble | undefined = typeof given === "string" ? { when: given, how: { status: 502, message: "Bad Gateway" } } : given;
      const how = trouble?.how;
      const takesEffect = trouble?.when !== "before" || (typeof how === "object" && "late" in how);
      let answer: Answer = { status: 200 };
      if (takesEffect)
        answer = isGraphql ? await answerGraphql(github, sent) : (route?.answer(sent, searchParams) ?? { status: 404, body: { message: "no such route in the fake" } });
      if (how === "hang") await new Promise(() => {});
      if (how === "lost") throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
      if (typeof how === "object" && "late" in how) pass(how.late);
      else if (typeof how === "object") answer = { status: how.status, body: { message: how.message ?? "no" }, headers: how.headers ?? {} };
      if (!isToken) seen.push({ name, status: answer.status });
      const isRaw = name.includes("git/blobs");
      const text = isRaw ? String(answer.body) : JSON.stringify(answer.body ?? {});
      return [
        answer.status,
        how === "cut" ? text.slice(0, Math.ceil(text.length / 2)) : text,
        { "content-type": isRaw ? "application/vnd.github.raw; charset=utf-8" : "application/json; charset=utf-8", ...answer.headers },
      ];
    });
  }
  return last as nock.Interceptor;
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

function commentPayload(pull: Pull, comment: Comment, type: string, action = "created"): object {
  return { action, issue: { number: pull.number, pull_request: {}, user: account(pull.author) }, comment: said(comment, type), ...REPOSITORY };
}

function replyPayload(pull: Pull, comment: Comment, type: string): object {
  const thread = pull.threads.find(({ comments }) => comments.includes(comment));
  const first = thread?.comments[0];
  return {
    action: "created",
    pull_request: { number: pull.number, user: account(pull.author) },
    comment: { ...said(comment, type), ...(first && first !== comment ? { in_reply_to_id: first.id } : {}) },
    ...REPOSITORY,
  };
}

function said(comment: Comment, type: string): object {
  return { id: comment.id, node_id: nodeId(comment), body: comment.body, user: comment.by === "gone" ? null : { ...account(comment.author), type } };
}

function account(login: string): { login: string; id: number } {
  return { login, id: idOf(login) };
}

function checkPayload(github: FakeGithub, pull: Pull, action: string, { button, by = BOT }: { button?: string; by?: string } = {}): object {
  const check = github.checks.findLast(({ head }) => head === github.headOf(pull));
  return {
    action,
    check_run: { id: check?.id, head_sha: github.headOf(pull), external_id: check?.external_id, app: { id: APP_ID }, pull_requests: [] },
    ...(button === undefined ? {} : { requested_action: { identifier: button } }),
    ...REPOSITORY,
    sender: { ...account(by), type: by === BOT ? "Bot" : "User" },
  };
}
