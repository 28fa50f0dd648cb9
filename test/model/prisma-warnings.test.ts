import { describe, expect, it } from "vitest";
import { nativeType } from "../../src/model/native-types.ts";
import { readWarning } from "../../src/model/prisma-warnings.ts";

describe("an item of Prisma's warnings", () => {
  it.each([
    ["You are about to drop the `Tag` table. If the table is not empty, all the data it contains will be lost.", { kind: "drop-table", table: "Tag" }],
    ["You are about to drop the column `name` on the `Tag` table. All the data in the column will be lost.", { kind: "drop-column", table: "Tag", column: "name" }],
    [
      "You are about to alter the column `price` on the `Item` table. The data in that column could be lost. The data in that column will be cast from `Decimal(10,6)` to `DoublePrecision`.",
      {
        kind: "cast",
        table: "Item",
        column: "price",
        from: { name: "numeric", modifiers: [10, 6], list: false, category: "builtin" },
        to: { name: "double precision", modifiers: [], list: false, category: "builtin" },
      },
    ],
    [
      "You are about to alter the column `price` on the `Item` table, which contains 7 non-null values. The data in that column will be cast from `BigInt` to `Integer`. This cast may fail. Please make sure the data in the column can be cast.",
      expect.objectContaining({ kind: "cast", from: expect.objectContaining({ name: "bigint" }), to: expect.objectContaining({ name: "integer" }) }),
    ],
    [
      "You are about to alter the column `role` on the `User` table. The data in that column will be cast from `Text` to `Role`.",
      expect.objectContaining({ kind: "cast", to: undefined }),
    ],
    [
      "Added the required column `no` to the `Item` table without a default value. This is not possible if the table is not empty.",
      { kind: "required-column", table: "Item", column: "no" },
    ],
    [
      "The required column `key` was added to the `Item` table with a prisma-level default value. This is not possible if the table is not empty. Please add this column as optional, then populate it before making it required.",
      { kind: "required-column", table: "Item", column: "key" },
    ],
    [
      "Made the column `no` on table `Item` required. This step will fail if there are existing NULL values in that column.",
      { kind: "made-required", table: "Item", column: "no" },
    ],
    [
      "Changed the type of `kind` on the `Item` table. No cast exists, the column would be dropped and recreated, which cannot be done if there is data, since the column is required.",
      { kind: "replaced-column", table: "Item", column: "kind" },
    ],
    [
      "The `kind` column on the `Item` table would be dropped and recreated. This will lead to data loss if there is data in the column.",
      { kind: "replaced-column", table: "Item", column: "kind" },
    ],
    [
      "The primary key for the `Item` table will be changed. If it partially fails, the table could be left without primary key constraint.",
      { kind: "primary-key", table: "Item" },
    ],
    [
      "A unique constraint covering the columns `[shop,no]` on the table `Item` will be added. If there are existing duplicate values, this will fail.",
      { kind: "unique", table: "Item", columns: ["shop", "no"] },
    ],
    [
      "The migration will add a unique constraint covering the columns `[shop,no]` on the table `Item`. If there are existing duplicate values, the migration will fail.",
      { kind: "unique", table: "Item", columns: ["shop", "no"] },
    ],
    [
      "The values [OLD,OLDER] on the enum `Kind` will be removed. If these variants are still used in the database, this will fail.",
      { kind: "enum-values", enum: "Kind", values: ["OLD", "OLDER"] },
    ],
    ["THIS IS BREAKING", undefined],
    ["", undefined],
  ])("%s", (item, warning) => {
    expect(readWarning(item)).toEqual(warning);
  });
});

describe("a native type", () => {
  it.each([
    ["VarChar(191)", { name: "character varying", modifiers: [191] }],
    ["Decimal(8, 2)", { name: "numeric", modifiers: [8, 2] }],
    ["Decimal(8)", { name: "numeric", modifiers: [8, 0] }],
    ["Timestamptz(3)", { name: "timestamp with time zone", modifiers: [3] }],
    ["Text[]", { name: "text", modifiers: [], list: true }],
  ])("%s is PostgreSQL's", (text, type) => {
    expect(nativeType(text)).toMatchObject(type);
  });

  it.each(["Role", "String", "DateTime", "VarChar(", ""])("is not %s", (text) => {
    expect(nativeType(text)).toBeUndefined();
  });
});
