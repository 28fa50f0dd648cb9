/** The order of a model's fields, compared with the one that a team wants: `[tenantId, id, "...", createdAt, updatedAt]`. */

/** Stands for any fields. */
export const REST = "...";

export interface Disorder {
  /** The name to move; of several, the first that stands wrong. */
  readonly name: string;
  /** How they should stand; absent where several orders would do. */
  readonly wanted?: readonly string[];
}

/** Undefined where the names stand as wanted; names that are not there are passed over. An order without `...` ends with it. */
export function disorderOf(names: readonly string[], order: readonly string[]): Disorder | undefined {
  const segments = segmentsOf(order, new Set(names));
  const [head = [], ...others] = segments;
  const tail = others.at(-1) ?? [];
  const listed = new Set(segments.flat());
  if (listed.size === 0 || isInOrder(names, head, others.slice(0, -1), tail)) return undefined;
  if (segments.length > 2) return { name: names.find((name) => listed.has(name)) ?? "" };
  const wanted = [...head, ...names.filter((name) => !listed.has(name)), ...tail];
  return { name: moverOf(names, wanted, listed), wanted };
}

/** One name taken out and put back elsewhere may be all there is to do: a listed one rather than another. */
function moverOf(names: readonly string[], wanted: readonly string[], listed: ReadonlySet<string>): string {
  const at = names.findIndex((name, index) => name !== wanted[index]);
  const candidates = [names[at] ?? "", wanted[at] ?? ""];
  const movers = candidates.filter((mover) => without(names, mover).join("\0") === without(wanted, mover).join("\0"));
  return movers.find((mover) => listed.has(mover)) ?? movers[0] ?? candidates[0] ?? "";
}

function without(names: readonly string[], one: string): string[] {
  return names.filter((name) => name !== one);
}

/** The runs of names between the `...`; the first stands at the beginning, the last at the end. */
function segmentsOf(order: readonly string[], there: ReadonlySet<string>): string[][] {
  const segments: string[][] = [[]];
  const seen = new Set<string>();
  for (const name of order.includes(REST) ? order : [...order, REST]) {
    if (name === REST) segments.push([]);
    else if (there.has(name) && !seen.has(name)) segments.at(-1)?.push(name);
    seen.add(name);
  }
  return segments;
}

function isInOrder(names: readonly string[], head: readonly string[], middle: readonly (readonly string[])[], tail: readonly string[]): boolean {
  if (!startsWith(names, head, 0) || !startsWith(names, tail, names.length - tail.length)) return false;
  let from = head.length;
  for (const run of middle.filter(({ length }) => length > 0)) {
    const at = names.indexOf(run[0] ?? "");
    if (at < from || !startsWith(names, run, at)) return false;
    from = at + run.length;
  }
  return from <= names.length - tail.length;
}

function startsWith(names: readonly string[], run: readonly string[], at: number): boolean {
  return at >= 0 && run.every((name, index) => names[at + index] === name);
}
