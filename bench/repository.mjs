/** A synthetic repository: a Prisma schema of many models, a history of migrations that grew it, and a pull request that adds one more. */

/** Every 40th model is a parent; the others refer to it. */
const GROUP = 40;

function model(number, models, extra = "") {
  const parent = number - (number % GROUP);
  const relation =
    number === parent
      ? Array.from({ length: Math.min(GROUP, models - number) - 1 }, (_, child) => `  m${number + child + 1} Model${number + child + 1}[]\n`).join("")
      : `  parentId BigInt\n  parent Model${parent} @relation(fields: [parentId], references: [id], onDelete: Restrict)\n\n  @@index([parentId])\n`;
  return `model Model${number} {\n  id BigInt @id @default(autoincrement())\n  title String\n  state String @default("new")\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n${extra}${relation}}\n`;
}

function schema(models, extra) {
  const header = 'generator client {\n  provider = "prisma-client"\n  output = "./client"\n}\n\ndatasource db {\n  provider = "postgresql"\n}\n';
  return [header, ...Array.from({ length: models }, (_, number) => model(number, models, number === models - 1 ? extra : ""))].join("\n");
}

function createTable(number) {
  const parent = number - (number % GROUP);
  const [column, key] =
    number === parent
      ? ["", ""]
      : [
          '    "parentId" BIGINT NOT NULL,\n',
          `\nCREATE INDEX "Model${number}_parentId_idx" ON "Model${number}"("parentId");\nALTER TABLE "Model${number}" ADD CONSTRAINT "Model${number}_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "Model${parent}"("id") ON DELETE RESTRICT ON UPDATE CASCADE;\n`,
        ];
  return `-- CreateTable\nCREATE TABLE "Model${number}" (\n    "id" BIGSERIAL NOT NULL,\n    "title" TEXT NOT NULL,\n    "state" TEXT NOT NULL DEFAULT 'new',\n${column}    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,\n    "updatedAt" TIMESTAMP(3) NOT NULL,\n    CONSTRAINT "Model${number}_pkey" PRIMARY KEY ("id")\n);\n${key}`;
}

/** Files before and after the pull request, `{ path, text }`. */
export function repository({ models, migrations }) {
  const name = (number, what) => `prisma/migrations/${20200101000000 + number * 100}_${what}/migration.sql`;
  const history = Array.from({ length: migrations }, (_, number) => {
    const tables = Array.from({ length: models }, (__, table) => table).filter((table) => table % migrations === number);
    const text = tables.length > 0 ? tables.map(createTable).join("\n") : `ALTER TABLE "Model${number % models}" ADD COLUMN "note${number}" TEXT;\n`;
    return { path: name(number, "step"), text };
  });
  const context = [
    { path: "package.json", text: '{ "dependencies": { "prisma": "6.14.0", "@prisma/client": "6.14.0" } }' },
    { path: "prisma/migrations/migration_lock.toml", text: 'provider = "postgresql"\n' },
    ...history,
  ];
  const last = models - 1;
  const added = { path: name(migrations, "slug"), text: `ALTER TABLE "Model${last}" ADD COLUMN "slug" TEXT;\nCREATE INDEX "Model${last}_slug_idx" ON "Model${last}"("slug");\n` };
  return {
    before: [...context, { path: "prisma/schema.prisma", text: schema(models, "") }],
    after: [...context, added, { path: "prisma/schema.prisma", text: schema(models, "  slug String?\n  @@index([slug])\n") }],
  };
}
