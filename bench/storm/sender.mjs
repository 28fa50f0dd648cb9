/** The sender's thread: an event loop of its own, so that what is measured is the server's answer and not the fake GitHub's work. */
import { createHmac } from "node:crypto";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { parentPort, workerData } from "node:worker_threads";

const { secret } = workerData;
const sleep = (milliseconds) => new Promise((done) => setTimeout(done, Math.max(0, milliseconds)));

const post = (url, id, body, signature) =>
  fetch(`${url}/api/github/webhooks`, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", "x-github-event": "pull_request", "x-github-delivery": id, "x-hub-signature-256": signature },
    signal: AbortSignal.timeout(10_000),
  }).then(
    (response) => response.arrayBuffer().then(() => response.status),
    () => 0,
  );

/**
 * The answer's status and how long it took in milliseconds; status 0: nobody answered. Where `otherwise` is given, a load balancer stands before the
 * servers: what one does not answer is sent to the other, and the time of both counts.
 */
async function deliver({ url, otherwise, id, body }) {
  const signature = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
  const began = performance.now();
  const first = await post(url, id, body, signature);
  const isAgain = first === 0 && otherwise !== undefined;
  const status = isAgain ? await post(otherwise, id, body, signature) : first;
  return { status, isAgain, took: performance.now() - began };
}

/** The sender's own cold start is not the server's. */
const warm = Promise.all(Array.from({ length: 20 }, () => fetch(workerData.warm).then((response) => response.arrayBuffer())));

/** `deliveries`: what to send and when, `at` milliseconds from now. */
parentPort.on("message", async ({ deliveries }) => {
  await warm;
  const lag = monitorEventLoopDelay({ resolution: 5 });
  lag.enable();
  const began = performance.now();
  const answers = await Promise.all(
    deliveries.map(async (delivery) => {
      await sleep(began + delivery.at - performance.now());
      return deliver(delivery);
    }),
  );
  parentPort.postMessage({ answers, took: performance.now() - began, lag: { p99: lag.percentile(99) / 1e6, most: lag.max / 1e6 } });
});
