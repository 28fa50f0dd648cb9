/** What the base branch's code was found to use of a thing that goes, and how a message says so. */
import type { Database } from "../../../../model/database.ts";
import { longCode } from "../../../../model/text.ts";
import { type Departure, isSameDeparture, namesInCode, type Usage } from "../../../../model/usage.ts";

/** Places that a message names. */
const SHOWN = 3;
/** Of a path in a message, UTF-16 code units. */
const LONGEST = 150;

export interface Evidence {
  /** Calls and SQL that name it: the running version fails at these. */
  readonly usages: readonly Usage[];
  /** ` The base branch's code uses it: …`; `""` where there is nothing to say. */
  readonly words: string;
  /** All code was looked through, and its names stand in none of it. */
  readonly isNowhere: boolean;
}

/** Of things that go together. Without the base branch's code there is none. */
export function evidenceOf({ running, before }: Database, departures: readonly Departure[]): Evidence {
  if (!running) return { usages: [], words: "", isNowhere: false };
  const names = departures.flatMap((departure) => namesInCode(departure, before));
  const all = running.usages.filter(({ of }) => departures.some((departure) => isSameDeparture(of, departure)));
  const usages = all.filter(({ certainty }) => certainty === "certain");
  const isSought = names.every((name) => running.sought.has(name));
  return {
    usages,
    words: wordsFor(all, running, isSought),
    isNowhere: running.complete && running.searched > 0 && isSought && !names.some((name) => running.found.has(name)),
  };
}

function wordsFor(usages: readonly Usage[], { complete, why, searched }: NonNullable<Database["running"]>, isSought: boolean): string {
  if (usages.length > 0) {
    const places = [...new Set(usages.map(({ span, line }) => longCode(`${endOf(span.path)}:${line}`, LONGEST + 20)))];
    const more = places.length > SHOWN ? ` and ${places.length - SHOWN} more` : "";
    const verb = usages.some(({ certainty }) => certainty === "certain") ? "uses" : "seems to use";
    return ` The base branch's code ${verb} ${usages.length > 1 && departureCount(usages) > 1 ? "them" : "it"}: ${places.slice(0, SHOWN).join(", ")}${more}.`;
  }
  return complete || searched === 0 || !isSought ? "" : ` (Not all of the base branch's code could be looked through: ${why}.)`;
}

/** Its end says more than its beginning. */
function endOf(path: string): string {
  return path.length <= LONGEST ? path : `…/${path.slice(-LONGEST).replace(/^[^/]*\//, "")}`;
}

function departureCount(usages: readonly Usage[]): number {
  return usages.filter(({ of }, at) => usages.findIndex((other) => isSameDeparture(other.of, of)) === at).length;
}
