/** Which files of a listing a review reads at all: decided from their differences, before a text is fetched. */
import { describe, expect, it } from "vitest";
import { type ChangedFile, relevantFiles } from "../../src/github/snapshot/changed-files.ts";

function code(line: string): ChangedFile {
  return { path: "src/orders.ts", status: "modified", oid: "1".repeat(40), changes: 1, patch: `@@ -1 +1 @@\n+${line}` };
}

describe("changed code is read", () => {
  it.each([
    ["a call that only Prisma has", "const rows = await orders.findMany({ where })"],
    ["a call through a client that is called db", "for (const item of items) await db.order.update({ where: { id: item.id }, data: item });"],
    ["a call inside a transaction", "await tx.order!.create({ data });"],
    ["a client in the context of a request", "return ctx.db.order.count({ where });"],
    ["raw SQL", "await db.$executeRaw`DELETE FROM orders`"],
  ])("when its difference has %s", (_, line) => {
    expect(relevantFiles([code(line)])).toHaveLength(1);
  });

  it.each([
    ["a Map", "this.cache.delete(key);"],
    ["a hash", "const digest = crypto.hash.update(text).digest();"],
    ["nothing of a database", "export const limit = 20;"],
  ])("but not when it has %s", (_, line) => {
    expect(relevantFiles([code(line)])).toEqual([]);
  });

  it("when GitHub leaves the difference out: it may hold anything", () => {
    const { patch: _, ...unknown } = code("");
    expect(relevantFiles([unknown])).toHaveLength(1);
  });
});
