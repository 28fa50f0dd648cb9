import { prisma } from "./client";

/** Both columns are written until all rows have the new one: the version before this one still reads `nickname`. */
export function rename(id: bigint, displayName: string) {
  return prisma.user.update({ where: { id }, data: { nickname: displayName, displayName } });
}

export function nameOf(id: bigint) {
  return prisma.user.findUnique({ where: { id }, select: { nickname: true } });
}
