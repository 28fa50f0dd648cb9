/** What holds without a configuration file. */
import type { Config, ConfigProblem } from "../../model/config.ts";

export interface ConfigResult {
  readonly config: Config;
  /** In the order of the file. With any, `config` is `defaultConfig`: a broken file is never half-applied. */
  readonly problems: readonly ConfigProblem[];
}

export const defaultConfig: Config = {
  rules: {},
  gates: { relations: "required", invariants: "required", rollout: "required", recovery: "required", queries: "required" },
  paths: { schema: [], migrations: [], code: [], ignore: [] },
  tables: {},
  roles: {},
  tenancy: { keys: [], shared: [] },
  softDelete: { columns: ["deletedAt", "deleted_at", "isDeleted", "is_deleted", "archivedAt", "archived_at"] },
  audit: {
    createdAt: ["createdAt", "created_at", "createdOn", "created_on", "created", "insertedAt", "inserted_at"],
    updatedAt: ["updatedAt", "updated_at", "updatedOn", "updated_on", "updated", "modifiedAt", "modified_at"],
    exempt: [],
  },
  cascade: { maxTables: 3, ledgers: ["payment", "invoice", "audit", "event", "ledger", "transaction", "receipt", "refund", "payout"] },
  indexes: { max: 8 },
  comments: { threshold: "warning", sticky: "findings", max: 30 },
  check: { name: "schema-review", includeBase: false },
  drafts: "check",
  freeze: [],
  rollout: { staleAfterDays: 30 },
  plans: { rollback: ["rollback", "rollback plan", "roll back", "revert", "revert plan"], backfill: ["backfill", "backfill plan", "data migration"] },
  waivers: { permission: "write", override: "maintain" },
  lockTimeout: "in-migration",
};
