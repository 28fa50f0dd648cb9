/** How this repository applies its migrations, and to which PostgreSQL: from the configuration, else from what the repository says. */
import type { Config } from "../../model/config.ts";
import type { Runner } from "../../model/migration.ts";
import { once } from "../../model/once.ts";
import { type SnapshotFile, textAfter, textBefore } from "../../model/snapshot.ts";
import { folderOf } from "./layout-files.ts";
import type { MigrationFolder } from "./layouts.ts";
import { packageVersion } from "./package-version.ts";

/**
 * What each runner does with one file. Sources: Prisma: schema engine `apply_script` (raw_cmd, one simple query), from 7.4 statement by statement when the file holds
 * CONCURRENTLY (rules.md, "What holds" 4) · Drizzle: `migrate()` runs all pending files in one transaction · Flyway: documentation, "Migration transaction handling" ·
 * dbmate: README, "Migration options" · golang-migrate: database/postgres README, one Exec for the file unless `x-multi-statement` · node-pg-migrate: "Transactions" ·
 * goose: "Annotations" · Supabase CLI: the file's statements are one pipeline, which is one implicit transaction (manual §54.2.4); from 2.109 those that refuse
 * a transaction run on their own (supabase/cli#5139, #5671, #6276) · diesel: `run_in_transaction` of metadata.toml, true by default.
 */
const PROFILES: Readonly<Record<Runner["name"], Pick<Runner, "transaction" | "evidence">>> = {
  prisma: { transaction: "implicit", evidence: "Prisma of unknown version: a file of several statements is taken as one transaction" },
  drizzle: { transaction: "per-file", evidence: "Drizzle: all pending migrations run in one transaction" },
  flyway: { transaction: "per-file", evidence: "Flyway file names: one transaction a file" },
  dbmate: { transaction: "per-file", evidence: "dbmate annotations: one transaction a file" },
  "golang-migrate": { transaction: "implicit", evidence: "golang-migrate file names: each file is one query" },
  "node-pg-migrate": { transaction: "per-file", evidence: "node-pg-migrate annotations: one transaction a file" },
  goose: { transaction: "per-file", evidence: "goose annotations: one transaction a file" },
  supabase: { transaction: "unsure", evidence: "Supabase CLI: a file is one pipeline; what refuses a transaction runs on its own from 2.109" },
  diesel: { transaction: "per-file", evidence: "up.sql and down.sql folders (diesel): one transaction a file" },
  plain: { transaction: "unsure", evidence: "runner unknown: a file may run in one transaction" },
};

/** Runners of plain numbered files that can be told by the package that they are. */
const PACKAGES: readonly { readonly name: string; readonly transaction: Runner["transaction"]; readonly says: string }[] = [
  { name: "postgres-migrations", transaction: "per-file", says: "one transaction a file" },
  { name: "postgrator", transaction: "implicit", says: "each file is one query" },
  { name: "node-pg-migrate", transaction: "per-file", says: "one transaction a file" },
  { name: "graphile-migrate", transaction: "per-file", says: "one transaction a file" },
];

/** `unsure` of Prisma (from 7.4) and Supabase is settled for each file in `transactionsOf`: only files with CONCURRENTLY remain so. */
export function detectRunner(folder: MigrationFolder, files: readonly SnapshotFile[], config: Config): Runner {
  const { runner } = config;
  if (runner === "transaction") return { name: folder.layout, transaction: "per-file", evidence: "configured (runner: transaction)" };
  if (runner === "none") return { name: folder.layout, transaction: "none", evidence: "configured (runner: none)" };
  const name = runner ?? folder.layout;
  const detected = name === "prisma" ? prismaProfile(folder, files, config) : name === "plain" ? plainProfile(folder, files) : PROFILES[name];
  return { name, transaction: detected.transaction, evidence: runner === undefined ? detected.evidence : `configured (runner: ${runner}); ${detected.evidence}` };
}

function prismaProfile(folder: MigrationFolder, files: readonly SnapshotFile[], config: Config): Pick<Runner, "transaction" | "evidence"> {
  const found = config.prisma === undefined ? prismaIn(files, folder.path) : { version: config.prisma, source: "configured" };
  const numbers = found && versionNumbers(found.version);
  if (!found || !numbers) return PROFILES.prisma;
  const [major = 0, minor = 0] = numbers;
  const splits = major > 7 || (major === 7 && minor >= 4);
  return { transaction: splits ? "unsure" : "implicit", evidence: `prisma ${numbers.join(".")} (${found.source})` };
}

function plainProfile(folder: MigrationFolder, files: readonly SnapshotFile[]): Pick<Runner, "transaction" | "evidence"> {
  for (const { name, transaction, says } of PACKAGES) {
    const found = packageVersion(files, [name], folder.path);
    if (found) return { transaction, evidence: `${name} (${found.source}): ${says}` };
  }
  return PROFILES.plain;
}

/** `6.14.0`; of a range its base. Of several packages the one nearest to the repository's root, as `Database` has but one. */
export function detectPrismaVersion(files: readonly SnapshotFile[], config: Config): string | undefined {
  const version = config.prisma ?? prismaIn(files, undefined)?.version;
  return version === undefined ? undefined : versionNumbers(version)?.join(".");
}

function prismaIn(files: readonly SnapshotFile[], folder: string | undefined): { version: string; source: string } | undefined {
  return packageVersion(files, ["prisma", "@prisma/client"], folder);
}

/** `^7.0` → [7, 0, 0]; undefined for `latest`, `workspace:*`, `*`. */
function versionNumbers(version: string): [number, number, number] | undefined {
  const match = /^[^\d]*(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(version);
  return match ? [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)] : undefined;
}

/** First and last major version that the table of effects tells apart. */
const OLDEST = 9;
const NEWEST = 99;
const COMPOSE = /(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$/;
const CI = /^\.github\/workflows\/[^/]+\.ya?ml$|^\.gitlab-ci\.yml$|^\.circleci\/config\.yml$/;

/**
 * The configuration; else the images of docker-compose files, else those of CI: the file nearest to the repository's root, and of several versions there the lowest:
 * what the older server cannot do (a cheap ADD COLUMN, SET NOT NULL by a CHECK) must not be promised. Else 15.
 */
export function detectPostgres(files: readonly SnapshotFile[], config: Config): { version: number; evidence: string } {
  if (config.postgres !== undefined) return { version: config.postgres, evidence: "configured" };
  return postgresIn(files);
}

/** Each database of a repository asks. */
const postgresIn = once((files: readonly SnapshotFile[]): { version: number; evidence: string } => {
  for (const kind of [COMPOSE, CI]) {
    const found = files
      .filter(({ path }) => kind.test(path))
      .flatMap((file) => imagesIn(textAfter(file) ?? textBefore(file) ?? "").map((image) => ({ ...image, path: file.path })))
      .sort((a, b) => depthOf(a.path) - depthOf(b.path) || a.version - b.version || (a.path < b.path ? -1 : 1));
    const [first] = found;
    if (first) return { version: first.version, evidence: `${first.image} (${first.path})` };
  }
  return { version: 15, evidence: "assumed: neither the configuration nor a compose or CI file says it" };
});

/** `image: postgres:16`, `- image: …` (CircleCI), `- postgres:16` and `name: postgres:16` (GitLab's services). */
const IMAGE_LINE = /^[ \t]*(?:-[ \t]+)?(?:(?:image|name)[ \t]*:[ \t]*)?["']?([\w./:-]+:(?:[\w.-]+|\$\{[^}\s]*\}))/;
const LONGEST_LINE = 300;
const SERVER = /(?:^|\/)(?:[\w.-]*-)?(?:postgres(?:ql)?|postgis|timescaledb(?:-ha)?|pgvector|citus|paradedb)$/i;
/** Their tags start with a version of their own. */
const OWN_VERSIONS = /(?:timescaledb(?:-ha)?|pgvector|citus|paradedb)$/i;

/** `postgres:16-alpine`, `docker.io/library/postgres:15`, `postgis/postgis:15-3.3`, `timescale/timescaledb:2.11-pg14`, `supabase/postgres:15.1.0`, `cimg/postgres:14.5`. */
function imagesIn(text: string): { image: string; version: number }[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const image = line.length > LONGEST_LINE ? undefined : IMAGE_LINE.exec(line)?.[1];
    const split = image === undefined ? undefined : /^([^$]*):([^:]+|\$\{.*)$/.exec(image);
    if (image === undefined || !split) return [];
    const version = majorOf(split[1] ?? "", split[2] ?? "");
    return version === undefined ? [] : [{ image, version }];
  });
}

/** `${POSTGRES_VERSION:-16}` counts as `16`. */
function majorOf(name: string, tag: string): number | undefined {
  if (!SERVER.test(name)) return undefined;
  const given = /^\$\{\w+:?-([^}]*)/.exec(tag)?.[1] ?? tag;
  const named = /(?:^|[^a-z])pg[-_]?(\d+)/i.exec(given)?.[1];
  const version = Number(named ?? (OWN_VERSIONS.test(name) ? undefined : /^v?(\d+)/.exec(given)?.[1]));
  return Number.isInteger(version) && version >= OLDEST && version <= NEWEST ? version : undefined;
}

function depthOf(path: string): number {
  return folderOf(path).split("/").filter(Boolean).length;
}
