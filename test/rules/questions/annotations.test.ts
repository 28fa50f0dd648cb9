import { describe, expect, it } from "vitest";
import { readSchema } from "../../../src/analysis/prisma/read-schema.ts";
import { denormalizationIn, determinationsIn } from "../../../src/analysis/rules/questions/tables/annotations.ts";
import { unknownSource } from "../../../src/analysis/rules/questions/tables/denormalized-sources.ts";
import { cpuTime, LINEAR } from "../../cpu-time.ts";

describe("@denormalized", () => {
  it.each([
    ["in one line", "@denormalized source: User.email rebuild: nightly job sync", { source: "User.email", rebuild: "nightly job sync" }],
    ["with a mark between", "@denormalized source: User.email; rebuild: nightly job sync.", { source: "User.email", rebuild: "nightly job sync" }],
    [
      "in several lines",
      "Shown in lists.\n@denormalized\n  source: the sum of\n  Order.total\n  rebuild: UPDATE t\n  SET n = 1",
      { source: "the sum of Order.total", rebuild: "UPDATE t SET n = 1" },
    ],
    ["the plan first", "@denormalised rebuild: npm run fill source: Comment", { source: "Comment", rebuild: "npm run fill" }],
    ["a plan that says rebuild", "@denormalized source: Comment rebuild: npm run rebuild:counts", { source: "Comment", rebuild: "npm run rebuild:counts" }],
    ["a plan with a package's name", "@denormalized source: Comment rebuild: npx @acme/fill --all", { source: "Comment", rebuild: "npx @acme/fill --all" }],
    ["another annotation below", "@denormalized source: Comment rebuild: nightly\n@expand replaces: old", { source: "Comment", rebuild: "nightly" }],
    ["in capitals", "@Denormalized Source: Comment Rebuild: nightly", { source: "Comment", rebuild: "nightly" }],
    ["only a source", "@denormalized source: Comment", { source: "Comment" }],
    ["only a plan", "@denormalized rebuild: nightly", { rebuild: "nightly" }],
    ["neither", "@denormalized", {}],
    ["words that are no plan", "@denormalized source: Comment rebuild: TODO", { source: "Comment" }],
    ["an empty plan", "@denormalized source: ? rebuild: ", {}],
    ["an outsource", "@denormalized outsource: x rebuild: y", { rebuild: "y" }],
  ] as const)("%s", (_what, doc, expected) => {
    expect(denormalizationIn(doc)).toEqual(expected);
  });

  it("is not said by prose, nor by nothing", () => {
    expect(denormalizationIn("Denormalized for display. source: User rebuild: nightly")).toBeUndefined();
    expect(denormalizationIn("@denormalizedness source: User")).toBeUndefined();
    expect(denormalizationIn(undefined)).toBeUndefined();
  });

  it("is read in no time, however long the comment is", () => {
    const started = cpuTime();
    for (const filler of [" ", "\n", ".", "@", "source:", "rebuild ", "->", "-", "\n@"]) {
      const doc = `@denormalized source: ${filler.repeat(200_000)}x @determines ${filler.repeat(200_000)}`;
      denormalizationIn(doc);
      determinationsIn(doc);
    }
    expect(cpuTime() - started).toBeLessThan(LINEAR);
  });
});

describe("@determines", () => {
  it.each([
    ["@determines zip -> city", [{ text: "zip -> city", from: ["zip"], to: ["city"] }]],
    ["@determines zip, country -> city, state.", [{ text: "zip, country -> city, state", from: ["zip", "country"], to: ["city", "state"] }]],
    ["@determines: zip => city", [{ text: "zip => city", from: ["zip"], to: ["city"] }]],
    [
      "Of the post.\n@determines zip → city\n@determines city -> state",
      [
        { text: "zip → city", from: ["zip"], to: ["city"] },
        { text: "city -> state", from: ["city"], to: ["state"] },
      ],
    ],
    ["@determines the city by zip", [{ text: "the city by zip", from: [], to: [] }]],
    ["@determines zip -> city -> state", [{ text: "zip -> city -> state", from: [], to: [] }]],
    ["@determines", [{ text: "", from: [], to: [] }]],
    ["It determines zip -> city", []],
  ] as const)("%s", (doc, expected) => {
    expect(determinationsIn(doc)).toEqual(expected);
  });

  it("leaves out the field that it stands on", () => {
    expect(determinationsIn("@determines -> city", "zip")).toEqual([{ text: "-> city", from: ["zip"], to: ["city"] }]);
    expect(determinationsIn("@determines city, state", "zip")).toEqual([{ text: "city, state", from: ["zip"], to: ["city", "state"] }]);
    expect(determinationsIn("@determines country -> city", "zip")).toEqual([{ text: "country -> city", from: ["country"], to: ["city"] }]);
  });
});

describe("the source of a denormalised field", () => {
  const text = `model Post {
  id       BigInt    @id
  title    String
  author   Author    @relation(fields: [authorId], references: [id])
  authorId BigInt
  comments Comment[]
}

model Author {
  id    BigInt @id
  name  String @map("full_name")
  posts Post[]
}

model Comment {
  id     BigInt @id
  stars  Int
  postId BigInt
  post   Post   @relation(fields: [postId], references: [id])

  @@map("post_comments")
}
`;
  const { schema } = readSchema([{ path: "schema.prisma", text }], "head");
  const post = schema.tables.get("Post")!;

  it.each([
    "Comment",
    "comments",
    "post_comments",
    "Comment.stars",
    "post_comments.stars",
    "Author.name",
    "Author.full_name",
    "author.name",
    "`Author.name`",
    "Author.posts",
    "comment.stars",
    "title",
    "the sum of Comment.stars, and Author.name",
    "Stripe",
    "the customer's record at stripe.com",
    "src/author.ts and Comment.count()",
    "https://example.com/Author.html",
    "jobs.fill",
  ])("is there, or elsewhere: %s", (source) => {
    expect(unknownSource(schema, post, source)).toBeUndefined();
  });

  it.each([
    ["Coment", "there is no model `Coment`; did you mean `Comment`?"],
    ["comentss", "there is no model `comentss`; did you mean `comments`?"],
    ["Comment.star", "`Comment` has no field `star`; did you mean `stars`?"],
    ["author.nmae", "`Author` has no field `nmae`; did you mean `name`?"],
    ["Comment.zzzzzz", "`Comment` has no field `zzzzzz`."],
    ["Invoice.total", "there is no model `Invoice`."],
    ["the sum of Comment.sums per post", "`Comment` has no field `sums`."],
  ])("is not there: %s", (source, said) => {
    expect(unknownSource(schema, post, source)).toBe(said);
  });
});
