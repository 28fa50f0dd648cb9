-- Prisma cannot say it: deleted tickets give their number back.
CREATE UNIQUE INDEX "Ticket_number_live_key" ON "Ticket"("number") WHERE "deletedAt" IS NULL;
