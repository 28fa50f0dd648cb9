/** `/// schema-review-ignore <rule>: <reason>` (or `//`) above or beside a model, field or attribute. */
import type { IgnoreComment, Side } from "../../model/source.ts";
import type { Comment } from "./blocks.ts";

const IGNORE = /^schema-review-ignore(?<file>-file)?(?:\s+(?<rules>[\w*-]+(?:\s*,\s*[\w*-]+)*))?\s*(?::\s*(?<reason>.*))?$/s;

/** A comment that stands alone covers nothing but itself, so that it is reported as unused; `schema-review-ignore-file` covers the file. */
export function ignoresOf(path: string, side: Side, text: string, comments: readonly Comment[]): IgnoreComment[] {
  return comments.flatMap((comment) => {
    const match = comment.text.startsWith("schema-review-ignore") ? IGNORE.exec(comment.text) : null;
    if (!match?.groups) return [];
    const { file, rules, reason } = match.groups;
    const place = file ? { start: 0, end: text.length } : (comment.of ?? comment);
    return [
      {
        rules: rules?.split(",").map((rule) => rule.trim()) ?? ["*"],
        reason: reason?.trim() ?? "",
        span: { path, side, start: comment.start, end: comment.end },
        covers: { path, side, start: place.start, end: place.end },
        origin: "schema-review" as const,
      },
    ];
  });
}
