/** VACUUM, ANALYZE, CLUSTER, LOCK. */
import type { ClusterStmt, LockStmt, VacuumStmt } from "libpg-query";
import { LOCK_MODES } from "../../../model/change.ts";
import { isOn, open } from "../nodes.ts";
import { elsewhere, noEffect, onTable, relation, type Translation } from "../translation.ts";

export function vacuum(t: Translation, node: VacuumStmt): void {
  const full = isOn(node.options, "full");
  const tables = (node.rels ?? []).flatMap((item) => open(item).VacuumRelation?.relation ?? []);
  for (const table of tables) onTable(t, relation(t, table), node.is_vacuumcmd ? { kind: "vacuum", full } : { kind: "analyze" });
  if (tables.length > 0) return;
  if (node.is_vacuumcmd) elsewhere(t, { kind: "vacuum-all", full });
  else noEffect(t, "ANALYZE of the database");
}

export function cluster(t: Translation, node: ClusterStmt): void {
  if (node.relation) onTable(t, relation(t, node.relation), { kind: "cluster" });
  else elsewhere(t, { kind: "cluster-all" });
}

/** `mode` counts from 1 (AccessShareLock) as in storage/lockdefs.h. */
export function lock(t: Translation, node: LockStmt): void {
  const mode = LOCK_MODES[(node.mode ?? LOCK_MODES.length) - 1] ?? "ACCESS EXCLUSIVE";
  for (const item of node.relations ?? []) onTable(t, relation(t, open(item).RangeVar), { kind: "lock-table", mode });
}
