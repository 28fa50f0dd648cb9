SET lock_timeout = '5s';

-- AlterTable
ALTER TABLE "User" DROP COLUMN "nickname";
