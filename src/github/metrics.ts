/** What `/metrics` tells, in Prometheus's format. Every label has few values: nothing that a pull request, a repository or a sender can invent. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Verdict } from "../model/verdict.ts";
import type { Budget } from "./budget.ts";
import type { QueueState } from "./queue/job-queue.ts";

export type WebhookOutcome = "accepted" | "unsigned" | "malformed" | "too_large" | "failed";
/** What an event asked for. */
export type Asked = "review" | "comment" | "button" | "repositories" | "cancel" | "nothing" | "duplicate";
export type ReviewOutcome = Verdict["outcome"] | "stopped";

export interface Metrics {
  webhook(event: string | undefined, outcome: WebhookOutcome, seconds: number): void;
  asked(what: Asked): void;
  reviewed(outcome: ReviewOutcome, seconds: number, verdict?: Pick<Verdict, "findings" | "gaps">): void;
  retried(): void;
  /** A review or an answer had its last try. */
  gaveUp(): void;
  /** `route`: as in GitHub's documentation, `GET /repos/{owner}/{repo}/pulls/{pull_number}`, or `GraphQL Review`. */
  answered(route: string, status: number): void;
  analysisRestarted(): void;
  /** What the reconciler found that nobody had dealt with. */
  reconciled(what: "delivery" | "pull" | "stuck" | "command"): void;
  page(): Promise<{ readonly type: string; readonly text: string }>;
}

export interface MetricsOptions {
  readonly events: readonly string[];
  readonly rules: readonly string[];
  readonly queue: () => Promise<QueueState>;
  readonly budget: Budget;
  /** Memory, event loop and such of this process, too. */
  readonly ofProcess: boolean;
}

/** Routes and installations that get a label of their own; the rest is `other`. */
const MOST_ROUTES = 100;
const MOST_INSTALLATIONS = 100;
const ROUTE = /^(?:GraphQL [A-Za-z]{1,40}|(?:GET|POST|PATCH|PUT|DELETE) \/[a-z_{}/-]{1,120})$/;
const SECONDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const REVIEW_SECONDS = [0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120];

export function createMetrics({ events, rules, queue, budget, ofProcess }: MetricsOptions): Metrics {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) => new Counter({ name: `schema_review_${name}`, help, labelNames, registers });
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) => new Gauge({ name: `schema_review_${name}`, help, labelNames, registers });

  const webhooks = counter("webhooks_total", "Webhook requests, by event and what became of them", ["event", "outcome"]);
  const acknowledged = new Histogram({ name: "schema_review_webhook_seconds", help: "From a webhook's arrival to its answer", buckets: SECONDS, registers });
  const asks = counter("asked_total", "What events asked for", ["what"]);
  const reviews = counter("reviews_total", "Reviews, by their end; gave_up: answers to commands and buttons too", ["outcome"]);
  const reviewSeconds = new Histogram({
    name: "schema_review_review_seconds",
    help: "Duration of one try of a review",
    labelNames: ["outcome"] as const,
    buckets: REVIEW_SECONDS,
    registers,
  });
  const retries = counter("retries_total", "Tries that failed and are made again later");
  const findings = counter("findings_total", "Findings of reviews, by rule", ["rule"]);
  const gaps = counter("gaps_total", "Things that could not be read, in reviews");
  const requests = counter("github_requests_total", "Requests to GitHub, by route and status", ["route", "status"]);
  const rate = gauge("github_rate_remaining", "Requests left this hour", ["installation", "resource"]);
  const restarts = counter("analysis_restarts_total", "Analysis processes that were replaced because they hung, grew or broke");
  const reconciled = counter("reconciled_total", "What the reconciler found undone", ["what"]);
  const waiting = gauge("queue_waiting", "Jobs that are due and do not run yet");
  const resting = gauge("queue_resting", "Jobs that rest: after a failure, or until a burst is over");
  const running = gauge("queue_running", "Jobs that run");
  const oldest = gauge("queue_oldest_seconds", "How long the oldest waiting job has waited");
  const reachable = gauge("queue_reachable", "1: the queue answers");
  if (ofProcess) collectDefaultMetrics({ register: registry, prefix: "schema_review_" });

  const knownEvents = new Set(events);
  const knownRules = new Set(rules);
  const routes = new Set<string>();

  async function look(): Promise<void> {
    const state = await queue().catch(() => undefined);
    reachable.set(state ? 1 : 0);
    if (!state) return;
    waiting.set(state.waiting);
    resting.set(state.resting);
    running.set(state.running);
    oldest.set(state.oldest / 1000);
  }

  return {
    webhook(event, outcome, seconds) {
      webhooks.inc({ event: event !== undefined && knownEvents.has(event) ? event : "other", outcome });
      acknowledged.observe(seconds);
    },
    asked: (what) => asks.inc({ what }),
    reviewed(outcome, seconds, verdict) {
      reviews.inc({ outcome });
      reviewSeconds.observe({ outcome }, seconds);
      for (const { rule } of verdict?.findings ?? []) findings.inc({ rule: knownRules.has(rule) ? rule : "other" });
      if (verdict) gaps.inc(verdict.gaps.length);
    },
    retried: () => retries.inc(),
    gaveUp: () => reviews.inc({ outcome: "gave_up" }),
    answered(route, status) {
      const known = ROUTE.test(route) && (routes.has(route) || routes.size < MOST_ROUTES);
      if (known) routes.add(route);
      requests.inc({ route: known ? route : "other", status: status >= 100 && status < 600 ? String(status) : "none" });
    },
    analysisRestarted: () => restarts.inc(),
    reconciled: (what) => reconciled.inc({ what }),
    async page() {
      await look();
      rate.reset();
      const rates = budget.all();
      const shown = new Set([...new Set(rates.map(({ installation }) => installation))].slice(-MOST_INSTALLATIONS));
      for (const { installation, resource, remaining } of rates) if (shown.has(installation)) rate.set({ installation: String(installation), resource }, remaining);
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
}
