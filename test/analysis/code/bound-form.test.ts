// biome-ignore-all lint/suspicious/noTemplateCurlyInString: code under test is text
import { describe, expect, it } from "vitest";
import { only } from "./reading.ts";

const safe = (code: string) => only(`const f = (req) => ${code};`).interpolated?.safe;

describe("the same call with its values bound", () => {
  it.each([
    ["prisma.$queryRawUnsafe(`SELECT 1 WHERE id = ${req.id}`)", "prisma.$queryRaw`SELECT 1 WHERE id = ${req.id}`"],
    [
      "this.prisma.$executeRawUnsafe(`UPDATE t SET a = '${req.a}', b = ${req.b} WHERE c > ${req.c}`)",
      "this.prisma.$executeRaw`UPDATE t SET a = ${req.a}, b = ${req.b} WHERE c > ${req.c}`",
    ],
    ["db.$queryRawUnsafe<User[]>(`SELECT 1 WHERE a LIKE '%${req.a}' LIMIT ${req.n}`)", "db.$queryRaw<User[]>`SELECT 1 WHERE a LIKE ${`%${req.a}`} LIMIT ${req.n}`"],
    ["db.$executeRawUnsafe(`INSERT INTO t (a, b) VALUES ('${req.a}', ${req.b})`)", "db.$executeRaw`INSERT INTO t (a, b) VALUES (${req.a}, ${req.b})`"],
  ])("%s", (code, bound) => {
    expect(safe(code)).toBe(bound);
  });

  it.each([
    ["a name", "prisma.$queryRawUnsafe(`SELECT * FROM ${req.table}`)"],
    ["an order", "prisma.$queryRawUnsafe(`SELECT * FROM t ORDER BY ${req.sort}`)"],
    ["a list", "prisma.$queryRawUnsafe(`SELECT 1 WHERE id IN (${req.ids})`)"],
    ["a joined list", "prisma.$queryRawUnsafe(`SELECT 1 WHERE id = ANY(${req.ids.join(',')})`)"],
    ["half of a text", "prisma.$queryRawUnsafe(`SELECT 'a ${req.a} b ${req.b} c'`)"],
    ["concatenation", "prisma.$queryRawUnsafe('SELECT 1 WHERE id = ' + req.id)"],
    ["further parameters", "prisma.$queryRawUnsafe(`SELECT 1 WHERE id = $1 AND a = ${req.a}`, 1)"],
  ])("is not attempted for %s", (_what, code) => {
    expect(only(`const f = (req) => ${code};`).interpolated?.constant).toBe(false);
    expect(safe(code)).toBeUndefined();
  });
});
