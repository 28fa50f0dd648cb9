/** Effects of triggers, policies, views, data changes, and of what is no table. */
import type { ChangeKind } from "../../model/change.ts";
import { type Row, type Rows, reads } from "./effects-row.ts";

const LOCKS = "manual, §13.3.1";
const ALTER_TABLE = "manual, ALTER TABLE";

export const otherTableEffects = {
  "row-level-security": [{ lock: "ACCESS EXCLUSIVE", source: ALTER_TABLE }],
  "create-policy": [{ lock: "ACCESS EXCLUSIVE", source: "measured" }],
  "alter-policy": [{ lock: "ACCESS EXCLUSIVE", source: "measured" }],
  "drop-policy": [{ lock: "ACCESS EXCLUSIVE", source: "measured" }],
  "create-trigger": [{ lock: "SHARE ROW EXCLUSIVE", source: `${LOCKS}, SHARE ROW EXCLUSIVE` }],
  "drop-trigger": [{ lock: "ACCESS EXCLUSIVE", source: "measured" }],
  "rename-trigger": [{ lock: "ACCESS EXCLUSIVE", source: "measured" }],
  "enable-trigger": [{ lock: "SHARE ROW EXCLUSIVE", source: `${ALTER_TABLE}, ENABLE TRIGGER` }],
  "disable-trigger": [{ lock: "SHARE ROW EXCLUSIVE", source: `${ALTER_TABLE}, DISABLE TRIGGER` }],
  "create-rule": [{ lock: "ACCESS EXCLUSIVE", source: "measured" }],
  "drop-rule": [{ lock: "ACCESS EXCLUSIVE", source: "measured" }],
  "create-statistics": [{ lock: "SHARE UPDATE EXCLUSIVE", source: `${LOCKS}, SHARE UPDATE EXCLUSIVE` }],
  "drop-statistics": [{ lock: "SHARE UPDATE EXCLUSIVE", source: "measured" }],
  comment: [{ lock: "SHARE UPDATE EXCLUSIVE", source: `${LOCKS}, SHARE UPDATE EXCLUSIVE` }],
  grant: [{ lock: "ACCESS SHARE", source: "measured" }],
  revoke: [{ lock: "ACCESS SHARE", source: "measured" }],
  "lock-table": [{ lock: ({ mode }) => mode, source: "manual, LOCK" }],
  vacuum: [
    { when: ({ full }) => full, lock: "ACCESS EXCLUSIVE", work: ["rewrite"], source: "manual, VACUUM, FULL" },
    { lock: "SHARE UPDATE EXCLUSIVE", source: `${LOCKS}, SHARE UPDATE EXCLUSIVE` },
  ],
  analyze: [{ lock: "SHARE UPDATE EXCLUSIVE", source: `${LOCKS}, SHARE UPDATE EXCLUSIVE` }],
  "create-view": [{ lock: "ACCESS EXCLUSIVE", also: reads, source: "measured: OR REPLACE locks the view; its tables are only read" }],
  "drop-view": [{ lock: "ACCESS EXCLUSIVE", source: LOCKS }],
  "refresh-materialized-view": [
    { when: ({ concurrently }) => concurrently, lock: "EXCLUSIVE", source: `${LOCKS}, EXCLUSIVE` },
    { when: ({ withData }) => !withData, lock: "ACCESS EXCLUSIVE", source: `${LOCKS}, ACCESS EXCLUSIVE` },
    { lock: "ACCESS EXCLUSIVE", work: ["rewrite"], source: `${LOCKS}, ACCESS EXCLUSIVE` },
  ],
  insert: [{ lock: "ROW EXCLUSIVE", also: reads, source: `${LOCKS}, ROW EXCLUSIVE` }],
  update: [{ lock: "ROW EXCLUSIVE", also: reads, source: `${LOCKS}, ROW EXCLUSIVE` }],
  delete: [{ lock: "ROW EXCLUSIVE", also: reads, source: `${LOCKS}, ROW EXCLUSIVE` }],
  merge: [{ lock: "ROW EXCLUSIVE", also: reads, source: `${LOCKS}, ROW EXCLUSIVE` }],
  copy: [
    { when: ({ direction }) => direction === "from", lock: "ROW EXCLUSIVE", source: `${LOCKS}, ROW EXCLUSIVE` },
    { lock: "ACCESS SHARE", source: `${LOCKS}, ACCESS SHARE` },
  ],
  truncate: [{ lock: "ACCESS EXCLUSIVE", source: "manual, TRUNCATE: it removes the rows without writing any" }],
  select: [
    { when: ({ forUpdate }) => forUpdate, lock: "ROW SHARE", source: `${LOCKS}, ROW SHARE` },
    { lock: "ACCESS SHARE", source: `${LOCKS}, ACCESS SHARE` },
  ],
} as const satisfies Partial<{ [K in ChangeKind]: Rows<K>[K] }>;

const NOT_A_TABLE: readonly Row<unknown>[] = [{ source: "no table is locked by its name" }];

/** No table is named: those of `vacuum-all`, `drop-schema` or a domain's users are many and unknown; the rules that speak of them go by the kind. */
export const noTableEffects = {
  "create-enum": NOT_A_TABLE,
  "add-enum-value": [{ source: "manual, ALTER TYPE: no table is locked, none is rewritten" }],
  "rename-enum-value": NOT_A_TABLE,
  "drop-enum-value": NOT_A_TABLE,
  "create-type": NOT_A_TABLE,
  "alter-type": NOT_A_TABLE,
  "rename-type": NOT_A_TABLE,
  "drop-type": NOT_A_TABLE,
  "create-domain": NOT_A_TABLE,
  "alter-domain": NOT_A_TABLE,
  "drop-domain": NOT_A_TABLE,
  "create-sequence": NOT_A_TABLE,
  "alter-sequence": NOT_A_TABLE,
  "drop-sequence": NOT_A_TABLE,
  "create-function": NOT_A_TABLE,
  "drop-function": NOT_A_TABLE,
  "create-extension": NOT_A_TABLE,
  "drop-extension": NOT_A_TABLE,
  "create-schema": NOT_A_TABLE,
  "rename-schema": NOT_A_TABLE,
  "drop-schema": NOT_A_TABLE,
  "drop-owned": NOT_A_TABLE,
  "create-database": NOT_A_TABLE,
  "drop-database": NOT_A_TABLE,
  "reindex-all": NOT_A_TABLE,
  "vacuum-all": NOT_A_TABLE,
  "cluster-all": NOT_A_TABLE,
  set: NOT_A_TABLE,
  begin: NOT_A_TABLE,
  commit: NOT_A_TABLE,
  rollback: NOT_A_TABLE,
  savepoint: NOT_A_TABLE,
  release: NOT_A_TABLE,
  "rollback-to": NOT_A_TABLE,
  "prepare-transaction": NOT_A_TABLE,
  do: NOT_A_TABLE,
  call: NOT_A_TABLE,
  "create-implicit-join": NOT_A_TABLE,
  "drop-implicit-join": NOT_A_TABLE,
  "no-effect-on-tables": NOT_A_TABLE,
} as const satisfies Partial<{ [K in ChangeKind]: Rows<K>[K] }>;
