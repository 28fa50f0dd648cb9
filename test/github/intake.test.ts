/** Webhooks are answered before work goes on. */
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createHttpServer } from "../../src/github/http.ts";
import { createIntake } from "../../src/github/intake.ts";
import { sign } from "../../src/github/signature.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  void promise.then(() => {
    settled = true;
  });
  for (let n = 0; n < 5; n++) await turn();
  return settled;
}

describe("the intake", () => {
  it("is quiet where nothing is in hand", async () => {
    expect(await isSettled(createIntake().quiet())).toBe(true);
  });

  it("lets work wait until all that is in hand is answered", async () => {
    const intake = createIntake(600_000);
    const [first, second] = [intake.begin(), intake.begin()];
    const work = [intake.quiet(), intake.quiet()];
    first();
    first();
    expect(await isSettled(Promise.race(work))).toBe(false);
    second();
    expect(await isSettled(Promise.all(work))).toBe(true);
  });

  it("hears of what comes in the same moment", async () => {
    const intake = createIntake(600_000);
    const work = intake.quiet();
    const end = intake.begin();
    expect(await isSettled(work)).toBe(false);
    end();
    await work;
  });

  it("does not hold work up for ever", async () => {
    const intake = createIntake(1);
    intake.begin();
    await intake.quiet();
  });
});

describe("the server", () => {
  const servers: { close(): unknown }[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  it("has a webhook in hand from its body to its answer, also where that fails; and none that is not signed", async () => {
    const intake = createIntake(600_000);
    let answer: ((error?: Error) => void) | undefined;
    const server = createHttpServer({
      webhooks: (_request, response) =>
        new Promise<void>((resolve, reject) => {
          answer = (error) => {
            if (error) return reject(error);
            response.end("ok");
            resolve();
          };
        }),
      secrets: ["s3cret"],
      intake,
      isHealthy: async () => true,
      metrics: async () => ({ type: "text/plain", text: "" }),
      onWebhook: () => {},
      isReady: () => true,
      onError: () => {},
    }).listen(0, "127.0.0.1");
    servers.push(server);
    await new Promise((resolve) => server.once("listening", resolve));
    const post = (signature: string): Promise<number> =>
      fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/github/webhooks`, { method: "POST", body: "{}", headers: { "x-hub-signature-256": signature } }).then(
        ({ status }) => status,
      );
    expect(await post("sha256=wrong")).toBe(400);
    expect(await isSettled(intake.quiet())).toBe(true);
    for (const error of [undefined, new Error("no")]) {
      answer = undefined;
      const status = post(sign(Buffer.from("{}"), "s3cret"));
      while (!answer) await turn();
      const work = intake.quiet();
      expect(await isSettled(work)).toBe(false);
      (answer as (error?: Error) => void)(error);
      await work;
      expect(await status).toBe(error ? 500 : 200);
    }
  });
});
