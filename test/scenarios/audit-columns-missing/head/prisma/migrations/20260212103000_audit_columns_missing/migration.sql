-- CreateTable
CREATE TABLE "Address" (
    "id" BIGSERIAL NOT NULL,
    "street" TEXT NOT NULL,
    "city" TEXT NOT NULL,

    CONSTRAINT "Address_pkey" PRIMARY KEY ("id")
);
