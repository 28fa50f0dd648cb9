/** Names as the team has agreed on them. */
import type { Database } from "../../../model/database.ts";
import type { Report, RuleOptions } from "../../../model/rule.ts";
import { code, isReserved, list } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { CASES } from "../questions/names/name-cases.ts";
import { demandOf, type Fault, faultOf, type Vocabulary } from "../questions/names/name-demands.ts";
import { wayOut } from "../questions/names/name-fixes.ts";
import { NAME_KINDS, type NameKind, type NewName, newNames } from "../questions/names/new-names.ts";
import { foldedByTable, type Told } from "../questions/tables/fold-fields.ts";
import { bad, good } from "./naming.examples.ts";

const PLURALS: Readonly<Record<NameKind, string>> = {
  model: "Models",
  field: "Fields",
  "list-field": "List fields",
  enum: "Enums",
  "enum-value": "Enum values",
  table: "Tables",
  column: "Columns",
  "enum-type": "Enum types",
  "enum-label": "Enum labels",
  index: "Indexes",
  unique: "Unique indexes and constraints",
  "primary-key": "Primary keys",
  "foreign-key": "Foreign keys",
  check: "Check constraints",
};

export const naming = defineRule({
  id: "naming",
  gate: "invariants",
  severity: "off",
  since: "0.1.0",
  summary: "Name things as the team has agreed",
  why: "A name is read far more often than it is written, and in a database it stays: renaming a column later takes an expand, a backfill and a contract. Where names follow one rule, nobody has to look them up, and SQL written by hand needs no quotes.",
  remedy:
    "Say in `names` how each kind of thing is called. `model`, `field`, `list-field`, `enum` and `enum-value` are names of schema.prisma; the others are the database's own, after `@map` and `@@map`, in Prisma and SQL alike.",
  quiet: [
    "names that stood before, whatever they look like",
    "names that `except` describes",
    "the number of words that have none (`data`, `news`, `v2`), or that nobody knows",
    "names that PostgreSQL or Prisma would have to cut to 63 bytes",
    "views, partitions, temporary tables; Prisma's own join tables (`_AToB`)",
  ],
  options: {
    names: {
      default: [],
      description: "How things are named, one group for each kind",
      example: { of: "table", case: "snake", number: "plural", derived: true },
      items: {
        of: { type: "text", required: true, choices: NAME_KINDS, description: "What it is about" },
        case: { type: "text", choices: CASES, description: "How its words are joined" },
        number: { type: "text", choices: ["singular", "plural"], description: "The number of its last word" },
        prefix: { type: "text", description: "What it begins with" },
        suffix: { type: "text", description: "What it ends with" },
        trimPrefix: { type: "list", description: "Beginnings that do not count" },
        derived: { type: "flag", description: "The database's name is the one in schema.prisma, in this case (snake if none is given) and number" },
        template: { type: "text", description: "For indexes and keys, all of the name: `idx_{table}_{columns}`; of foreign keys also `{references}`" },
        forbid: { type: "list", patterns: true, description: "Names that it must not have" },
        except: { type: "list", patterns: true, description: "Names that are right as they are" },
      },
    },
    compoundWords: { default: [], description: "Words with capitals inside that are one word, such as GraphQL" },
    plurals: {
      default: [],
      description: "Plurals that are not formed in the usual way; the same word twice has none",
      example: { one: "staff", many: "staff" },
      items: { one: { type: "text", required: true, description: "Lower case" }, many: { type: "text", required: true, description: "Lower case" } },
    },
    reserved: { default: false, description: "Reserved words of PostgreSQL are no names of tables and columns" },
  },
  *check(database, options) {
    const names = newNames(database);
    if (options.flag("reserved")) yield* reserved(names);
    const [vocabulary, demands] = [vocabularyOf(options), options.items("names").map(demandOf)];
    const wrong = names.flatMap((subject): Wrong[] => {
      const fault = faultOf(subject, demands, vocabulary);
      return fault ? [{ subject, fault }] : [];
    });
    yield* foldedByTable(
      database,
      wrong.map((one) => told(database, one)),
    );
  },
  examples: { bad, good },
});

interface Wrong {
  readonly subject: NewName;
  readonly fault: Fault;
}

function vocabularyOf(options: RuleOptions): Vocabulary {
  return {
    compounds: options.list("compoundWords"),
    plurals: options.items("plurals").map((pair) => ({ one: pair.text("one") ?? "", many: pair.text("many") ?? "" })),
  };
}

function* reserved(names: readonly NewName[]): Generator<Report> {
  for (const { of, name, span } of names)
    if ((of === "table" || of === "column") && isReserved(name))
      yield { span, message: `${code(name)} is a reserved word of PostgreSQL: each statement must quote it, and one that forgets to fails or reads something else.` };
}

function told(database: Database, one: Wrong): Told {
  const { of, within, name, span } = one.subject;
  const kind = JSON.stringify([of, one.fault.kind === "other" ? one.fault.broken : "forbidden"]);
  return { name, within, kind, report: { span, message: sentence(one), ...wayOut(database, one.subject, one.fault) } };
}

function sentence({ subject: { name, isGiven }, fault }: Wrong): string {
  if (fault.kind === "forbidden") return `${code(name)} is a name that ${PLURALS[fault.of].toLowerCase()} must not have here (${list(fault.patterns)}).`;
  const [first, ...more] = fault.broken.map(({ of, asked }, index) => (index === 0 ? `${PLURALS[of]} are named ${asked}` : `${PLURALS[of].toLowerCase()} ${asked}`));
  const asked = [first, ...more].join(", ");
  const given = isGiven ? ", as Prisma calls it by itself" : "";
  return `${asked} here${fault.expected === undefined ? ", unlike" : `: ${code(fault.expected)}, not`} ${code(name)}${given}.`;
}
