/** Our HTTP server around Probot's webhook handler: a cap on bodies, signatures, health routes, metrics. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Intake } from "./intake.ts";
import type { WebhookOutcome } from "./metrics.ts";
import { sign, signedWith } from "./signature.ts";

/** GitHub caps payloads at 25 MB (docs: webhook events and payloads). */
export const BODY_LIMIT = 25 * 1024 * 1024;
/** Of a body that is too large, this much more is read and dropped, so that the sender gets to read the answer. */
const DROPPED = 3 * BODY_LIMIT;
/** Milliseconds for a whole request to arrive. */
const REQUEST_TIMEOUT = 30_000;

export const WEBHOOK_PATH = "/api/github/webhooks";

export interface HttpOptions {
  /** Probot's middleware: checks the signature, calls the handlers, answers. Absent: this process takes no webhooks. */
  readonly webhooks?: (request: IncomingMessage, response: ServerResponse) => unknown;
  /** What webhooks may be signed with; Probot knows the first. */
  readonly secrets: readonly [string, ...string[]];
  /** Can work be kept? Asked before a load balancer sends anything here. */
  readonly isHealthy: () => Promise<boolean>;
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
  /** After each webhook: what became of it, and how long the sender waited. */
  readonly onWebhook: (event: string | undefined, outcome: WebhookOutcome, seconds: number) => void;
  /** Hears of each webhook that is in hand. */
  readonly intake: Pick<Intake, "begin">;
  /** False while the process shuts down. */
  readonly isReady: () => boolean;
  readonly onError: (error: unknown) => void;
}

export function createHttpServer(options: HttpOptions): Server {
  const server = createServer((request, response) => {
    route(request, response, options).catch((error: unknown) => {
      options.onError(error);
      if (!response.headersSent) answer(response, 500, "error\n");
    });
  });
  server.requestTimeout = REQUEST_TIMEOUT;
  return server;
}

async function route(request: IncomingMessage, response: ServerResponse, options: HttpOptions): Promise<void> {
  const { isReady } = options;
  const path = request.url?.split("?")[0]?.replace(/(?<=.)\/+$/, "");
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (isRead && path === "/healthz") return answer(response, 200, "ok\n");
  if (isRead && path === "/readyz") return ready(response, options);
  if (isRead && path === "/metrics") return showMetrics(response, options);
  // Probot's set-up page registers the server's root as the address for webhooks.
  if (path === "/" && request.method === "POST") request.url = WEBHOOK_PATH;
  else if (path !== WEBHOOK_PATH) return answer(response, 404, "not found\n");
  if (request.method !== "POST") return answer(response, 405, "webhooks are posted\n");
  if (!options.webhooks) return answer(response, 404, "this process takes no webhooks\n");
  if (!isReady()) return answer(response, 503, "shutting down\n");
  await take(request, response, { ...options, webhooks: options.webhooks });
}

async function take(
  request: IncomingMessage,
  response: ServerResponse,
  { webhooks, secrets, onWebhook, intake }: HttpOptions & Required<Pick<HttpOptions, "webhooks">>,
): Promise<void> {
  const began = performance.now();
  const done = (outcome: WebhookOutcome): void => onWebhook(headerOf(request, "x-github-event"), outcome, (performance.now() - began) / 1000);
  const body = await readBody(request);
  if (body === undefined) {
    answer(response, 413, `a webhook has at most ${BODY_LIMIT} bytes\n`);
    return done("too_large");
  }
  const secret = signedWith(body, headerOf(request, "x-hub-signature-256"), secrets);
  if (secret === undefined) {
    answer(response, 400, "the signature is missing or is not made with this app's webhook secret\n");
    return done("unsigned");
  }
  if (secret !== secrets[0]) request.headers["x-hub-signature-256"] = sign(body, secrets[0]);
  // @octokit/webhooks takes the raw bytes from here instead of reading the request.
  Object.assign(request, { body: {}, rawBody: body });
  const answered = intake.begin();
  try {
    await webhooks(request, response);
  } finally {
    answered();
  }
  done(response.statusCode < 300 ? "accepted" : response.statusCode < 500 ? "malformed" : "failed");
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" ? value : undefined;
}

async function ready(response: ServerResponse, { isReady, isHealthy }: HttpOptions): Promise<void> {
  if (!isReady()) return answer(response, 503, "shutting down\n");
  return (await isHealthy()) ? answer(response, 200, "ready\n") : answer(response, 503, "the database does not answer\n");
}

async function showMetrics(response: ServerResponse, { metrics }: HttpOptions): Promise<void> {
  const { type, text } = await metrics();
  answer(response, 200, text, type);
}

/** `undefined`: too large, by its own word or by count. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  let isTooLarge = Number(request.headers["content-length"] ?? 0) > BODY_LIMIT;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > DROPPED) {
      request.destroy();
      return undefined;
    }
    if (size > BODY_LIMIT) {
      isTooLarge = true;
      chunks.length = 0;
    }
    if (!isTooLarge) chunks.push(chunk);
  }
  return isTooLarge ? undefined : Buffer.concat(chunks);
}

function answer(response: ServerResponse, status: number, text: string, type = "text/plain; charset=utf-8"): void {
  response.writeHead(status, { "content-type": type }).end(text);
}
