/** The fake GitHub over HTTP, as a GitHub Enterprise Server has it (`/api/v3`, `/api/graphql`), for apps in processes of their own. */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { answerGraphql } from "./graphql.ts";
import { type Answer, createRest } from "./rest.ts";
import type { FakeGithub } from "./state.ts";

export interface Served {
  /** `127.0.0.1:1234`, for GHE_HOST. */
  readonly host: string;
  /** By name, as in GitHub's documentation. */
  readonly requests: Map<string, number>;
  close(): Promise<void>;
}

/** Asked before each request, with the installation whose token it carries: limits of GitHub, for those who want them. */
export interface Gate {
  /** An answer refuses the request; what is let in leaves. */
  enter(name: string, installation: string | undefined): Answer | undefined;
  leave(installation: string): void;
}

export async function serve(github: FakeGithub, gate?: Gate): Promise<Served> {
  const rest = createRest(github);
  const requests = new Map<string, number>();
  const server: Server = createServer((request, response) => {
    answer(request)
      .catch((error: unknown): Answer => ({ status: 500, body: { message: String(error) } }))
      .then(({ status, body, headers }) => {
        const text = typeof body === "string" ? body : JSON.stringify(body ?? {});
        const type = typeof body === "string" ? "application/vnd.github.raw; charset=utf-8" : "application/json; charset=utf-8";
        response.writeHead(status, { "content-type": type, ...headers }).end(status === 204 ? undefined : text);
      });
  });
  server.keepAliveTimeout = 30_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };

  async function answer(request: IncomingMessage): Promise<Answer> {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://fake");
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const body = text === "" ? undefined : JSON.parse(text);
    const route = pathname === "/api/graphql" ? undefined : rest.find(request.method ?? "GET", pathname.replace(/^\/api\/v3/, ""));
    const name = route?.name ?? (pathname === "/api/graphql" ? `GraphQL ${/^\s*(?:query|mutation) (\w+)/.exec(body.query)?.[1]}` : `${request.method} ${pathname} (unknown)`);
    requests.set(name, (requests.get(name) ?? 0) + 1);
    const installation = new RegExp(`${TOKEN}(\\d+)`).exec(request.headers.authorization ?? "")?.[1];
    const refusal = gate?.enter(name, installation);
    if (refusal) return refusal;
    try {
      if (name.startsWith("GraphQL ")) return await answerGraphql(github, body);
      return withOwnToken(route?.answer(body, searchParams) ?? { status: 404, body: { message: "no such route in the fake" } }, pathname);
    } finally {
      if (installation !== undefined) gate?.leave(installation);
    }
  }
}

const TOKEN = "ghs_of_";

/** Each installation has its own token. */
function withOwnToken(answer: Answer, pathname: string): Answer {
  const installation = /\/app\/installations\/(\d+)\/access_tokens$/.exec(pathname)?.[1];
  return installation === undefined ? answer : { ...answer, body: { ...(answer.body as object), token: `${TOKEN}${installation}` } };
}
