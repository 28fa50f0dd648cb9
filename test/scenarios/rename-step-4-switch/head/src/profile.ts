import { prisma } from "./client";

export function rename(id: bigint, displayName: string) {
  return prisma.user.update({ where: { id }, data: { displayName } });
}

export function nameOf(id: bigint) {
  return prisma.user.findUnique({ where: { id }, select: { displayName: true } });
}
