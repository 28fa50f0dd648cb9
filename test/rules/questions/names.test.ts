import { describe, expect, it } from "vitest";
import { disorderOf } from "../../../src/analysis/rules/questions/edits/field-orders.ts";
import { inNumber, numberOf } from "../../../src/analysis/rules/questions/names/grammatical-number.ts";
import { isIn, joined, nameWords } from "../../../src/analysis/rules/questions/names/name-cases.ts";

describe("the number of a word", () => {
  const pairs =
    "user users, entry entries, address addresses, box boxes, match matches, status statuses, person people, child children, index indexes, analysis analyses, cache caches, movie movies, alias aliases, day days, photo photos, schema schemas, api apis, menu menus, id ids".split(
      ", ",
    );

  it.each(pairs.map((pair) => pair.split(" ") as [string, string]))("%s, %s", (one, many) => {
    expect(numberOf(one)).toBe("singular");
    // `menus` could be one thing like `census`: nobody is told off for what is not known.
    expect(numberOf(many)).toBe(many === "menus" ? undefined : "plural");
    if (one !== "index") expect(inNumber(one, "plural")).toBe(many);
    if (many !== "menus") expect(inNumber(many, "singular")).toBe(one);
  });

  it.each(["data", "news", "metadata", "series", "v2", "by"])("%s has none", (word) => {
    expect(numberOf(word)).toBeUndefined();
    expect(inNumber(word, "plural")).toBe(word);
    expect(inNumber(word, "singular")).toBe(word);
  });

  it("is the team's own first", () => {
    const own = [
      { one: "datum", many: "data" },
      { one: "fee", many: "fee" },
    ];
    expect(numberOf("data", own)).toBe("plural");
    expect(inNumber("data", "singular", own)).toBe("datum");
    expect(numberOf("fee", own)).toBeUndefined();
    expect(inNumber("fee", "plural", own)).toBe("fee");
  });
});

describe("the case of a name", () => {
  it("is one of four, and digits belong to the word before them", () => {
    const cases = ["camel", "pascal", "snake", "constant"] as const;
    const of = (name: string) => cases.filter((style) => isIn(name, style));
    expect(of("createdAt2")).toEqual(["camel"]);
    expect(of("created")).toEqual(["camel", "snake"]);
    expect(of("CreatedAt")).toEqual(["pascal"]);
    expect(of("created_at_2")).toEqual(["snake"]);
    expect(of("CREATED_AT")).toEqual(["constant"]);
    expect(of("ID")).toEqual(["pascal", "constant"]);
    expect(["_a", "a_", "a__b", "a-b", "", "2a", "A_b"].map(of)).toEqual([[], [], [], [], [], [], []]);
    expect(of("größe_ä")).toEqual(["snake"]);
  });

  it("is changed word by word", () => {
    expect(joined(nameWords("HTTPServerId"), "snake")).toBe("http_server_id");
    expect(joined(nameWords("user_role"), "pascal")).toBe("UserRole");
    expect(joined(nameWords("UserRole"), "camel")).toBe("userRole");
    expect(joined(nameWords("veryHappy"), "constant")).toBe("VERY_HAPPY");
  });

  it("leaves compound words whole, their first letter in either case", () => {
    expect(nameWords("graphQLId", ["GraphQL"])).toEqual(["graphql", "id"]);
    expect(nameWords("MyGraphQL", ["GraphQL"])).toEqual(["my", "graphql"]);
    expect(nameWords("graphQLId")).toEqual(["graph", "ql", "id"]);
    expect(nameWords("oAuthToken", ["OAuth"])).toEqual(["oauth", "token"]);
    expect(nameWords("aB", [""])).toEqual(["a", "b"]);
  });
});

describe("the order of fields", () => {
  const order = ["tenantId", "id", "...", "createdAt", "updatedAt"];

  it("passes over fields that are not there, and lets the others stand as they are", () => {
    expect(disorderOf(["id", "b", "a", "updatedAt"], order)).toBeUndefined();
    expect(disorderOf(["a", "b"], order)).toBeUndefined();
    expect(disorderOf([], order)).toBeUndefined();
  });

  it("names the one to move", () => {
    expect(disorderOf(["id", "createdAt", "updatedAt", "name"], order)).toEqual({ name: "name", wanted: ["id", "name", "createdAt", "updatedAt"] });
    expect(disorderOf(["id", "tenantId", "name"], order)).toEqual({ name: "id", wanted: ["tenantId", "id", "name"] });
    expect(disorderOf(["name", "id"], order)).toEqual({ name: "id", wanted: ["id", "name"] });
  });

  it("without a gap ends with one", () => {
    expect(disorderOf(["id", "x", "y"], ["id"])).toBeUndefined();
    expect(disorderOf(["x", "id"], ["id"])?.wanted).toEqual(["id", "x"]);
  });
});
