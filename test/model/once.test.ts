import { describe, expect, it } from "vitest";
import { once } from "../../src/model/once.ts";

describe("once", () => {
  it("answers the second question about a thing from memory, whatever the answer was", () => {
    const asked: string[] = [];
    const color = once(({ name }: { readonly name: string }) => {
      asked.push(name);
      return name === "rose" ? "red" : undefined;
    });
    const [rose, air] = [{ name: "rose" }, { name: "air" }];
    expect([color(rose), color(air), color(rose), color(air)]).toEqual(["red", undefined, "red", undefined]);
    expect(asked).toEqual(["rose", "air"]);
  });

  it("asks anew for another thing that looks the same", () => {
    let asked = 0;
    const count = once((_: object) => ++asked);
    expect([count({}), count({})]).toEqual([1, 2]);
  });
});
