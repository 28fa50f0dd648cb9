/** How the repository's migration runner treats transactions, in words: findings that depend on it show it. */
import type { Database } from "../../../../model/database.ts";
import type { Runner, Statement } from "../../../../model/migration.ts";

/** How a statement gets out of the runner's transaction. Each from the runner's own documentation on transactions. */
const OUTSIDE: Readonly<Record<Runner["name"], string>> = {
  prisma: "Prisma runs a migration that holds one statement without a transaction: give it a migration of its own.",
  drizzle: "Drizzle wraps all pending migrations in one transaction: run this statement by hand before the deploy, or from a script of its own.",
  flyway: "Flyway runs a script without a transaction when it holds nothing but such statements: give it a script of its own.",
  diesel: "Give it a migration of its own with `run_in_transaction = false` in its `metadata.toml`.",
  dbmate: "Give it a migration of its own that opens with `-- migrate:up transaction:false`.",
  "golang-migrate": "golang-migrate sends a file as one query: give it a file of its own.",
  "node-pg-migrate": "Give it a migration of its own that calls `pgm.noTransaction()`.",
  goose: "Give it a migration of its own that opens with `-- +goose NO TRANSACTION`.",
  supabase: "Give it a migration file of its own.",
  plain: "Give it a file of its own that runs outside any transaction.",
};

export function outsideTransaction({ runner }: Database): string {
  return OUTSIDE[runner.name];
}

/** `in one transaction (prisma 6.14.0, package.json)`; with `may` where it could not be verified. */
export function inTransaction({ runner }: Database, { transactionCertainty }: Statement): string {
  return transactionCertainty === "certain" ? `in one transaction (${runner.evidence})` : `possibly in one transaction (${runner.evidence})`;
}
