/** Migrations through a connection pooler fail or hang: they need a session of their own. */
import type { Database } from "../../../model/database.ts";
import { wholeFile } from "../../../model/source.ts";
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";

const POOLED = /pgbouncer=true|[.-]pooler\.|pooler\.supabase|:6543\b|\b\w*POOL(?:ED|ER|ING)?_?\w*\b/i;
const SCHEMA = (url: string): string => `datasource db {\n  provider = "postgresql"\n  url      = ${url}\n}\n\ngenerator client {\n  provider = "prisma-client-js"\n}\n`;

export const requireDirectUrl = defineRule({
  id: "require-direct-url",
  gate: "rollout",
  severity: "warning",
  since: "0.1.0",
  summary: "Give migrations a direct connection beside the pooled one",
  why: "Prisma Migrate takes an advisory lock and needs one session from start to end. A pooler in transaction mode gives it another session for each transaction: the lock is lost, prepared statements are missing, and the migration fails or hangs.",
  remedy:
    "Prisma up to 6: `directUrl = env(\"DIRECT_URL\")` beside `url` in the datasource. Prisma 7: the direct URL as the datasource's `url` in `prisma.config.ts`, and the pooled one in the client's adapter.",
  quiet: ["a `directUrl`", "URLs that show no sign of a pooler: `pgbouncer=true`, a pooler host, port 6543, a variable named `…POOL…`"],
  heuristic: true,
  *check(database) {
    const settings = database.after.prisma;
    const was = database.before.prisma;
    if (settings?.url && !settings.directUrl && POOLED.test(settings.url) && !(was?.url === settings.url && !was.directUrl))
      yield {
        span: settings.span,
        message: `${code(settings.url)} looks like a connection through a pooler, and migrations would run through it too: they need one session from start to end. Add a direct URL.`,
        advice: { language: "prisma", text: 'directUrl = env("DIRECT_URL")' },
      };
    yield* ofConfigFile(database);
  },
  examples: {
    bad: [{ title: "a pooled variable", schema: { before: SCHEMA('env("DATABASE_URL")'), after: SCHEMA('env("DATABASE_POOL_URL")') } }],
    good: [
      { title: "with a direct one beside it", schema: { before: SCHEMA('env("DATABASE_URL")'), after: SCHEMA('env("DATABASE_POOL_URL")\n  directUrl = env("DATABASE_URL")') } },
    ],
  },
});

/** Prisma 7: the datasource of prisma.config.ts is what migrations use. */
function* ofConfigFile({ otherFiles }: Database) {
  for (const { path, before, after } of otherFiles) {
    if (!/(?:^|\/)prisma\.config\.[cm]?[jt]s$/.test(path) || after === undefined || after === before) continue;
    const url = /\bdatasource\b[\s\S]*?\burl\s*:\s*([^,\n}]+)/.exec(after)?.[1]?.trim();
    if (url === undefined || !POOLED.test(url) || /\bdirectUrl\b/.test(after)) continue;
    if (before?.includes(url)) continue;
    yield {
      span: wholeFile(path, "head", after),
      message: `${code(url)} looks like a connection through a pooler, and migrations use the datasource of this file: they need one session from start to end. Put the direct URL here and the pooled one into the client's adapter.`,
    };
  }
}
