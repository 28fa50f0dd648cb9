/** Effects of changes to indexes, constraints and partitions. */
import { provesFilled } from "../../model/agreement.ts";
import type { ChangeKind } from "../../model/change.ts";
import type { ChangeWith, OtherTable, Rows } from "./effects-row.ts";

const ALTER_TABLE = "manual, ALTER TABLE";
const CREATE_INDEX = "manual, CREATE INDEX";
const REINDEX = "manual, REINDEX";

export const constraintEffects = {
  "add-index": [
    { when: ({ concurrently }) => concurrently, lock: "SHARE UPDATE EXCLUSIVE", work: ["build"], source: `${CREATE_INDEX}, Building Indexes Concurrently` },
    { when: ({ onlyParent }) => onlyParent, lock: "SHARE", source: `${CREATE_INDEX}, ONLY` },
    { lock: "SHARE", work: ["build"], source: "manual, §13.3.1, SHARE" },
  ],
  "drop-index": [
    { when: ({ concurrently }) => concurrently, lock: "SHARE UPDATE EXCLUSIVE", source: "manual, DROP INDEX, CONCURRENTLY; §13.3.1" },
    { lock: "ACCESS EXCLUSIVE", source: "manual, DROP INDEX" },
  ],
  "rename-index": [{ source: "manual, ALTER INDEX, RENAME (12): SHARE UPDATE EXCLUSIVE on the index alone" }],
  "attach-index": [{ lock: "ACCESS SHARE", source: "measured: the child index is locked, the tables are only read" }],
  reindex: [
    { when: ({ concurrently }) => concurrently, lock: "SHARE UPDATE EXCLUSIVE", work: ["build"], source: `${REINDEX}, Rebuilding Indexes Concurrently` },
    { lock: "SHARE", work: ["build"], source: `${REINDEX}, Notes` },
  ],
  "add-primary-key": [
    { when: (change) => change.usingIndex !== undefined && keyIsFilled(change) === true, lock: "ACCESS EXCLUSIVE", source: `${ALTER_TABLE}, USING INDEX` },
    { when: (change) => change.usingIndex !== undefined && keyIsFilled(change) === false, lock: "ACCESS EXCLUSIVE", work: ["scan"], source: `${ALTER_TABLE}, USING INDEX` },
    { when: (change) => change.usingIndex !== undefined, lock: "ACCESS EXCLUSIVE", work: ["scan"], certainty: "may", source: `${ALTER_TABLE}, USING INDEX` },
    { when: (change) => keyIsFilled(change) === false, lock: "ACCESS EXCLUSIVE", work: ["scan", "build"], source: ALTER_TABLE },
    { lock: "ACCESS EXCLUSIVE", work: ["build"], source: ALTER_TABLE },
  ],
  "add-unique": [
    { when: ({ usingIndex }) => usingIndex !== undefined, lock: "ACCESS EXCLUSIVE", source: `${ALTER_TABLE}, USING INDEX` },
    { lock: "ACCESS EXCLUSIVE", work: ["build"], source: ALTER_TABLE },
  ],
  "add-foreign-key": [
    {
      when: ({ foreignKey }) => foreignKey.valid && foreignKey.enforced,
      lock: "SHARE ROW EXCLUSIVE",
      work: ["scan"],
      also: referenced,
      source: `${ALTER_TABLE}, ADD table_constraint`,
    },
    { lock: "SHARE ROW EXCLUSIVE", also: referenced, source: `${ALTER_TABLE}, ADD table_constraint NOT VALID` },
  ],
  "add-check": [
    { when: ({ check }) => check.valid, lock: "ACCESS EXCLUSIVE", work: ["scan"], source: ALTER_TABLE },
    { lock: "ACCESS EXCLUSIVE", source: `${ALTER_TABLE}, NOT VALID` },
  ],
  "add-not-null-constraint": [
    { when: ({ valid }) => valid, lock: "ACCESS EXCLUSIVE", work: ["scan"], source: `${ALTER_TABLE} (18)` },
    { lock: "ACCESS EXCLUSIVE", source: `${ALTER_TABLE}, NOT VALID (18)` },
  ],
  "add-exclusion": [{ lock: "ACCESS EXCLUSIVE", work: ["build"], source: ALTER_TABLE }],
  "validate-constraint": [
    {
      lock: "SHARE UPDATE EXCLUSIVE",
      work: ["scan"],
      also: (change) => (change.references === undefined ? [] : [{ table: change.references, lock: "ROW SHARE" }]),
      source: `${ALTER_TABLE}, VALIDATE CONSTRAINT`,
    },
  ],
  "drop-constraint": [
    {
      lock: "ACCESS EXCLUSIVE",
      also: ({ references, table }) => (references === undefined || references === table ? [] : [{ table: references, lock: "ACCESS EXCLUSIVE" }]),
      source: `${ALTER_TABLE}; the referenced table: measured`,
    },
  ],
  "rename-constraint": [{ lock: "ACCESS EXCLUSIVE", source: ALTER_TABLE }],
  "alter-constraint": [{ lock: "ACCESS EXCLUSIVE", source: "measured" }],
  "attach-partition": [
    {
      when: ({ provenByCheck }) => provenByCheck,
      lock: "SHARE UPDATE EXCLUSIVE",
      also: ({ partition }) => [{ table: partition, lock: "ACCESS EXCLUSIVE" }],
      source: `${ALTER_TABLE}, ATTACH PARTITION`,
    },
    {
      lock: "SHARE UPDATE EXCLUSIVE",
      also: ({ partition }) => [{ table: partition, lock: "ACCESS EXCLUSIVE", work: ["scan"] }],
      source: `${ALTER_TABLE}, ATTACH PARTITION`,
    },
  ],
  "detach-partition": [
    {
      when: ({ concurrently }) => concurrently,
      from: 14,
      lock: "SHARE UPDATE EXCLUSIVE",
      also: ({ partition }) => [{ table: partition, lock: "ACCESS EXCLUSIVE" }],
      source: `${ALTER_TABLE}, DETACH PARTITION CONCURRENTLY (14)`,
    },
    { lock: "ACCESS EXCLUSIVE", also: ({ partition }) => [{ table: partition, lock: "ACCESS EXCLUSIVE" }], source: `${ALTER_TABLE}, DETACH PARTITION` },
  ],
} as const satisfies Partial<{ [K in ChangeKind]: Rows<K>[K] }>;

/** Whether the key's columns are NOT NULL already: PRIMARY KEY sets what is not, and reads the table for it. Undefined: the history does not know. */
function keyIsFilled({ before, index }: ChangeWith<"add-primary-key">): boolean | undefined {
  if (!before) return undefined;
  const columns = index.columns.map(({ column }) => before.columns.find(({ name }) => name === column));
  if (columns.some((column) => column?.nullable && !before.checks.some((check) => check.valid && provesFilled(check, column.name)))) return false;
  return columns.length > 0 && columns.every((column) => column !== undefined) ? true : undefined;
}

function referenced({ foreignKey, referencesNew, table }: ChangeWith<"add-foreign-key">): readonly OtherTable[] {
  return foreignKey.references.table === table ? [] : [{ table: foreignKey.references.table, lock: "SHARE ROW EXCLUSIVE", isNew: referencesNew }];
}
