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

export async function serve(github: FakeGithub): Promise<Served> {
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
    if (pathname === "/api/graphql") {
      count(`GraphQL ${/^\s*(?:query|mutation) (\w+)/.exec(body.query)?.[1]}`);
      return answerGraphql(github, body);
    }
    const route = rest.find(request.method ?? "GET", pathname.replace(/^\/api\/v3/, ""));
    count(route?.name ?? `${request.method} ${pathname} (unknown)`);
    return route?.answer(body, searchParams) ?? { status: 404, body: { message: "no such route in the fake" } };
  }

  function count(name: string): void {
    requests.set(name, (requests.get(name) ?? 0) + 1);
  }
}
