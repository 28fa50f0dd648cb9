import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contains } from "../../src/model/source.ts";
import type { Finding } from "../../src/model/verdict.ts";
import { groupByPlace } from "../../src/publication/groups.ts";
import { createPlaces } from "../../src/publication/places.ts";
import { finding } from "./example.ts";

const places = createPlaces(() => "x".repeat(100));

function at(start: number, end: number, path = "a.sql"): Finding {
  return finding({ path, side: "head", start, end });
}

function spans(findings: readonly Finding[]): string[][] {
  return groupByPlace(findings, places).map(({ lead, others }) => [lead, ...others].map(({ span }) => `${span.path} ${span.start}-${span.end}`));
}

describe("findings of one place", () => {
  it("are those on the same span, in it, or around it; the worst leads", () => {
    expect(spans([at(10, 20), at(10, 20), at(12, 15), at(0, 50), at(15, 25), at(60, 70), at(10, 20, "b.sql")])).toEqual([
      ["a.sql 10-20", "a.sql 10-20", "a.sql 12-15", "a.sql 0-50"],
      ["a.sql 15-25"],
      ["a.sql 60-70"],
      ["b.sql 10-20"],
    ]);
  });

  it("join the worst of several leads, as asking each in turn would", () => {
    const span = fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 12 })).map(([start, length]) => at(start, start + length));
    fc.assert(
      fc.property(fc.array(span, { maxLength: 25 }), (findings) => {
        const slow: Finding[][] = [];
        for (const one of findings) {
          const group = slow.find(([lead]) => lead && (contains(lead.span, one.span) || contains(one.span, lead.span)));
          if (group) group.push(one);
          else slow.push([one]);
        }
        expect(groupByPlace(findings, places).map(({ lead, others }) => [lead, ...others])).toEqual(slow);
      }),
      { numRuns: 500 },
    );
  });
});
