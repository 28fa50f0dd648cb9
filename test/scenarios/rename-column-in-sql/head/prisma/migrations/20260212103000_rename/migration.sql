ALTER TABLE "User" RENAME COLUMN "nickname" TO "displayName";
