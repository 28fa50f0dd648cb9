/** The phase of an ALTER COLUMN: what the running version, and the rows that exist, make of it. */
import type { AlterColumn } from "../../model/change.ts";
import { typeChange } from "../../model/type-change.ts";
import type { Phase } from "../../model/verdict.ts";

export function phaseOfAlteration(change: AlterColumn): Phase {
  switch (change.action) {
    case "type":
      return phaseOfType(change);
    case "set-not-null":
      return "contract";
    case "drop-not-null":
    case "set-default":
      return "expand";
    case "drop-default":
      return "contract";
    case "identity":
      return change.to && !change.to.generated ? "contract" : "expand";
    case "generated":
      return change.to && !change.to.generated ? "contract" : "breaking";
    case "statistics":
    case "storage":
      return "neutral";
    case "several":
      return phaseOfEdit(change);
  }
}

/** Widening is expand; a rewrite, proven or not ruled out, is never safe in one step; a cast that can fail without one is contract. */
function phaseOfType({ from, to, type, using, column }: AlterColumn): Phase {
  const { rewrites, fits } = typeChange(from?.type, type ?? to?.type, using, column);
  if (rewrites !== "no") return "breaking";
  return fits === "some" ? "contract" : "expand";
}

/** An edit of a schema file may change type, null and default at once: the strongest of the three. */
function phaseOfEdit(change: AlterColumn): Phase {
  const { from, to } = change;
  if (!from || !to) return "breaking";
  const sameType = from.type.name === to.type.name && from.type.list === to.type.list && from.type.modifiers.join() === to.type.modifiers.join();
  const type = sameType ? "neutral" : phaseOfType({ ...change, type: to.type });
  if (type === "breaking") return type;
  const inDatabase = (column: typeof from): boolean => column.default !== undefined && column.default.kind !== "client";
  if (type === "contract" || (from.nullable && !to.nullable) || (inDatabase(from) && !inDatabase(to))) return "contract";
  return type === "expand" || from.nullable !== to.nullable || inDatabase(to) ? "expand" : "neutral";
}
