import { describe, expect, it } from "vitest";
import { queries } from "./reading.ts";

const kept = (code: string) => queries(code).find(({ operation }) => operation === "connect")?.kept;

describe("where a new client is kept", () => {
  it.each([
    ["export const prisma = new PrismaClient();", "shared"],
    ["const prisma = new PrismaClient(); export { prisma };", "shared"],
    ["const prisma = new PrismaClient(); export default prisma;", "shared"],
    ["const prisma = new PrismaClient(); module.exports = { prisma };", "shared"],
    ["export default new PrismaClient();", "shared"],
    ["globalThis.prisma = new PrismaClient();", "shared"],
    ["const prisma = globalThis.prisma ?? new PrismaClient().$extends(a); globalThis.prisma = prisma;", "shared"],
    ["let prisma; function get() { prisma ??= new PrismaClient(); return prisma; }", "shared"],
    ["class Db { private client = new PrismaClient(); }", "shared"],
    ["class Db { constructor() { this.client = new PrismaClient(); } }", "shared"],
    ["const make = () => new PrismaClient();", "shared"],
    ["function make() { const client = new PrismaClient(); client.$connect(); return client; }", "shared"],
    ["const prisma = new PrismaClient(); prisma.user.count();", "per-module"],
    ["async function get() { const prisma = new PrismaClient(); return prisma.user.count(); }", "per-call"],
    ["async function get() { return await new PrismaClient().user.count(); }", "per-call"],
    ["app.get(1, async () => { let prisma; prisma = new PrismaClient(); await prisma.user.count(); });", "per-call"],
    ["const other = new Client();", undefined],
  ])("%s is %s", (code, where) => {
    expect(kept(`${code}\n// prisma`)).toBe(where);
  });
});
