/** Which statements of a migration file run in one transaction: the runner's profile, the file's own annotations, and BEGIN and COMMIT in its text. */
import type { Change, ChangeKind } from "../../model/change.ts";
import type { Runner } from "../../model/migration.ts";

export interface StatementTransaction {
  /** One number, one transaction; absent: the statement runs alone. */
  readonly transaction?: number;
  readonly certainty: "certain" | "may";
}

type Profile = Runner["transaction"];
type Statement = { readonly changes: readonly Change[] };

/**
 * Annotations with which an author takes a file out of the runner's transaction.
 * goose: docs "Annotations" (`-- +goose NO TRANSACTION`, each statement on its own) · dbmate: README "Migration options" (`transaction:false`, the file is then one
 * simple query) · diesel: `metadata.toml` `run_in_transaction = false` (one simple query) · postgres-migrations: README "Migration transactions" · Flyway: script
 * configuration `executeInTransaction=false` · sqlx: `-- no-transaction` · golang-migrate has none.
 */
const OPT_OUTS: readonly { readonly words: RegExp; readonly runs: Profile }[] = [
  { words: /^\+goose\s+no\s+transaction\b/i, runs: "none" },
  { words: /^migrate:up\b.*\btransaction:\s*false\b/i, runs: "implicit" },
  { words: /^run_in_transaction\s*=\s*false\b/i, runs: "implicit" },
  { words: /^postgres-migrations\s+disable-transaction\b/i, runs: "implicit" },
  { words: /^executeInTransaction\s*=\s*false\b/i, runs: "none" },
  { words: /^no-transaction\b/i, runs: "implicit" },
];

/**
 * One entry for each statement, in order.
 * PostgreSQL: a simple query of several statements is one implicit transaction, until a COMMIT in it, and BEGIN in it takes in what stood before
 * (manual §54.2.2.1 "Multiple Statements in a Simple Query"); a lone statement is in none, so CONCURRENTLY works there.
 */
export function transactionsOf(statements: readonly Statement[], runner: Runner, options: { readonly annotations: readonly string[] }): StatementTransaction[] {
  const profile = profileOf(statements, runner, options.annotations);
  if (profile === "none") return walk(statements, { open: false, reopen: false, certainty: "certain" });
  if (profile === "per-file") return walk(statements, { open: true, reopen: false, certainty: "certain" });
  const several = statements.length > 1;
  // Prisma sends a lone statement as it stands; an unknown runner may wrap it all the same.
  const certain = profile === "implicit" || (!several && runner.name === "prisma");
  return walk(statements, { open: several, reopen: several, certainty: certain ? "certain" : "may" });
}

/** What holds for this file: an annotation beats the runner; some runners decide by what the file holds. */
function profileOf(statements: readonly Statement[], runner: Runner, annotations: readonly string[]): Profile {
  for (const annotation of annotations) {
    const optOut = OPT_OUTS.find(({ words }) => words.test(annotation.trim()));
    if (optOut) return optOut.runs;
  }
  const runsAlone = ({ changes }: Statement) => changes.some(refusesTransaction);
  if (runner.transaction === "unsure" && (runner.name === "prisma" || runner.name === "supabase")) return statements.some(runsAlone) ? "unsure" : "implicit";
  // Flyway runs a file that holds only such statements without a transaction, and refuses a mixed one (documentation, "Transactions").
  if (runner.name === "flyway" && runner.transaction === "per-file" && statements.length > 0 && statements.every(runsAlone)) return "none";
  return runner.transaction;
}

/** What PostgreSQL refuses inside a transaction block (PreventInTransactionBlock): 25001. */
export function refusesTransaction(change: Change): boolean {
  switch (change.kind) {
    case "add-index":
    case "drop-index":
    case "reindex":
    case "detach-partition":
      return change.concurrently;
    case "vacuum":
    case "vacuum-all":
    case "cluster-all":
    case "reindex-all":
    case "create-database":
    case "drop-database":
      return true;
    default:
      return false;
  }
}

const OPENS: ReadonlySet<ChangeKind> = new Set(["begin"]);
const CLOSES: ReadonlySet<ChangeKind> = new Set(["commit", "rollback", "prepare-transaction"]);

function holds(changes: readonly Change[], kinds: ReadonlySet<ChangeKind>): boolean {
  for (let at = 0; at < changes.length; at++) if (kinds.has(changes[at]!.kind)) return true;
  return false;
}

/** `open`: inside the runner's transaction from the start. `reopen`: after COMMIT the rest is a transaction again. `certainty`: of what no BEGIN proves. */
function walk(statements: readonly Statement[], runner: { readonly open: boolean; readonly reopen: boolean; readonly certainty: "certain" | "may" }): StatementTransaction[] {
  const result: StatementTransaction[] = [];
  let number = runner.open ? 1 : 0;
  let open = runner.open;
  let explicit = false;
  for (const { changes } of statements) {
    if (holds(changes, OPENS)) {
      if (!open) number++;
      open = true;
      explicit = true;
    }
    result.push(open ? { transaction: number, certainty: explicit ? "certain" : runner.certainty } : { certainty: runner.certainty });
    if (open && holds(changes, CLOSES)) {
      if (runner.reopen) number++;
      open = runner.reopen;
      explicit = false;
    }
  }
  return result;
}
