/** GitHub refuses a comment of more than 65,536 characters, and with it the whole review. */
import { describe, expect, it } from "vitest";
import { commentsOf } from "../../src/publication/comments.ts";
import { bytes } from "../../src/publication/neutralize.ts";
import { createPlaces, textsOf } from "../../src/publication/places.ts";
import { resolvedBody } from "../../src/publication/resolved.ts";
import { finding, SQL, snapshotOf, spanOf } from "./example.ts";

const snapshot = snapshotOf();
const span = spanOf("users_email_idx", SQL);

function commentWith(sign: string) {
  const role = { table: sign.repeat(300), role: "ledger", evidence: sign.repeat(300), others: [] } as const;
  const lead = finding(span, {
    message: sign.repeat(5_000),
    advice: { language: "sql", text: sign.repeat(20_000), title: sign.repeat(500) },
    fix: { span, text: "b".repeat(7_000) },
  });
  const others = Array.from({ length: 60 }, (_, at) => finding(span, { message: sign.repeat(5_000), roles: [{ ...role, table: `${role.table}${at}` }] }));
  const { comments } = commentsOf([lead, ...others], "warning", snapshot, createPlaces(textsOf(snapshot)));
  return comments[0]!;
}

describe("a comment", () => {
  it.each(["a", "$", "<", "\u200b", "\u{e0001}", "@x", "~", "é", "`", "順"])(
    "of a thousand %j stays below the limit, resolved as well, and keeps suggestion and footer",
    (sign) => {
      const { body, fallback } = commentWith(sign);
      for (const text of [body, fallback!.body, resolvedBody(body, "Resolved in abc1234")]) expect(bytes(text)).toBeLessThan(65_000);
      expect(body).toContain(`\`\`\`suggestion\n`);
      expect(body).toContain("Not a problem here?");
    },
  );

  it("that fits is whole; one that does not says so", () => {
    expect(commentWith("a").body).toContain("… and 40 more");
    expect(commentWith("a").body).not.toContain("too long");
    expect(commentWith("$").body).toContain("_More is told here than a comment can hold: see the check._");
  });
});
