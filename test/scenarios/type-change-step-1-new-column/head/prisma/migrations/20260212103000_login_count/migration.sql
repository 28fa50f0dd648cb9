SET lock_timeout = '5s';

-- AlterTable
ALTER TABLE "User" ADD COLUMN     "loginCount" BIGINT NOT NULL DEFAULT 0;
