/** Our HTTP server around Probot's webhook handler: a cap on bodies, health routes, nothing else. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

/** GitHub caps payloads at 25 MB (docs: webhook events and payloads). */
export const BODY_LIMIT = 25 * 1024 * 1024;
/** Of a body that is too large, this much more is read and dropped, so that the sender gets to read the answer. */
const DROPPED = 3 * BODY_LIMIT;
/** Milliseconds for a whole request to arrive. */
const REQUEST_TIMEOUT = 30_000;

export const WEBHOOK_PATH = "/api/github/webhooks";

export interface HttpOptions {
  /** Probot's middleware: checks the signature, calls the handlers, answers. */
  readonly webhooks: (request: IncomingMessage, response: ServerResponse) => unknown;
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

async function route(request: IncomingMessage, response: ServerResponse, { webhooks, isReady }: HttpOptions): Promise<void> {
  const path = request.url?.split("?")[0]?.replace(/(?<=.)\/+$/, "");
  const isRead = request.method === "GET" || request.method === "HEAD";
  if (isRead && path === "/healthz") return answer(response, 200, "ok\n");
  if (isRead && path === "/readyz") return isReady() ? answer(response, 200, "ready\n") : answer(response, 503, "shutting down\n");
  // Probot's set-up page registers the server's root as the address for webhooks.
  if (path === "/" && request.method === "POST") request.url = WEBHOOK_PATH;
  else if (path !== WEBHOOK_PATH) return answer(response, 404, "not found\n");
  if (request.method !== "POST") return answer(response, 405, "webhooks are posted\n");
  if (!isReady()) return answer(response, 503, "shutting down\n");
  const body = await readBody(request);
  if (body === undefined) return answer(response, 413, `a webhook has at most ${BODY_LIMIT} bytes\n`);
  // @octokit/webhooks takes the raw bytes from here instead of reading the request.
  Object.assign(request, { body: {}, rawBody: body });
  await webhooks(request, response);
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

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(text);
}
