import { setTimeout as pause } from "node:timers/promises";
import { prisma } from "../src/client";

/** A thousand users at a time; can be stopped and started again. */
export async function backfill(): Promise<void> {
  for (;;) {
    const named = await prisma.$executeRaw`
      UPDATE "User" SET "nickname" = split_part("email", '@', 1) WHERE "id" IN (
        SELECT "id" FROM "User" WHERE "nickname" IS NULL ORDER BY "id" LIMIT 1000)`;
    if (named === 0) return;
    await pause(200);
  }
}
