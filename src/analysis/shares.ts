/** How the databases of a large repository are shared among analysis processes. Each hears its own; one of them judges all. */
import { isCodePath } from "../model/relevance.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { DatabaseFiles } from "./read-database.ts";

export interface Share {
  /** From 0. */
  readonly index: number;
  readonly of: number;
}

export const WHOLE: Share = { index: 0, of: 1 };

/** Code is read against the schemas of all databases, and what stands beside findings is not in a hearing. */
export function isShareable({ files, findingsOnly, asksRoles, asksConfig }: Snapshot): boolean {
  return findingsOnly === true && !asksRoles && !asksConfig && !files.some(({ path }) => isCodePath(path));
}

/** Neighbours, so that the shares put one behind the other are the whole in its order; about the same amount of SQL in each. */
export function sharePart(databases: readonly DatabaseFiles[], { index, of }: Share): readonly DatabaseFiles[] {
  if (of === 1) return databases;
  const sizes = databases.map(sizeOf);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let before = 0;
  return databases.filter((_, at) => {
    const middle = before + sizes[at]! / 2;
    before += sizes[at]!;
    return Math.min(of - 1, Math.floor((middle * of) / Math.max(1, total))) === index;
  });
}

/** Characters, and each file about as much work as 300 of them. */
function sizeOf({ folders }: DatabaseFiles): number {
  return folders.reduce((sum, { files }) => files.reduce((all, { text }) => all + text.length + 300, sum), 0);
}
