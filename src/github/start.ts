/** Probot, the app, its queue and the HTTP server, put together; the tests start the same. */
import type { Server } from "node:http";
import { createNodeMiddleware, createProbot, type Probot } from "probot";
import { type Credentials, EnvironmentError, type ServerEnvironment } from "../env.ts";
import { type AppOptions, createApp } from "./app.ts";
import { createBudget } from "./budget.ts";
import { type Client, clientClass, noticesLane, type OnAnswer } from "./client.ts";
import { EVENTS } from "./events/triggers.ts";
import { reasonOf } from "./failures.ts";
import { createHttpServer, WEBHOOK_PATH } from "./http.ts";
import { createIntake } from "./intake.ts";
import { createLog, type Log } from "./log.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import type { Clock } from "./queue/clock.ts";
import type { JobQueue } from "./queue/job-queue.ts";
import { createMemoryQueue } from "./queue/memory-queue.ts";
import { type Database, openDatabase } from "./queue/postgres/database.ts";
import { createPostgresQueue, type PostgresQueueOptions } from "./queue/postgres/postgres-queue.ts";
import { createReconciler, type Reconciler } from "./reconcile/reconciler.ts";
import { scheduleReconciler } from "./reconcile/schedule.ts";
import { createMemory } from "./snapshot/memory.ts";
import { readShared } from "./snapshot/shared-config.ts";
import { type Task, tasksOf } from "./task.ts";

export interface Running {
  readonly server: Server;
  readonly probot: Probot;
  readonly queue: JobQueue<Task>;
  readonly metrics: Metrics;
  readonly reconciler: Reconciler;
  /** Where the work is kept, if not in memory. */
  readonly database?: Database;
  /** Stops accepting, finishes what is under way, for at most so many milliseconds. False: something was cut off. */
  stop(most: number): Promise<boolean>;
}

export interface StartOptions extends Pick<AppOptions, "examine" | "rules"> {
  readonly clock: Clock;
  /** Lines of the log; default: standard output. */
  readonly write?: (line: string) => void;
  /** How often a shared queue is looked at, in milliseconds: tests have less patience. */
  readonly pace?: PostgresQueueOptions["pace"];
  /** With figures of this process in the metrics. */
  readonly ofProcess?: boolean;
}

/** @throws EnvironmentError when the database cannot be reached. */
export async function start(environment: ServerEnvironment, { examine, rules, clock, write, pace, ofProcess = false }: StartOptions): Promise<Running> {
  const { credentials, role } = environment;
  if (!credentials) throw new EnvironmentError("There are no credentials.");
  const log = logOf(environment, credentials, clock, write);
  const budget = createBudget();
  const memory = createMemory();
  let queue: JobQueue<Task> | undefined;
  const metrics = createMetrics({ events: EVENTS, rules: rules.ids, queue: async () => queueOf(queue).state(), budget, ofProcess });
  const notices = noticesLane(clock);
  const intake = createIntake();
  const onAnswer: OnAnswer = ({ route, status, headers, installation }) => {
    metrics.answered(route, status);
    if (installation === undefined) return;
    budget.note(installation, headers);
    budget.spent(installation, { route, status, headers }, clock.now());
  };
  const Octokit = clientClass(clock, onAnswer, notices);
  const probot = createProbot({ overrides: { Octokit, log: log as never }, env: environment.probot });
  await probot.ready();
  const database = await databaseOf(environment, log);
  let isReady = true;
  const webhooks = await createNodeMiddleware(
    (app) => {
      queue = createApp(app, {
        appId: credentials.appId,
        examine,
        rules,
        clock,
        budget,
        memory,
        metrics,
        notices,
        quiet: intake.quiet,
        reviewsAtOnce: environment.reviewsAtOnce,
        isReconciled: environment.reconcileEvery !== undefined,
        queue: (work, more) =>
          database
            ? createPostgresQueue(work, {
                ...more,
                ...(pace ? { pace } : {}),
                clock,
                database,
                works: role !== "web",
                onError: (error) => log.error({ err: error }, "the queue's database"),
              })
            : createMemoryQueue(work, { ...more, clock }),
      });
    },
    { probot, webhooksPath: WEBHOOK_PATH },
  );
  const server = createHttpServer({
    ...(role === "worker" ? {} : { webhooks }),
    secrets: credentials.secrets,
    isReady: () => isReady,
    isHealthy: () =>
      queueOf(queue)
        .state()
        .then(
          () => true,
          () => false,
        ),
    metrics: metrics.page,
    intake,
    onWebhook: metrics.webhook,
    onError: (error) => log.error({ err: error }, "request failed"),
  });
  const tasks = queueOf(queue);
  await listen(server, environment).catch(async (error: NodeJS.ErrnoException) => {
    await tasks.drain(0);
    await database?.close();
    throw error.code === "EADDRINUSE" ? new EnvironmentError(`PORT is ${environment.port}, and another program listens there.`) : error;
  });
  const reconciler = createReconciler({
    appId: credentials.appId,
    clientFor: async (installation) => (await probot.auth(installation)) as unknown as Client,
    clock,
    budget,
    metrics,
    log: log.child({ name: "reconciler" }),
    ask: async (trigger) => void (await tasks.add(tasksOf(trigger, "reconciler"))),
    learn: (client, owner) => readShared(client, owner, memory, clock.now()),
    alone: !database,
    isStopping: () => !isReady,
  });
  const every = environment.reconcileEvery;
  const stopReconciling = role === "web" || every === undefined ? () => {} : scheduleReconciler(reconciler, { clock, every, queue: tasks });
  return {
    server,
    probot,
    queue: tasks,
    metrics,
    reconciler,
    ...(database ? { database } : {}),
    async stop(most) {
      isReady = false;
      stopReconciling();
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      });
      const drained = await tasks.drain(most);
      server.closeAllConnections();
      await closed;
      await database?.close();
      return drained;
    },
  };
}

function queueOf<T>(queue: JobQueue<T> | undefined): JobQueue<T> {
  if (!queue) throw new Error("the queue is not there yet");
  return queue;
}

function logOf({ log, probot, databaseUrl }: ServerEnvironment, { secrets }: Credentials, clock: Clock, write: StartOptions["write"]): Log {
  const hidden = [...secrets, probot.PRIVATE_KEY ?? "", databaseUrl ?? ""];
  return createLog({ ...log, secrets: hidden, now: clock.now, write: write ?? ((line) => void process.stdout.write(line)) });
}

async function databaseOf({ databaseUrl }: ServerEnvironment, log: Log): Promise<Database | undefined> {
  if (databaseUrl === undefined) return undefined;
  try {
    return await openDatabase(databaseUrl, (error) => log.error({ err: error }, "the queue's database"));
  } catch (error) {
    throw new EnvironmentError(`The database of DATABASE_URL cannot be used: ${reasonOf(error) || (error as NodeJS.ErrnoException).code}`);
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
