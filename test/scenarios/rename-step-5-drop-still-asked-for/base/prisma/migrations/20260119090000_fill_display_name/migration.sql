UPDATE "User" SET "displayName" = "nickname" WHERE "displayName" IS NULL AND "nickname" IS NOT NULL;
