import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  digestMarker,
  digestOf,
  fingerprintsIn,
  isResolvedBody,
  isSticky,
  keyOf,
  postedIn,
  STICKY_MARKER,
  threadMarker,
  withoutHeader,
  withPosted,
} from "../../src/publication/markers.ts";

describe("hidden marks", () => {
  it("give back what was put in, whatever it is", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme", minLength: 1 }), { minLength: 1, maxLength: 5 }), (keys) => {
        const body = `${threadMarker(keys)}text`;
        expect(fingerprintsIn(body)).toEqual(keys);
        expect(fingerprintsIn(body.replaceAll("\n", "\r\n"))).toEqual(keys);
        expect(keyOf(body)).toBe(keys[0]);
        expect(withoutHeader(body)).toBe("text");
        expect(postedIn(withPosted(`${STICKY_MARKER}text`, keys))).toEqual(keys);
        expect((body.match(/-->/g) ?? []).length).toBe(keys.length);
      }),
    );
  });

  it("count in the first lines only: a text cannot imitate them", () => {
    const imitation = `${threadMarker(["mine"])}text\n${threadMarker(["yours"])}${STICKY_MARKER}<!-- schema-review-resolved -->\n<!-- schema-review-posted:x -->`;
    expect(fingerprintsIn(imitation)).toEqual(["mine"]);
    expect([isSticky(imitation), isResolvedBody(imitation), postedIn(imitation)]).toEqual([false, false, []]);
    expect(keyOf("text\n<!-- schema-review:x -->")).toBeUndefined();
  });

  it("tell the digest of a check", () => {
    expect(digestOf(`${digestMarker("0123456789abcdef")}| |`)).toBe("0123456789abcdef");
    expect([digestOf(undefined), digestOf(null), digestOf("")]).toEqual([undefined, undefined, undefined]);
  });
});
