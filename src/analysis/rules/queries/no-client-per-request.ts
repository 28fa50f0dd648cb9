/** Each client opens a pool of its own: PostgreSQL runs out of connections long before it runs out of work. */
import type { Query } from "../../../model/query.ts";
import type { Example } from "../../../model/rule.ts";
import { defineRule } from "../define-rule.ts";
import { changedCalls } from "../questions/calls/calls.ts";

const SCHEMA =
  "model User {\n  id        BigInt   @id @default(autoincrement())\n  email     String   @unique\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n}\n";

function example(title: string, text: string, path = "src/users.ts"): Example {
  return { title, schema: { before: SCHEMA, after: SCHEMA }, files: [{ path, text: `import { PrismaClient } from "@prisma/client";\n\n${text}\n` }] };
}

export const noClientPerRequest = defineRule({
  id: "no-client-per-request",
  gate: "queries",
  severity: "warning",
  since: "0.1.0",
  summary: "Make one Prisma Client for the process",
  why: "Each `PrismaClient` has a connection pool. One that is made on each request opens connections, uses them once and leaves them to time out; one in each file of a serverless deployment multiplies by the number of instances. PostgreSQL refuses connections from `max_connections` (100) on, for everybody.",
  remedy: "Make the client once, in a module that exports it; in development keep it on `globalThis`, because reloads run the module again.",
  quiet: [
    "a client that a module exports, or keeps on `globalThis` or in a variable of the module",
    "a function that returns the client, a property of a class",
    "at the top of a module outside serverless folders (`app/api`, `pages/api`, `api`, `functions`, `lambda`, `netlify`, `supabase/functions`)",
    "tests, seeds, scripts",
  ],
  *check(database) {
    for (const query of changedCalls(database)) {
      const perModule = query.kept === "per-module" && SERVERLESS.test(query.span.path);
      if (query.operation !== "connect" || (query.kept !== "per-call" && !perModule) || isMain(query)) continue;
      yield {
        span: query.span,
        message: perModule
          ? "Each file that makes a client has a connection pool of its own, in each instance of the function: PostgreSQL runs out of connections. Import one client that all files share."
          : "Each call of this function makes a client with a connection pool of its own, whose connections stay open afterwards: PostgreSQL runs out of them. Make the client once and import it.",
        advice: {
          language: "ts",
          title: "lib/prisma.ts",
          text: 'import { PrismaClient } from "@prisma/client";\n\nconst globalForPrisma = globalThis as unknown as { prisma?: PrismaClient };\n\nexport const prisma = globalForPrisma.prisma ?? new PrismaClient();\n\nif (process.env.NODE_ENV !== "production") globalForPrisma.prisma = prisma;',
        },
      };
    }
  },
  examples: {
    bad: [
      example("in a handler", "export async function GET() {\n  const prisma = new PrismaClient();\n  return Response.json(await prisma.user.count());\n}"),
      example("in a callback", 'app.get("/users", async (_req, res) => {\n  const prisma = new PrismaClient({ log: ["error"] });\n  res.json(await prisma.user.count());\n});'),
      example(
        "in each file of a serverless deployment",
        "const prisma = new PrismaClient();\n\nexport default async function handler(_req, res) {\n  res.json(await prisma.user.count());\n}",
        "pages/api/users.ts",
      ),
    ],
    good: [
      example("exported once", "export const prisma = new PrismaClient();", "src/lib/prisma.ts"),
      example(
        "kept on globalThis",
        'const prisma = globalThis.prisma ?? new PrismaClient();\nif (process.env.NODE_ENV !== "production") globalThis.prisma = prisma;\nexport default prisma;',
        "src/lib/db.ts",
      ),
      example("made on first use and kept", "let client;\n\nexport function getPrisma() {\n  if (!client) client = new PrismaClient();\n  return client;\n}", "src/lib/db.ts"),
      example("a factory", "const createPrisma = () => new PrismaClient().$extends({});\n\nexport const prisma = globalThis.prisma ?? createPrisma();", "src/lib/db.ts"),
      example("a server's own module", "const prisma = new PrismaClient();\n\nprisma.user.count().then(console.log);", "src/server.ts"),
      example("a script", "async function main() {\n  const prisma = new PrismaClient();\n  await prisma.$disconnect();\n}\n\nmain();", "scripts/count.ts"),
    ],
  },
});

const SERVERLESS = /(?:^|\/)(?:app\/(?:.*\/)?route\.[cm]?[jt]s$|pages\/api\/|api\/|functions?\/|lambdas?\/|netlify\/|edge\/)/;

/** Started by hand or by a scheduler: one process, one client. */
function isMain({ span }: Query): boolean {
  return /(?:^|\/)(?:main|cli|cron)\.[cm]?[jt]s$/.test(span.path);
}
