/** Schemas of a small business, made by chance: models with relations, keys, indexes, names in the database and in the schema. All of them are valid. */
import fc from "fast-check";

const MODELS = ["User", "Team", "Invoice", "OrderLine", "Page", "LoginEvent", "Country", "PageTag", "Workspace", "Parcel"] as const;
const FIELDS = ["title", "slug", "email", "total", "price", "state", "deletedAt", "note", "phone1", "phone2", "tags", "data", "code", "rank"] as const;
const TYPES = ["String", "Int", "BigInt", "Boolean", "DateTime", "Float", "Decimal", "Json", "String[]", "Mood"] as const;
const IDS = [
  "BigInt @id @default(autoincrement())",
  "Int @id @default(autoincrement())",
  "String @id @default(cuid())",
  "String @id @default(uuid()) @db.Uuid",
  "String @id",
] as const;
const ACTIONS = ["", ", onDelete: Cascade", ", onDelete: Restrict", ", onDelete: SetNull", ", onDelete: NoAction"] as const;
const TIMES = "  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n";

export const MOOD = 'enum Mood {\n  HAPPY @map("happy")\n  SAD\n}\n';

interface FieldPlan {
  readonly name: string;
  readonly type: (typeof TYPES)[number];
  readonly optional: boolean;
  readonly mapped: boolean;
  readonly unique: boolean;
  readonly defaulted: boolean;
}

interface ModelPlan {
  readonly id: number;
  readonly fields: readonly FieldPlan[];
  readonly times: boolean;
  readonly mapped: boolean;
  /** Parents by their place among the models. */
  readonly parents: readonly { readonly of: number; readonly action: number; readonly optional: boolean; readonly indexed: boolean; readonly one: boolean }[];
  readonly index: readonly number[];
}

const field = fc.record({
  name: fc.constantFrom(...FIELDS),
  type: fc.constantFrom(...TYPES),
  optional: fc.boolean(),
  mapped: fc.boolean(),
  unique: fc.boolean(),
  defaulted: fc.boolean(),
});

const model = fc.record({
  id: fc.nat(IDS.length - 1),
  fields: fc.uniqueArray(field, { maxLength: 6, selector: ({ name }) => name }),
  times: fc.boolean(),
  mapped: fc.boolean(),
  parents: fc.array(fc.record({ of: fc.nat(9), action: fc.nat(ACTIONS.length - 1), optional: fc.boolean(), indexed: fc.boolean(), one: fc.boolean() }), { maxLength: 3 }),
  index: fc.uniqueArray(fc.nat(5), { maxLength: 3 }),
});

/** `.prisma` text. */
export const schemas: fc.Arbitrary<string> = fc.array(model, { minLength: 1, maxLength: 6 }).map((plans) => {
  const names = plans.map((_, index) => MODELS[index]!);
  return `${MOOD}\n${plans.map((plan, index) => modelText(plan, index, names, plans)).join("\n")}`;
});

function modelText(plan: ModelPlan, at: number, names: readonly string[], plans: readonly ModelPlan[]): string {
  const fields = plan.fields.map(fieldText);
  const keys = plan.parents.map((parent, number) => relationText(parent, number, at, names, plans));
  const backs = plans.flatMap((child, index) =>
    child.parents.flatMap((parent, number) =>
      parent.of % names.length === at ? [`  back${index}x${number} ${names[index]}${parent.one ? "?" : "[]"} @relation("${names[index]}${number}")\n`] : [],
    ),
  );
  const indexed = plan.index.flatMap((number) => plan.fields[number]?.name ?? []);
  const index = indexed.length === 0 ? "" : `\n  @@index([${indexed.join(", ")}])\n`;
  const mapped = plan.mapped ? `  @@map("${snake(names[at]!)}s")\n` : "";
  return `model ${names[at]} {\n  id ${IDS[plan.id]}\n${fields.join("")}${keys.join("")}${backs.join("")}${plan.times ? TIMES : ""}${index}${mapped}}\n`;
}

function fieldText({ name, type, optional, mapped, unique, defaulted }: FieldPlan): string {
  const list = type.endsWith("[]");
  const attributes = [
    ...(unique && !list && type !== "Json" ? ["@unique"] : []),
    ...(defaulted && DEFAULTS[type] !== undefined ? [`@default(${DEFAULTS[type]})`] : []),
    ...(mapped && snake(name) !== name ? [`@map("${snake(name)}")`] : []),
  ];
  return `  ${name} ${type}${optional && !list ? "?" : ""}${attributes.map((one) => ` ${one}`).join("")}\n`;
}

const DEFAULTS: Readonly<Record<string, string>> = {
  String: '"it\'s new"',
  Int: "0",
  BigInt: "1",
  Boolean: "false",
  DateTime: "now()",
  "String[]": "[]",
  Mood: "HAPPY",
  Float: "1.5",
  Json: '"{}"',
};

function relationText(
  { of, action, optional, indexed, one }: ModelPlan["parents"][number],
  number: number,
  at: number,
  names: readonly string[],
  plans: readonly ModelPlan[],
): string {
  const parent = of % names.length;
  const type = IDS[plans[parent]!.id]!.split(" ")[0];
  const native = IDS[plans[parent]!.id]!.includes("@db.Uuid") ? " @db.Uuid" : "";
  // SetNull needs a column that can be null.
  const open = optional || ACTIONS[action]!.includes("SetNull") ? "?" : "";
  const name = `${names[parent]!.charAt(0).toLowerCase()}${names[parent]!.slice(1)}${number === 0 ? "" : number}Id`;
  return [
    `  ${name} ${type}${open}${one ? " @unique" : ""}${native}\n`,
    `  rel${number} ${names[parent]}${open} @relation("${names[at]}${number}", fields: [${name}], references: [id]${ACTIONS[action]})\n`,
    indexed && !one ? `  @@index([${name}])\n` : "",
  ].join("");
}

function snake(name: string): string {
  return name.replace(/(?<=.)(?=[A-Z])/g, "_").toLowerCase();
}
