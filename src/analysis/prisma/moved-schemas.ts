/** A schema that moves to another folder is the same schema, also where git tells of a removed file and an added one. */
import { type SnapshotFile, textAfter, textBefore } from "../../model/snapshot.ts";

interface Group {
  readonly root: string;
  readonly paths: string[];
}

/** Groups that are all added get the files of the group that is all removed and has the same models; that group then is none of its own. */
export function withMoved<G extends Group>(groups: readonly G[], files: readonly SnapshotFile[]): G[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const all = ({ paths }: Group, status: SnapshotFile["status"]) => paths.every((path) => byPath.get(path)?.status === status);
  const gone = new Set(groups.filter((group) => all(group, "removed")));
  if (gone.size === 0) return [...groups];
  const moved = groups.map((group) => {
    const old = all(group, "added") ? [...gone].find((candidate) => isSame(modelsOf(candidate, byPath, textBefore), modelsOf(group, byPath, textAfter))) : undefined;
    if (old) gone.delete(old);
    return old ? { group: { ...group, paths: [...group.paths, ...old.paths].sort() }, old } : { group };
  });
  const merged = new Set(moved.flatMap(({ old }) => old ?? []));
  return moved.filter(({ group }) => !merged.has(group)).map(({ group }) => group);
}

function modelsOf({ paths }: Group, byPath: ReadonlyMap<string, SnapshotFile>, textOf: typeof textAfter): ReadonlySet<string> {
  return new Set(paths.flatMap((path) => [...(textOf(byPath.get(path)!) ?? "").matchAll(/^[ \t]*model\s+(\w+)/gm)].map(([, name]) => name!)));
}

/** Most of the old models are there again. */
function isSame(old: ReadonlySet<string>, now: ReadonlySet<string>): boolean {
  return old.size > 0 && [...old].filter((name) => now.has(name)).length * 2 > old.size;
}
