/** Examples of naming.ts. */
import type { Example } from "../../../model/rule.ts";

const TIMES = '  createdAt DateTime @default(now()) @map("created_at")\n  updatedAt DateTime @updatedAt @map("updated_at")\n';
const ID = "  id        BigInt   @id @default(autoincrement())\n";

function naming(...names: readonly Readonly<Record<string, unknown>>[]): NonNullable<Example["config"]> {
  return { rules: { naming: { options: { names } } } };
}

const MODELS = { of: "model", case: "pascal", number: "singular" };
const TABLES = { of: "table", case: "snake", number: "plural", derived: true };
const COLUMNS = { of: "column", case: "snake", derived: true };

export const bad: readonly Example[] = [
  { title: "a model in the plural", schema: `model Orders {\n${ID}${TIMES}}\n`, config: naming(MODELS) },
  { title: "a table without @@map", schema: `model UserRole {\n${ID}${TIMES}}\n`, config: naming(TABLES) },
  { title: "a table mapped to another name", schema: `model UserRole {\n${ID}${TIMES}\n  @@map("roles")\n}\n`, config: naming(TABLES) },
  { title: "a column without @map", schema: `model Team {\n${ID}  shortName String?\n${TIMES}}\n`, config: naming(COLUMNS) },
  {
    title: "many columns are one finding",
    schema: `model Team {\n${ID}  shortName String?\n  longName  String?\n  homeTown  String?\n  postCode  String?\n${TIMES}}\n`,
    config: naming(COLUMNS),
  },
  {
    title: "a list in the singular",
    schema: `model Team {\n${ID}  colour    String[]\n${TIMES}}\n`,
    config: naming({ of: "list-field", number: "plural" }),
  },
  { title: "an enum value", schema: "enum Mood {\n  HAPPY\n  veryHappy\n}\n", config: naming({ of: "enum-value", case: "constant" }) },
  { title: "a forbidden field", schema: `model Team {\n${ID}  dataD6    Int?\n${TIMES}}\n`, config: naming({ of: "field", forbid: ["*D6"], except: ["*[aA]mountD6"] }) },
  { title: "an index", schema: `model Team {\n${ID}  name      String\n${TIMES}\n  @@index([name])\n}\n`, config: naming({ of: "index", template: "idx_{table}_{columns}" }) },
  { title: "a unique field", schema: `model Team {\n${ID}  slug      String   @unique\n${TIMES}}\n`, config: naming({ of: "unique", prefix: "uq_" }) },
  {
    title: "camelCase in SQL",
    migration:
      "SET lock_timeout = '5s';\nCREATE TABLE team (id bigint PRIMARY KEY, \"shortName\" text, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());",
    config: naming(COLUMNS),
  },
  {
    title: "a column renamed in SQL",
    history: "CREATE TABLE team (id bigint PRIMARY KEY, hue text);",
    migration: "SET lock_timeout = '5s';\nALTER TABLE team RENAME COLUMN hue TO \"Colour\";",
    config: naming({ of: "column", case: "snake" }),
  },
  {
    title: "a reserved word",
    migration:
      "SET lock_timeout = '5s';\nCREATE TABLE \"order\" (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());",
    config: { rules: { naming: { options: { reserved: true } } } },
  },
];

export const good: readonly Example[] = [
  {
    title: "everything as agreed",
    schema: `enum Mood {\n  HAPPY\n  VERY_HAPPY\n}\n\nmodel UserRole {\n${ID}  graphQLId String?  @map("graphql_id")\n  colours   String[] @default([])\n  address1  String?  @map("address_1")\n${TIMES}\n  @@index([address1], map: "idx_user_roles_address_1")\n  @@map("user_roles")\n}\n`,
    config: {
      rules: {
        naming: {
          options: {
            names: [
              MODELS,
              TABLES,
              COLUMNS,
              { of: "field", case: "camel" },
              { of: "list-field", number: "plural" },
              { of: "enum", case: "pascal" },
              { of: "enum-value", case: "constant" },
              { of: "index", template: "idx_{table}_{columns}" },
            ],
            compoundWords: ["GraphQL"],
            reserved: true,
          },
        },
      },
    },
  },
  {
    title: "names that stood before",
    schema: { before: `model orders {\n${ID}${TIMES}}\n`, after: `model orders {\n${ID}${TIMES}  shop_note String? @map("note")\n}\n` },
    config: naming(MODELS, TABLES, { of: "column", case: "snake" }),
  },
  { title: "words without a number", schema: `model UserData {\n${ID}${TIMES}}\n`, config: naming(MODELS) },
  { title: "an exception", schema: `model AppSettings {\n${ID}${TIMES}}\n`, config: naming({ ...MODELS, except: ["*Settings"] }) },
  { title: "nothing is asked", schema: `model app_settingS {\n${ID}${TIMES}}\n` },
];
