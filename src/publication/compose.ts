/** A verdict becomes what the pull request should show. Pure: the same verdict always yields the same words. */
import type { Publication } from "../model/publication.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { Verdict } from "../model/verdict.ts";
import { gapAnnotation } from "./annotations.ts";
import { commentsOf } from "./comments.ts";
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
      summary: summaryOf(verdict, places),
      annotations: [...verdict.gaps.map((gap) => gapAnnotation(gap, places)), ...below],
    },
    comments,
    ...stickyOf(verdict, snapshot, places),
    maxComments: settings.maxComments,
    checkOnly: snapshot.pull.draft && settings.drafts !== "full",
    partial: outcome === "incomplete" || verdict.gaps.length > 0,
    waived: Object.fromEntries(verdict.waived.map(({ fingerprint, waiver }) => [fingerprint, `Waived${waiver.how === "comment" ? " in the code" : ""}: ${words(waiver.reason)}`])),
  };
}
