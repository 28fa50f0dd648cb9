import { prisma } from "./client";

export function signUp(email: string, nickname: string) {
  return prisma.user.create({ data: { email, nickname } });
}
