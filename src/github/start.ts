/** Probot, the app and the HTTP server, put together; the tests start the same. */
import type { Server } from "node:http";
import { createNodeMiddleware, createProbot, type Probot } from "probot";
import { EnvironmentError, type ServerEnvironment } from "../env.ts";
import { type AppOptions, createApp, type Task } from "./app.ts";
import { clientClass } from "./client.ts";
import { createHttpServer, WEBHOOK_PATH } from "./http.ts";
import type { Queue } from "./queue/queue.ts";

export interface Running {
  readonly server: Server;
  readonly probot: Probot;
  readonly queue: Queue<Task>;
  /** Stops accepting, finishes what is under way, for at most so many milliseconds. False: something was cut off. */
  stop(most: number): Promise<boolean>;
}

/** @throws EnvironmentError when the private key cannot be used. */
export async function start(environment: ServerEnvironment, options: Omit<AppOptions, "appId" | "reviewsAtOnce">): Promise<Running> {
  if (!environment.credentials) throw new EnvironmentError("There are no credentials.");
  const { appId } = environment.credentials;
  const probot = probotFor(environment, options.clock);
  await probot.ready();
  let isReady = true;
  let queue: Queue<Task> | undefined;
  const webhooks = await createNodeMiddleware(
    (app) => {
      queue = createApp(app, { ...options, appId, reviewsAtOnce: environment.reviewsAtOnce });
    },
    { probot, webhooksPath: WEBHOOK_PATH },
  );
  const server = createHttpServer({ webhooks, isReady: () => isReady, onError: (error) => probot.log.error({ err: error }, "request failed") });
  await listen(server, environment);
  const tasks = queue as unknown as Queue<Task>;
  return {
    server,
    probot,
    queue: tasks,
    async stop(most) {
      isReady = false;
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      });
      const drained = await tasks.drain(most);
      server.closeAllConnections();
      await closed;
      return drained;
    },
  };
}

function probotFor(environment: ServerEnvironment, clock: AppOptions["clock"]): Probot {
  try {
    return createProbot({ overrides: { Octokit: clientClass(clock) }, env: environment.probot });
  } catch (error) {
    if (!/privateKey/.test(String(error))) throw error;
    throw new EnvironmentError("PRIVATE_KEY (or the file of PRIVATE_KEY_PATH) is no private key. It is the whole text of the .pem file from the settings page of your GitHub App.");
  }
}

function listen(server: Server, { port, host }: ServerEnvironment): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, ...(host ? { host } : {}) }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
