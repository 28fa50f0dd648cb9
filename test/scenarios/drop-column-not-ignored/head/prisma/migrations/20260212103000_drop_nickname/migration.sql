-- AlterTable
ALTER TABLE "User" DROP COLUMN "nickname";
