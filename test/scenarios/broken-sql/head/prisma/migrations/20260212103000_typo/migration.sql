ALTER TABLE "User" ADD COLUM "displayName" TEXT;

CREATE INDEX "User_nickname_idx" ON "User"("nickname");
