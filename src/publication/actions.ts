/** Buttons of the check run: what somebody who looks at it may want next. */
import type { CheckAction } from "../model/publication.ts";
import type { Verdict } from "../model/verdict.ts";

export const RERUN: CheckAction = { label: "Re-run", description: "Review this pull request again", identifier: "rerun" };
const PLAN: CheckAction = { label: "Show plan", description: "Post the safe way of each finding", identifier: "plan" };
const EXPLAIN: CheckAction = { label: "Explain", description: "Post the pages of the rules broken here", identifier: "explain" };

export function actionsOf({ findings, migrations }: Verdict): CheckAction[] {
  return [RERUN, ...(findings.length > 0 || migrations.length > 0 ? [PLAN] : []), ...(findings.length > 0 ? [EXPLAIN] : [])];
}
