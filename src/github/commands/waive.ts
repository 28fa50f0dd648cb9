/** `/schema-review waive …` and `override …`: a finding, or the whole verdict, is let pass by somebody who may. */
import { nearest } from "../../model/nearest.ts";
import { code, longCode, plural } from "../../model/text.ts";
import type { Verdict } from "../../model/verdict.ts";
import { createPlaces, textsOf } from "../../publication/places.ts";
import type { Answer, Command, Judged, Matter } from "./command.ts";
import { waiverIn } from "./waiver-grammar.ts";

export const waive: Command = {
  name: "waive",
  usage: "/schema-review waive <rule or fingerprint> reason: <why>",
  who: "write",
  setting: "waivers.permission",
  effect: "The finding stops blocking and is shown as waived, until its statement changes. As a reply to a finding, it means that one.",
  example: "/schema-review waive no-table-rewrite reason: the table has forty rows",
  async answer(argument, { rules }, matter) {
    const said = waiverIn({ name: "waive", argument });
    if (!said || "missing" in said) return unclear(said?.missing, waive);
    const known = said.target === undefined || rules.ids.includes(said.target) || /^[0-9a-f]{7,16}$/.test(said.target);
    const meant = known ? undefined : nearest(said.target ?? "", rules.ids);
    if (!known) return { kind: "unclear", body: `There is no rule ${code(said.target ?? "")}.${meant === undefined ? "" : ` Did you mean \`${meant}\`?`}` };
    return weighed(matter, (fingerprints, judged) => ({
      kind: "given",
      body: `Waived until the statement changes: ${whatIsWaived(fingerprints, judged)}`,
      given: { fingerprints: recordOf(fingerprints, judged.verdict) },
    }));
  },
};

export const override: Command = {
  name: "override",
  usage: "/schema-review override reason: <why>",
  who: "maintain",
  setting: "waivers.override",
  effect: "The check passes for this head, and says who let it and why. The next push is judged again.",
  example: "/schema-review override reason: the incident needs this column gone now",
  async answer(argument, _knowledge, matter) {
    const said = waiverIn({ name: "override", argument });
    if (!said || "missing" in said) return unclear(said?.missing, override);
    return weighed(matter, (_, { snapshot: { pull } }) => ({
      kind: "given",
      body: `The check passes for ${code(pull.head.slice(0, 7))}. The next push is judged again.`,
      given: { head: pull.head },
    }));
  },
};

function unclear(missing: "reason" | "sense" | undefined, { usage, example }: Command): Answer {
  const what = missing === "reason" ? "Say why" : "That is not clear";
  return { kind: "unclear", body: `${what}: \`${usage}\`, for example \`${example}\`.` };
}

async function weighed(matter: Matter, given: (fingerprints: readonly string[], judged: Judged) => Answer): Promise<Answer> {
  const weighing = await matter.weighed();
  if ("refused" in weighing) return { kind: "refused", body: weighing.refused };
  if ("unclear" in weighing) return { kind: "unclear", body: weighing.unclear };
  const { outcome, fingerprints, why = "It does not count." } = weighing.outcome;
  if (outcome === "applied") return given(fingerprints, weighing);
  return outcome === "refused" ? { kind: "refused", body: why } : { kind: "unclear", body: why };
}

/** Each with its twin, by which it is known again when its file is renamed. */
function recordOf(fingerprints: readonly string[], { waived }: Verdict): string[] {
  const twins = new Map(waived.map(({ fingerprint, twin }) => [fingerprint, twin]));
  return fingerprints.map((fingerprint) => (twins.get(fingerprint) === undefined ? fingerprint : `${fingerprint}/${twins.get(fingerprint)}`));
}

/** Places that are named in the answer; the check run names all. */
const MOST_NAMED = 10;

function whatIsWaived(fingerprints: readonly string[], { verdict, snapshot }: Judged): string {
  const places = createPlaces(textsOf(snapshot));
  const lines = verdict.waived
    .filter(({ fingerprint }) => fingerprints.includes(fingerprint))
    .map(({ rule, span, fingerprint }) => `${code(rule)} at ${longCode(`${span.path}:${places.place(span).line}`, 300)} (${code(fingerprint)})`);
  if (lines.length === 1) return lines[0] ?? "";
  const left = lines.length - MOST_NAMED;
  return `${plural(lines.length, "finding")}.\n\n${lines
    .slice(0, MOST_NAMED)
    .map((line) => `- ${line}`)
    .join("\n")}${left > 0 ? `\n- … and ${left} more` : ""}`;
}
