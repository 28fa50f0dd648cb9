import { setTimeout as pause } from "node:timers/promises";
import { prisma } from "../src/client";

/** Users who have a nickname and no display name yet, a thousand at a time; can be stopped and started again. */
export async function backfill(): Promise<void> {
  for (;;) {
    const copied = await prisma.$executeRaw`
      UPDATE "User" SET "displayName" = "nickname" WHERE "id" IN (
        SELECT "id" FROM "User" WHERE "displayName" IS NULL AND "nickname" IS NOT NULL ORDER BY "id" LIMIT 1000)`;
    if (copied === 0) return;
    console.log(`copied ${copied}`);
    await pause(200);
  }
}
