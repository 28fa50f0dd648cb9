/** A many-to-many relation without a model of its own cannot be told when, by whom or in which role. */
import { code } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { joinModel } from "../questions/tables/join-models.ts";

const BASE = "  id        BigInt   @id @default(autoincrement())\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";
const PLAIN = `model Post {\n${BASE}}\n\nmodel Tag {\n${BASE}}\n`;
const IMPLICIT = `model Post {\n${BASE}  tags      Tag[]\n}\n\nmodel Tag {\n${BASE}  posts     Post[]\n}\n`;
const EXPLICIT = `model Post {\n${BASE}  tags      PostTag[]\n}\n\nmodel Tag {\n${BASE}  posts     PostTag[]\n}

model PostTag {
  postId    BigInt
  tagId     BigInt
  createdAt DateTime @default(now())
  post      Post     @relation(fields: [postId], references: [id], onDelete: Cascade)
  tag       Tag      @relation(fields: [tagId], references: [id], onDelete: Cascade)

  @@id([postId, tagId])
  @@index([tagId])
}
`;

export const noImplicitManyToMany = defineRule({
  id: "no-implicit-many-to-many",
  gate: "relations",
  severity: "warning",
  since: "0.1.0",
  summary: "Give a many-to-many relation a model of its own",
  why: "Prisma keeps an implicit many-to-many relation in a hidden table `_AToB` with columns `A` and `B`. Nothing else fits in there (since when, by whom, in which order), other programs meet a nameless table, and turning it into a model later means moving every row.",
  remedy: "Write the join model: two relations, `@@id` over both columns, an index led by the second.",
  quiet: ["an explicit join model", "implicit relations that stood before"],
  *check(database) {
    for (const change of database.changes) {
      if (change.kind !== "create-implicit-join") continue;
      const join = database.after.implicitJoins.find(({ table }) => table === change.table);
      if (!join) continue;
      const [one, other] = join.models;
      yield {
        span: change.span,
        message: `${one === other ? `${code(one)} is joined with itself` : `${code(one)} and ${code(other)} are joined`} by a hidden table ${code(join.table)} that can never hold more than the two ids. A model of its own can say since when or in which role, and can be changed later.`,
        advice: { language: "prisma", text: joinModel(database.after, join), title: "The join as a model" },
      };
    }
  },
  examples: {
    bad: [
      { title: "lists on both sides", schema: IMPLICIT },
      { title: "added to models that stood before", schema: { before: PLAIN, after: IMPLICIT } },
    ],
    good: [
      { title: "an explicit join model", schema: EXPLICIT },
      { title: "it was there before", schema: { before: IMPLICIT, after: IMPLICIT.replace("model Tag {", "/// What a post is about.\nmodel Tag {") } },
    ],
  },
});
