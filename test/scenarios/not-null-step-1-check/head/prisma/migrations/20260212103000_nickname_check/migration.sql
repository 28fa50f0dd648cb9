SET lock_timeout = '5s';

ALTER TABLE "User" ADD CONSTRAINT "User_nickname_filled" CHECK ("nickname" IS NOT NULL) NOT VALID;
