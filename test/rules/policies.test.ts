/** What the policies say once a team has configured them, beyond the examples on their pages. */
import { describe, expect, it } from "vitest";
import { filesOf } from "../../src/analysis/rules/example-files.ts";
import { NAME_KINDS, type NameKind } from "../../src/analysis/rules/questions/names/new-names.ts";
import { lint } from "../../src/index.ts";
import type { Example } from "../../src/model/rule.ts";
import { cpuTime, LINEAR } from "../cpu-time.ts";
import { applyFix } from "./apply-fix.ts";

const ID = "  id BigInt @id @default(autoincrement())\n";

type Change = Omit<Example, "title" | "config">;

async function findings(rule: string, options: Readonly<Record<string, unknown>>, change: Change, more: Readonly<Record<string, unknown>> = {}) {
  const result = await lint({ ...filesOf({ title: "", ...change }), config: { ...more, rules: { [rule]: { options } } }, now: "2026-01-15T12:00:00Z" });
  expect(result.gaps).toEqual([]);
  return result.findings.filter((finding) => finding.rule === rule);
}

async function said(rule: string, options: Readonly<Record<string, unknown>>, change: Change, more: Readonly<Record<string, unknown>> = {}): Promise<string[]> {
  return (await findings(rule, options, change, more)).map(({ message }) => message);
}

const naming = (names: readonly Readonly<Record<string, unknown>>[], change: Change, more: Readonly<Record<string, unknown>> = {}) => said("naming", { names, ...more }, change);

/** The file after the one suggestion of the rule. */
async function fixed(rule: string, options: Readonly<Record<string, unknown>>, schema: string): Promise<string> {
  const [finding] = await findings(rule, options, { schema });
  return applyFix({ path: "prisma/schema.prisma", text: schema }, finding?.fix).text;
}

describe("naming", () => {
  const SCHEMA = `enum userRole {
  admin
  @@map("user-role")
}

model teamMember {
${ID}  CODE String @unique
  role userRole
  ParentId BigInt? @map("parent-id")
  Parent teamMember? @relation("tree", fields: [ParentId], references: [id], onDelete: Restrict)
  child teamMember[] @relation("tree")
  @@index([ParentId])
  @@map("team-members")
}
`;
  const wrong: Readonly<Record<NameKind, Readonly<Record<string, unknown>>>> = {
    model: { case: "pascal" },
    field: { case: "camel", except: ["Code", "Parent*"] },
    "list-field": { number: "plural" },
    enum: { case: "pascal" },
    "enum-value": { case: "constant" },
    table: { case: "snake" },
    column: { case: "snake", except: ["CODE"] },
    "enum-type": { case: "snake" },
    "enum-label": { case: "constant" },
    index: { template: "idx_{columns}" },
    unique: { template: "uq_{columns}" },
    "primary-key": { prefix: "pk_" },
    "foreign-key": { template: "fk_{table}_{columns}_{references}" },
    check: { prefix: "chk_" },
  };
  const expected: Readonly<Record<NameKind, string>> = {
    model: "Models are named in PascalCase here: `TeamMember`, not `teamMember`.",
    field: "Fields are named in camelCase here: `code`, not `CODE`.",
    "list-field": "List fields are named in the plural here: `children`, not `child`.",
    enum: "Enums are named in PascalCase here: `UserRole`, not `userRole`.",
    "enum-value": "Enum values are named in CONSTANT_CASE here: `ADMIN`, not `admin`.",
    table: "Tables are named in snake_case here: `team_members`, not `team-members`.",
    column: "Columns are named in snake_case here: `parent_id`, not `parent-id`.",
    "enum-type": "Enum types are named in snake_case here: `user_role`, not `user-role`.",
    "enum-label": "Enum labels are named in CONSTANT_CASE here: `ADMIN`, not `admin`.",
    index: "Indexes are named `idx_{columns}` here: `idx_parent-id`, not `team-members_parent-id_idx`, as Prisma calls it by itself.",
    unique: "Unique indexes and constraints are named `uq_{columns}` here: `uq_CODE`, not `team-members_CODE_key`, as Prisma calls it by itself.",
    "primary-key": "Primary keys are named with `pk_` in front here: `pk_team-members`, not `team-members_pkey`, as Prisma calls it by itself.",
    "foreign-key":
      "Foreign keys are named `fk_{table}_{columns}_{references}` here: `fk_team-members_parent-id_team-members`, not `team-members_parent-id_fkey`, as Prisma calls it by itself.",
    check: "Check constraints are named with `chk_` in front here: `chk_age`, not `age_check`.",
  };

  it.each(NAME_KINDS)("knows every new %s", async (of) => {
    const change = of === "check" ? { migration: "CREATE TABLE team (id bigint PRIMARY KEY, age int CONSTRAINT age_check CHECK (age > 0));" } : { schema: SCHEMA };
    expect(await naming([{ of, ...wrong[of] }], change)).toEqual([expected[of]]);
  });

  it("puts every demand to one name, and ends with one that meets them all", async () => {
    expect(
      await naming(
        [
          { of: "field", case: "camel", prefix: "the" },
          { of: "list-field", number: "plural" },
        ],
        {
          schema: `model Team {\n${ID.replace("id", "theId")}  Post_Tag String[]\n}\n`,
        },
      ),
    ).toEqual(["Fields are named in camelCase and with `the` in front, list fields in the plural here: `thePostTags`, not `Post_Tag`."]);
  });

  it("lets another team's prefix or suffix give way", async () => {
    const change = { migration: "CREATE TABLE team (id bigint PRIMARY KEY, a int, b int);\nCREATE INDEX idx_team_a ON team (a);\nCREATE UNIQUE INDEX team_b_uq ON team (b);" };
    expect(
      await naming(
        [
          { of: "index", suffix: "_idx" },
          { of: "unique", prefix: "uq_" },
        ],
        change,
      ),
    ).toEqual([
      "Indexes are named with `_idx` behind here: `team_a_idx`, not `idx_team_a`.",
      "Unique indexes and constraints are named with `uq_` in front here: `uq_team_b`, not `team_b_uq`.",
    ]);
  });

  it("says no name that PostgreSQL would cut", async () => {
    const name = "n".repeat(61);
    expect(await naming([{ of: "column", suffix: "_x" }], { migration: `CREATE TABLE team (id_x bigint PRIMARY KEY, ${name} text);` })).toEqual([
      `Columns are named with \`_x\` behind here: \`${name}_x\`, not \`${name}\`.`,
    ]);
    expect(await naming([{ of: "column", suffix: "_xy" }], { migration: `CREATE TABLE team (id_xy bigint PRIMARY KEY, ${name} text);` })).toEqual([
      `Columns are named with \`_xy\` behind here, unlike \`${name}\`.`,
    ]);
  });

  it("hears of a model and a field that are renamed over the same table and column", async () => {
    const before = `model Team {\n${ID}  hue String\n}\n`;
    const after = `model my_team {\n${ID}  The_Hue String @map("hue")\n  @@map("Team")\n}\n`;
    expect(
      await naming(
        [
          { of: "model", case: "pascal" },
          { of: "field", case: "camel" },
          { of: "table", case: "snake" },
        ],
        { schema: { before, after } },
      ),
    ).toEqual(["Models are named in PascalCase here: `MyTeam`, not `my_team`.", "Fields are named in camelCase here: `theHue`, not `The_Hue`."]);
  });

  it("hears of what only the migrations of a Prisma repository make", async () => {
    const schema = { before: `model Team {\n${ID}  age Int\n}\n`, after: `model Team {\n${ID}  age Int\n  hue Int?\n}\n` };
    const migration =
      'ALTER TABLE "Team" ADD COLUMN "hue" INTEGER;\nALTER TABLE "Team" ADD CONSTRAINT "ageCheck" CHECK (age > 0) NOT VALID;\nCREATE INDEX CONCURRENTLY "byAge" ON "Team" (age) WHERE age > 9;';
    expect(
      await naming(
        [
          { of: "check", case: "snake" },
          { of: "index", case: "snake" },
        ],
        { schema, migration },
      ),
    ).toEqual(["Check constraints are named in snake_case here: `age_check`, not `ageCheck`.", "Indexes are named in snake_case here: `by_age`, not `byAge`."]);
  });

  it("knows the team's own plurals and compound words", async () => {
    const schema = `model OAuthPerson {\n${ID}  @@map("oauth_persons")\n}\n\nmodel Staff {\n${ID}  @@map("staff")\n}\n\nmodel Jargon {\n${ID}  @@map("jargon")\n}\n`;
    const names = [{ of: "table", number: "plural", derived: true }];
    expect(await naming(names, { schema })).toEqual([
      "Tables are named after their model: `o_auth_people`, not `oauth_persons`.".replace(": `o", " here: `o"),
      "Tables are named after their model and in the plural here: `jargons`, not `jargon`.",
    ]);
    const more = {
      compoundWords: ["OAuth"],
      plurals: [
        { one: "person", many: "persons" },
        { one: "jargon", many: "jargon" },
      ],
    };
    expect(await naming(names, { schema }, more)).toEqual([]);
  });

  it("writes the database's name where there is one to write", async () => {
    const columns = { names: [{ of: "column", case: "snake", derived: true }] };
    expect(await fixed("naming", columns, `model Team {\n${ID}  theHue String @map("hue") // red\n}\n`)).toBe(`model Team {\n${ID}  theHue String @map("the_hue") // red\n}\n`);
    expect(await fixed("naming", columns, `model Team {\n${ID}  hue String @map("theHue")\n}\n`)).toBe(`model Team {\n${ID}  hue String\n}\n`);
    const keys = {
      names: [
        { of: "foreign-key", template: "fk_{columns}" },
        { of: "unique", template: "uq_{columns}" },
      ],
    };
    const relation = (more: string) =>
      `model Team {\n${ID}  pId BigInt? @unique${more === "" ? "" : '(map: "uq_pId")'}\n  p Team? @relation("t", fields: [pId], references: [id], onDelete: Restrict${more})\n  q Team? @relation("t")\n}\n`;
    expect(await fixed("naming", keys, relation(', map: "fk_pId"').replace('"uq_pId"', '"other"'))).toBe(relation(', map: "fk_pId"'));
    expect(await fixed("naming", { names: [{ of: "foreign-key", template: "fk_{columns}" }] }, relation(""))).toBe(relation(', map: "fk_pId"').replace('(map: "uq_pId")', ""));
  });

  it("keeps a name with a word to a linter apart, so that the comment does not hide the rest", async () => {
    const fields = ["aB", "bC", "cD", "dE"].map((name) => `  ${name} String\n`).join("");
    const schema = (comment: string) => `model Team {\n${ID}${comment}  zY String\n${fields}}\n`;
    const names = [{ of: "column", case: "snake" }];
    const all = await naming(names, { schema: schema("") });
    expect(all).toEqual(["Columns are named in snake_case here: `z_y`, not `zY`. The same holds for `aB`, `bC`, `cD` and `dE` of `Team`."]);
    const rest = await naming(names, { schema: schema("  // schema-review-ignore naming: the partner's word\n") });
    expect(rest).toEqual(["Columns are named in snake_case here: `a_b`, not `aB`. The same holds for `bC`, `cD` and `dE` of `Team`."]);
  });

  it("is done in no time whatever the names and patterns are", async () => {
    const names = Array.from({ length: 300 }, (_, index) => `${"a".repeat(3_000)}${index}`);
    const schema = `model Team {\n${ID}${names.map((name) => `  ${name} String[]\n`).join("")}}\n`;
    const start = cpuTime();
    await naming(
      [
        { of: "field", case: "snake", number: "singular", forbid: [`${"*a".repeat(99)}!`] },
        { of: "column", derived: true, forbid: [`${"[a-z]*".repeat(30)}!`] },
      ],
      { schema },
      { compoundWords: ["aA"], reserved: true },
    );
    expect(cpuTime() - start).toBeLessThan(LINEAR);
  });
});

describe("require-field", () => {
  it("speaks of a required field that goes, and of one whose type changes", async () => {
    const before = `model Team {\n${ID}  tenantId String\n  seenAt DateTime\n}\n`;
    const after = `model Team {\n${ID}  seenAt String\n}\n`;
    expect(await said("require-field", { fields: [{ name: "tenantId" }, { name: "*At", type: "DateTime" }] }, { schema: { before, after } })).toEqual(
      expect.arrayContaining(["`Team` has no `tenantId`: every model needs it here.", "`Team.seenAt` is `String`; fields like `*At` should be `DateTime` here."]),
    );
  });

  it("writes the field as the model writes its others", async () => {
    const schema = `model Team {\n${ID}  madeAt DateTime @map("made_at")\n}\n`;
    expect(await fixed("require-field", { fields: [{ name: "tenantId", type: "String", nativeType: "Uuid", default: "uuid()" }] }, schema)).toBe(
      `model Team {\n${ID}  madeAt DateTime @map("made_at")\n  tenantId String @default(uuid()) @map("tenant_id") @db.Uuid\n}\n`.replace(
        "  tenantId String ",
        "  tenantId String   ",
      ),
    );
  });
});

describe("require-field-index", () => {
  it("does not count a partial index", async () => {
    const migration = "CREATE TABLE team (id bigint PRIMARY KEY, tenant_id bigint);\nCREATE INDEX i ON team (tenant_id) WHERE tenant_id > 9;";
    expect(await said("require-field-index", { forNames: ["tenant_id"] }, { migration })).toEqual([
      "No index of `team` begins with `tenant_id`: searches by it read the whole table.",
    ]);
  });

  it("says once what require-foreign-key-index would say too", async () => {
    const schema = `model A {\n${ID}  bs B[]\n}\n\nmodel B {\n${ID}  aId BigInt\n  a A @relation(fields: [aId], references: [id], onDelete: Cascade)\n}\n`;
    const { findings: all } = await lint({
      files: [{ path: "prisma/schema.prisma", text: schema }],
      config: { rules: { "require-field-index": { options: { forAllRelations: true, forNames: ["aId"] } } } },
    });
    expect(all.filter(({ rule }) => /-index$/.test(rule)).map(({ rule, message }) => `${rule}: ${message}`)).toEqual([
      "require-field-index: No index of `B` begins with `aId`: searches by it read the whole table.",
    ]);
  });
});

describe("field-order", () => {
  it("moves a field with its comments, and not across empty lines", async () => {
    const order = { order: ["id", "...", "updatedAt"] };
    const schema = (gap: string) => `model Team {\n  /// The name.\n  name String // short\n${gap}  // The key.\n${ID}  updatedAt DateTime @updatedAt\n}\n`;
    expect(await fixed("field-order", order, schema(""))).toBe(`model Team {\n  // The key.\n${ID}  /// The name.\n  name String // short\n  updatedAt DateTime @updatedAt\n}\n`);
    const [apart] = await findings("field-order", order, { schema: schema("\n") });
    expect(apart?.message).toBe("`id` belongs at the top of `Team`: the order here is `id`, `...` and `updatedAt`.");
    expect(apart?.fix).toBeUndefined();
  });

  it("knows runs between several gaps", async () => {
    const order = { order: ["id", "...", "b", "c", "...", "z"] };
    const model = (names: string) =>
      `model Team {\n${names
        .split(" ")
        .map((name) => (name === "id" ? ID : `  ${name} String\n`))
        .join("")}}\n`;
    expect(await said("field-order", order, { schema: model("id a b c d z") })).toEqual([]);
    expect(await said("field-order", order, { schema: model("id a b d c z") })).toHaveLength(1);
    expect(await said("field-order", order, { schema: model("id a b c z d") })).toHaveLength(1);
    expect(await said("field-order", order, { schema: model("a id b c z") })).toHaveLength(1);
  });
});

describe("statements of migrations", () => {
  const HISTORY = "CREATE TABLE member (id bigint PRIMARY KEY, nick text);";

  it("many without IF EXISTS are one finding", async () => {
    const migration = ["a", "b", "c", "d"].map((name) => `ALTER TABLE member ADD COLUMN ${name} int;`).join("\nSELECT 1;\n");
    expect(await said("prefer-idempotent-ddl", { always: false }, { history: HISTORY, migration: `${migration}\nSELECT 1;` }, { runner: "none" })).toEqual([
      "If a later statement of this file fails, this one stays, and the next run fails here. With `IF NOT EXISTS` it goes on. The same holds for 3 more statements of this file.",
    ]);
  });

  it("one statement with several actions gets all the words that it lacks", async () => {
    const migration = "ALTER TABLE member ADD COLUMN a int, DROP COLUMN nick, ADD b int;\nSELECT 1;";
    const [finding] = await findings("prefer-idempotent-ddl", {}, { history: HISTORY, migration }, { runner: "none" });
    expect(finding?.advice?.text).toBe("ALTER TABLE member ADD COLUMN IF NOT EXISTS a int, DROP COLUMN IF EXISTS nick, ADD IF NOT EXISTS b int;");
  });

  it("statements of the same file that Prisma did not write are the author's", async () => {
    const files = [{ path: "package.json", text: '{ "dependencies": { "prisma": "6.1.0" } }' }];
    const migration = "-- AlterTable\nALTER TABLE member ADD COLUMN a int;\n\nALTER TABLE member ADD COLUMN b int;";
    expect(await said("prefer-single-alter", {}, { history: HISTORY, migration, files })).toEqual([
      "2 ALTER TABLE statements of this file each take the `ACCESS EXCLUSIVE` lock on `member`; one can hold all the actions.",
    ]);
    expect(await said("require-schema-qualified", {}, { history: HISTORY, migration, files })).toHaveLength(1);
  });

  it("a name is taken as it is, whatever it is made of", async () => {
    const migration = 'CREATE TABLE "a.b(c)*" (id bigint PRIMARY KEY);\nCREATE TABLE "x$[" (id bigint PRIMARY KEY);';
    expect(await said("require-schema-qualified", {}, { migration })).toHaveLength(1);
    expect(await said("require-schema-qualified", { schema: "App" }, { migration: 'ALTER TABLE "x$[" ADD COLUMN a int;' })).toHaveLength(1);
  });

  it("once a pull request is enough for a timeout", async () => {
    const migration = ["a", "b"].map((name) => `ALTER TABLE member ADD COLUMN ${name} int;`).join("\n");
    expect(await said("require-statement-timeout", {}, { history: HISTORY, migration })).toHaveLength(1);
  });
});
