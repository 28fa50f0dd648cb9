import { prisma } from "./prisma";

export async function ordersOf(teamId: bigint) {
  return prisma.order.findMany({ where: { teamId }, orderBy: { createdAt: "desc" }, take: 50 });
}
