/** A small pull request by hand: files, and findings placed by the words they speak of. */
import { GATES, type Gate, type Severity } from "../../src/model/rule.ts";
import { type Snapshot, type SnapshotFile, textAfter, textBefore } from "../../src/model/snapshot.ts";
import type { Gap, Side, Span } from "../../src/model/source.ts";
import type { Finding, Verdict } from "../../src/model/verdict.ts";

export const SQL = "prisma/migrations/0002_index/migration.sql";
export const PRISMA = "prisma/schema.prisma";

export const sqlText = 'ALTER TABLE "users" ADD COLUMN "name" TEXT NOT NULL;\n\nCREATE INDEX "users_email_idx"\n  ON "users" ("email");\n';
export const prismaBefore = "model User {\n  id    Int @id\n  email String\n  nick  String\n}\n";
export const prismaAfter =
  "model User {\n  id    Int @id\n  email String\n  posts Post[]\n}\n\nmodel Post {\n  id     Int  @id\n  userId Int\n  user   User @relation(fields: [userId], references: [id])\n}\n";

export function snapshotOf(files: readonly SnapshotFile[] = exampleFiles, pull: Partial<Snapshot["pull"]> = {}): Snapshot {
  return {
    pull: { title: "Add posts", body: "", base: "main", head: "abc1234def5678900000000000000000000000aa", draft: false, ...pull },
    files,
    missing: [],
    waivers: [],
    now: "2026-01-05T10:00:00Z",
  };
}

export const exampleFiles: readonly SnapshotFile[] = [
  { path: SQL, status: "added", after: sqlText },
  { path: PRISMA, status: "modified", before: prismaBefore, after: prismaAfter },
];

/** The span of the first occurrence of `words`. */
export function spanOf(words: string, path: string, side: Side = "head", files: readonly SnapshotFile[] = exampleFiles): Span {
  const file = files.find((one) => one.path === path || (one.status === "renamed" && one.previousPath === path));
  const text = (file && (side === "head" ? textAfter(file) : textBefore(file))) ?? "";
  const start = text.indexOf(words);
  if (start < 0) throw new Error(`${JSON.stringify(words)} is not in ${path}`);
  return { path, side, start, end: start + words.length };
}

let count = 0;

export function finding(span: Span, more: Partial<Finding> = {}): Finding {
  const rule = more.rule ?? "require-concurrent-index";
  return { span, rule, gate: "rollout", severity: "error", message: "Creating `users_email_idx` blocks writes to `users`.", fingerprint: `${rule}.${++count}`, ...more };
}

/** Gates, outcome and counts as the judge would put them. */
export function verdictOf(findings: readonly Finding[], more: Partial<Verdict> = {}): Verdict {
  const gaps: readonly Gap[] = more.gaps ?? [];
  const gate = (name: Gate): Verdict["gates"][number] => {
    const own = findings.filter((one) => one.gate === name);
    const of = (severity: Severity): number => own.filter((one) => one.severity === severity).length;
    return {
      gate: name,
      outcome: of("error") > 0 ? "failed" : gaps.length > 0 ? "incomplete" : "passed",
      counts: { info: of("info"), warning: of("warning"), error: of("error") },
      waived: (more.waived ?? []).filter((one) => one.gate === name).length,
      ...(own[0] ? { worst: own[0].fingerprint } : {}),
    };
  };
  return {
    outcome: gaps.length > 0 ? "incomplete" : findings.some(({ severity }) => severity === "error") ? "failed" : "passed",
    relevant: true,
    gates: GATES.map(gate),
    phase: "expand",
    findings,
    waived: [],
    gaps,
    migrations: [],
    diagram: { tables: [], relations: [] },
    settings: { checkName: "schema-review", threshold: "warning", sticky: "findings", maxComments: 30, drafts: "check" },
    evidence: [],
    ...more,
  };
}

export const foreignKey = finding(spanOf("user   User @relation(fields: [userId], references: [id])", PRISMA), {
  rule: "require-foreign-key-index",
  gate: "relations",
  message: "No index covers `Post.userId`: deleting a `User` reads all of `Post`.",
  advice: { language: "prisma", text: "@@index([userId])" },
  fix: { span: { ...spanOf("references: [id])\n", PRISMA), start: spanOf("references: [id])\n", PRISMA).end }, text: "\n  @@index([userId])\n" },
  fingerprint: "aaaaaaaaaaaaaaaa",
});

export const index = finding(spanOf('CREATE INDEX "users_email_idx"\n  ON "users" ("email")', SQL), {
  advice: { language: "sql", text: "CREATE INDEX CONCURRENTLY users_email_idx ON users (email);", title: "Alone in its own migration" },
  fingerprint: "bbbbbbbbbbbbbbbb",
});

export const dropped = finding(spanOf("nick  String", PRISMA, "base"), {
  rule: "no-drop-in-same-deploy",
  severity: "error",
  message: "`User.nick` is dropped while the running version still selects it.",
  fingerprint: "cccccccccccccccc",
});
