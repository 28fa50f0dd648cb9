/** `/metrics`: what it tells, and that nobody can make it grow without end. */
import { describe, expect, it } from "vitest";
import { createBudget } from "../../src/github/budget.ts";
import { createMetrics } from "../../src/github/metrics.ts";
import { createPace } from "../../src/github/pace.ts";
import type { Finding } from "../../src/model/verdict.ts";

const HOUR = { "x-ratelimit-limit": "5000", "x-ratelimit-reset": "2000" };

function bench() {
  const budget = createBudget();
  const metrics = createMetrics({
    events: ["pull_request"],
    rules: ["no-data-loss"],
    queue: async () => ({ waiting: 3, resting: 2, running: 1, oldest: 4_500 }),
    budget,
    ofProcess: false,
  });
  return { budget, metrics, text: async () => (await metrics.page()).text };
}

describe("metrics", () => {
  it("count webhooks, requests, reviews, findings, gaps, restarts, and show the queue and the rates", async () => {
    const { budget, metrics, text } = bench();
    metrics.webhook("pull_request", "accepted", 0.01);
    metrics.asked("review");
    metrics.answered("GET /repos/{owner}/{repo}/pulls/{pull_number}/files", 200);
    metrics.answered("GraphQL Review", 502);
    metrics.answered("GraphQL Review", 0);
    metrics.reviewed("failed", 1.2, {
      findings: [{ rule: "no-data-loss" } as Finding, { rule: "no-data-loss" } as Finding],
      gaps: [{ span: { path: "a", side: "head", start: 0, end: 0 }, reason: "x" }],
    });
    metrics.retried();
    metrics.analysisRestarted();
    metrics.reconciled("stuck");
    budget.note(5, { ...HOUR, "x-ratelimit-remaining": "4321", "x-ratelimit-resource": "graphql" });
    const page = await text();
    for (const line of [
      'schema_review_webhooks_total{event="pull_request",outcome="accepted"} 1',
      'schema_review_webhook_seconds_bucket{le="0.02"} 1',
      'schema_review_asked_total{what="review"} 1',
      'schema_review_github_requests_total{route="GET /repos/{owner}/{repo}/pulls/{pull_number}/files",status="200"} 1',
      'schema_review_github_requests_total{route="GraphQL Review",status="502"} 1',
      'schema_review_github_requests_total{route="GraphQL Review",status="none"} 1',
      'schema_review_reviews_total{outcome="failed"} 1',
      'schema_review_review_seconds_bucket{le="2",outcome="failed"} 1',
      'schema_review_findings_total{rule="no-data-loss"} 2',
      "schema_review_gaps_total 1",
      "schema_review_retries_total 1",
      "schema_review_analysis_restarts_total 1",
      'schema_review_reconciled_total{what="stuck"} 1',
      'schema_review_github_rate_remaining{installation="5",resource="graphql"} 4321',
      "schema_review_queue_waiting 3",
      "schema_review_queue_resting 2",
      "schema_review_queue_running 1",
      "schema_review_queue_oldest_seconds 4.5",
      "schema_review_queue_reachable 1",
    ])
      expect(page).toContain(`${line}\n`);
  });

  it("have labels of few values, whatever is sent: events, routes, rules, statuses, installations", async () => {
    const { budget, metrics, text } = bench();
    for (let n = 0; n < 2_000; n++) {
      metrics.webhook(`event-${n}`, "accepted", 0.1);
      metrics.answered(`GET /repos/acme/shop-${n}/pulls`, 200);
      metrics.answered(`GET /invented/${"a".repeat(1 + (n % 50))}${String.fromCharCode(97 + (n % 26))}`, 200);
      metrics.answered(`GraphQL Query${n}`, 200);
      metrics.answered("GraphQL Review", 1000 + n);
      metrics.reviewed("failed", 1, { findings: [{ rule: `rule-${n}` } as Finding], gaps: [] });
      budget.note(n, { ...HOUR, "x-ratelimit-remaining": "1" });
    }
    const page = await text();
    expect(page.split("\n").length).toBeLessThan(600);
    expect(page).toContain('schema_review_webhooks_total{event="other",outcome="accepted"} 2000\n');
    expect(page).toContain('schema_review_findings_total{rule="other"} 2000\n');
    expect(page).not.toContain("shop-1");
    expect([...page.matchAll(/^schema_review_github_rate_remaining\{/gm)]).toHaveLength(100);
    expect(page.length).toBeLessThan(80_000);
  });

  it("say so when the queue does not answer", async () => {
    const metrics = createMetrics({ events: [], rules: [], queue: () => Promise.reject(new Error("no")), budget: createBudget(), ofProcess: false });
    expect((await metrics.page()).text).toContain("schema_review_queue_reachable 0\n");
  });
});

describe("the budget of an installation", () => {
  const at = (remaining: number, more = {}) => ({ ...HOUR, "x-ratelimit-remaining": String(remaining), "x-ratelimit-resource": "core", ...more });

  it("knows no limit before GitHub named one", () => {
    expect(createBudget().wait(5, "background", 0)).toBe(0);
    expect(createBudget().wait(undefined, "review", 0)).toBe(0);
  });

  it("keeps nearly a third for reviews, and the last few requests for nobody", () => {
    const budget = createBudget();
    budget.note(5, at(1_400));
    expect(budget.wait(5, "background", 1_999_000)).toBe(2_000);
    expect(budget.wait(5, "review", 1_999_000)).toBe(0);
    budget.note(5, at(10));
    expect(budget.wait(5, "review", 1_999_000)).toBe(2_000);
    expect(budget.wait(6, "review", 1_999_000)).toBe(0);
  });

  it("is full again after the reset", () => {
    const budget = createBudget();
    budget.note(5, at(0));
    expect(budget.wait(5, "review", 2_000_001)).toBe(0);
  });

  it("counts REST and GraphQL each for itself, and the scarcer one decides", () => {
    const budget = createBudget();
    budget.note(5, at(0, { "x-ratelimit-resource": "graphql" }));
    budget.note(5, at(4_999));
    expect(budget.wait(5, "review", 0)).toBeGreaterThan(0);
    expect(budget.all()).toHaveLength(2);
  });

  it.each([{}, { "x-ratelimit-remaining": "many" }, at(1, { "x-ratelimit-resource": "search" }), at(1, { "x-ratelimit-reset": "soon" })])("learns nothing from %j", (headers) => {
    const budget = createBudget();
    budget.note(5, headers);
    expect(budget.all()).toEqual([]);
  });
});

it("a pace lets some through at once and then one after the other, for each", () => {
  const pace = createPace({ burst: 3, pause: 1_000 });
  expect([pace.wait(1, 0), pace.wait(1, 0), pace.wait(1, 0), pace.wait(1, 0)]).toEqual([0, 0, 0, 1_000]);
  expect(pace.wait(2, 0)).toBe(0);
  expect(pace.wait(1, 1_000)).toBe(0);
  expect(pace.wait(1, 1_000)).toBe(1_000);
});
