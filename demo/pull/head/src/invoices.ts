import { prisma } from "./prisma";

export async function ordersOf(teamId: bigint) {
  return prisma.order.findMany({ where: { teamId }, orderBy: { createdAt: "desc" }, take: 50 });
}

export async function invoicesOf(orders: { id: bigint }[]) {
  const invoices = [];
  for (const order of orders) {
    invoices.push(await prisma.invoice.findFirst({ where: { orderId: order.id } }));
  }
  return invoices;
}
