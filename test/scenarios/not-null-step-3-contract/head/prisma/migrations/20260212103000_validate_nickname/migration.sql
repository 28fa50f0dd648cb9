SET lock_timeout = '5s';

ALTER TABLE "User" VALIDATE CONSTRAINT "User_nickname_filled";
