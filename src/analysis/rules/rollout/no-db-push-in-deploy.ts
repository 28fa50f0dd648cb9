/** Commands that are meant for a developer's machine, in what deploys. */
import type { Span } from "../../../model/source.ts";
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";

const COMMAND = /\bprisma\s+(db\s+push|migrate\s+dev|migrate\s+reset)\b[^"'\n&|;]*/g;

const MODEL = "model Team {\n  id BigInt @id\n}\n";

/** What each would do to production: Prisma documentation, "Prisma CLI reference". */
const HARM: Readonly<Record<string, string>> = {
  "db push": "it makes the database fit the schema without migrations, records nothing, and with `--accept-data-loss` drops columns",
  "migrate dev": "it is made for development: it asks questions, and resets the database when it finds drift",
  "migrate reset": "it drops every table",
};

export const noDbPushInDeploy = defineRule({
  id: "no-db-push-in-deploy",
  gate: "rollout",
  severity: "error",
  since: "0.1.0",
  summary: "Deploy with `prisma migrate deploy`",
  why: "`prisma db push`, `migrate dev` and `migrate reset` work on a database that may be lost. In a deploy script, a Dockerfile or a workflow that deploys, they change production without a migration that anybody has reviewed, or empty it.",
  remedy: "Use `prisma migrate deploy`: it applies the migrations that are pending, and nothing else.",
  quiet: ["scripts and jobs for development, tests, seeds, previews and local databases, by their names", "lines that this pull request does not add"],
  *check({ otherFiles }) {
    for (const { path, before, after } of otherFiles) {
      if (after === undefined || after === before || !mayDeploy(path)) continue;
      for (const match of after.matchAll(COMMAND)) {
        const line = lineAt(after, match.index);
        const command = (match[1] ?? "").replace(/\s+/g, " ");
        if (before?.includes(line.text.trim()) || !deploys(path, after, match.index, line.text)) continue;
        yield {
          span: { path, side: "head", start: match.index, end: match.index + match[0].trimEnd().length } satisfies Span,
          message: `${code(match[0].trim())} does not belong into a deploy: ${HARM[command] ?? "it is made for development"}. Use \`prisma migrate deploy\`.`,
          fix: { span: { path, side: "head", start: match.index, end: match.index + match[0].trimEnd().length }, text: "prisma migrate deploy" },
        };
      }
    }
  },
  examples: {
    bad: [
      {
        title: "in the image's start command",
        files: [{ path: "Dockerfile", text: 'FROM node:22\nCOPY . .\nCMD ["sh", "-c", "npx prisma db push && node server.js"]\n' }],
        schema: { before: MODEL, after: MODEL },
      },
    ],
    good: [
      {
        title: "migrate deploy",
        files: [{ path: "Dockerfile", text: 'FROM node:22\nCOPY . .\nCMD ["sh", "-c", "npx prisma migrate deploy && node server.js"]\n' }],
        schema: { before: MODEL, after: MODEL },
      },
    ],
  },
});

function mayDeploy(path: string): boolean {
  if (/(?:^|\/)(?:test|tests|e2e|dev|local|examples?)\//i.test(path) || /\b(?:test|dev|local|e2e|preview)\b/i.test(path.replace(/^.*\//, ""))) return false;
  return /(?:^|\/)(?:Dockerfile[\w.-]*|package\.json|Procfile|[\w.-]*deploy[\w.-]*|fly\.toml|render\.ya?ml|railway\.(?:json|toml)|vercel\.json|nixpacks\.toml)$|\.github\/workflows\/[^/]+\.ya?ml$|\.(?:sh|gitlab-ci\.yml)$/i.test(
    path,
  );
}

/** In package.json by the script's name; in a workflow by the words around it; a Dockerfile always deploys. */
function deploys(path: string, text: string, at: number, line: string): boolean {
  if (/^\s*(?:#|\/\/)/.test(line)) return false;
  if (path.endsWith("package.json"))
    return (
      /^\s*"(?:[\w:-]*(?:deploy|prod|release|vercel-build|heroku)[\w:-]*|start|postinstall|build|prestart|start:prod)"\s*:/i.test(line) &&
      !/^\s*"[^"]*(?:dev|test|local|e2e|preview|ci)\b/i.test(line)
    );
  if (/\.github\/workflows\//.test(path))
    return /deploy|production|release/i.test(path) && !/\b(?:test|e2e|localhost|127\.0\.0\.1)\b/i.test(text.slice(Math.max(0, at - 600), at + 200));
  return true;
}

function lineAt(text: string, at: number): { readonly text: string } {
  const start = text.lastIndexOf("\n", at - 1) + 1;
  const end = text.indexOf("\n", at);
  return { text: text.slice(start, end < 0 ? undefined : end) };
}
