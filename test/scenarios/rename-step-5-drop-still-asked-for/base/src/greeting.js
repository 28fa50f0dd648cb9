import { prisma } from "./client.js";

/** Read by the mail worker, past the model. */
export function greetings(since) {
  return prisma.$queryRaw`
    SELECT u."email", u."nickname" FROM "User" u WHERE u."createdAt" > ${since} LIMIT 500`;
}
