/** A verdict becomes what the pull request should show. Pure: the same verdict always yields the same words. */
import type { Publication } from "../model/publication.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { code } from "../model/text.ts";
import type { Verdict } from "../model/verdict.ts";
import { actionsOf } from "./actions.ts";
import { gapAnnotation } from "./annotations.ts";
import { commentsOf } from "./comments.ts";
import { ASKS_DESCRIPTION_MARKER } from "./markers.ts";
import { words } from "./neutralize.ts";
import { createPlaces, textsOf } from "./places.ts";
import { stickyOf } from "./sticky.ts";
import { summaryOf } from "./summary.ts";
import { titleOf } from "./wording.ts";

export function compose(verdict: Verdict, snapshot: Snapshot): Publication {
  const places = createPlaces(textsOf(snapshot));
  const { settings, outcome } = verdict;
  const { comments, below } = commentsOf(verdict.findings, settings.threshold, snapshot, places);
  return {
    head: snapshot.pull.head,
    check: {
      name: settings.checkName,
      outcome,
      title: titleOf(verdict, snapshot.config?.path),
      summary: (verdict.asksDescription ? ASKS_DESCRIPTION_MARKER : "") + summaryOf(verdict, places),
      actions: actionsOf(verdict),
      annotations: [...verdict.gaps.map((gap) => gapAnnotation(gap, places)), ...below],
    },
    comments,
    ...stickyOf(verdict, snapshot, places),
    maxComments: settings.maxComments,
    checkOnly: snapshot.pull.draft && settings.drafts !== "full",
    silent: snapshot.pull.draft && settings.drafts === "skip",
    partial: outcome === "incomplete" || verdict.gaps.length > 0,
    waived: Object.fromEntries(
      verdict.waived.map(({ fingerprint, waiver }) => [fingerprint, `Waived${waiver.how === "comment" ? " in the code" : ` by ${code(waiver.by)}`}: ${words(waiver.reason)}`]),
    ),
  };
}
