/** Pull requests with one head share one check run of a name, and GitHub lets all of them merge by it: the worst verdict stands. */
import type { CheckRun, Published, Verdicts } from "../model/publication.ts";
import { verdictsMarker } from "./markers.ts";

/** There may be a hundred. */
const MOST_NAMED = 5;

/** The check that speaks for all open pull requests with this head. */
export function withTwins(check: CheckRun, { number, twins = [], checks }: Published): CheckRun {
  if (number === undefined || twins.length === 0) return check;
  const known = verdictsOn(check.name, checks);
  const verdicts: Record<number, "passed" | "failed"> = { [number]: check.outcome === "passed" ? "passed" : "failed" };
  for (const twin of twins) if (known[twin]) verdicts[twin] = known[twin];
  const failing = twins.filter((twin) => verdicts[twin] === "failed");
  const summary = verdictsMarker(verdicts);
  if (check.outcome !== "passed" || failing.length === 0) return { ...check, summary: summary + check.summary };
  const named =
    failing
      .slice(0, MOST_NAMED)
      .map((twin) => `#${twin}`)
      .join(", ") + (failing.length > MOST_NAMED ? ` and ${failing.length - MOST_NAMED} more` : "");
  return {
    ...check,
    outcome: "failed",
    title: `Passes here, but not for ${named} with the same commits`,
    summary: `${summary}GitHub has one check of this name on a commit, and ${named} is at the same one: the worse verdict stands for both. Once ${named} passes or is closed, press "Re-run".\n\n${check.summary}`,
  };
}

/** The newest word on each pull request. */
function verdictsOn(name: string, checks: Published["checks"]): Verdicts {
  const verdicts: Record<number, "passed" | "failed"> = {};
  const done = checks.filter((check) => check.name === name && check.status === "completed").sort((a, b) => a.id - b.id);
  for (const { verdicts: told, pull, conclusion } of done) {
    if (told) Object.assign(verdicts, told);
    else if (pull !== undefined && (conclusion === "success" || conclusion === "failure")) verdicts[pull] = conclusion === "success" ? "passed" : "failed";
  }
  return verdicts;
}
