/** One way of making ids: whoever writes a route, a validation or a join should not have to look up which. */
import type { Database } from "../../../model/database.ts";
import type { Report } from "../../../model/rule.ts";
import type { Column, Table } from "../../../model/schema.ts";
import type { Fix } from "../../../model/source.ts";
import { code, list } from "../../../model/text.ts";
import { defineRule } from "../define-rule.ts";
import { schemaText } from "../questions/edits/schema-edits.ts";
import { tableName } from "../questions/names/naming.ts";
import { headNoun } from "../questions/names/words.ts";
import { commonIdLine, type Habit, type IdStrategy, idHabit, ownId, strategyOf } from "../questions/tables/id-strategies.ts";
import { newTables } from "../questions/tables/new-parts.ts";
import { isAppendOnly, isEphemeral } from "../questions/tables/table-kinds.ts";
import { bad, good } from "./prefer-consistent-id.examples.ts";

/** Models whose id stands in a link or a header. */
const HANDED_OUT: ReadonlySet<string> = new Set("invitation invite token session link share verification".split(" "));

export const preferConsistentId = defineRule({
  id: "prefer-consistent-id",
  gate: "invariants",
  severity: "info",
  since: "0.1.0",
  summary: "Make the ids of a new table as most tables of the schema do",
  why: "Where some ids are numbers and others texts, each route, validation, cache key and generic helper has to know which. A column that may hold the id of either kind fits neither, and a number in a URL tells how many rows there are, which the team may have meant to avoid.",
  remedy: "Give the new table the id that the others have. Where the difference is meant, ignore the finding with the reason: the next reader will ask.",
  quiet: [
    "fewer than five tables with an id of their own, or fewer than two thirds of them alike",
    "`Int` and `BigInt` that a sequence counts are one way, and so are uuids from the client or the database, of any version",
    "compound keys, keys that are a parent's (1:1 extensions), join tables, lookup tables, what Auth.js prescribes",
    "logs and events that a sequence counts: their order is the point; caches and locks",
    "ids that the application brings, and tables that stood before",
    `what is handed out (${[...HANDED_OUT].slice(0, 4).join(", ")}…) under an id that cannot be guessed`,
    "the second table of a pull request that departs in the same way: one comment names them all; more than half as many new ids as there are old ones: the team changes its ways",
  ],
  heuristic: true,
  supersedes: ["prefer-native-uuid"],
  *check(database) {
    const habit = idHabit(database);
    if (!habit) return;
    const departures = new Map<IdStrategy, Departure[]>();
    for (const table of newTables(database)) {
      const id = ownId(table);
      const strategy = id && strategyOf(id);
      if (!id || strategy === undefined || strategy === habit.strategy || strategy === "brought" || isApart(table, strategy)) continue;
      departures.set(strategy, [...(departures.get(strategy) ?? []), { table, id }]);
    }
    for (const [strategy, found] of departures) if (found.length * 2 <= habit.count) yield tell(database, habit, strategy, found);
  },
  examples: { bad, good },
});

interface Departure {
  readonly table: Table;
  readonly id: Column;
}

/** Its order is the point, or that nobody can guess its id; or nobody sees it. */
function isApart(table: Table, strategy: IdStrategy): boolean {
  return isEphemeral(table) || (strategy === "sequence" ? isAppendOnly(table) : HANDED_OUT.has(headNoun(table.model ?? table.name)));
}

function tell(database: Database, habit: Habit, strategy: IdStrategy, departures: readonly Departure[]): Report {
  const [{ table, id }] = departures as readonly [Departure, ...Departure[]];
  const names = departures.map((one) => `${tableName(one.table)}.${one.id.field ?? one.id.name}`);
  const line = commonIdLine(database, habit);
  const old = `${habit.count === habit.of ? "all" : `${habit.count} of the`} ${habit.of} ${habit.isOld ? "earlier ids" : "ids in this schema"}`;
  return {
    span: id.span,
    message: `${list(names)} ${names.length === 1 ? `is ${strategy === "uuid" ? "a uuid" : wordsFor(strategy)}` : `are ${wordsFor(strategy)}`}, but ${old} are ${wordsFor(habit.strategy)}. Code that handles ids has to know both kinds.`,
    ...(line === undefined ? {} : { advice: { language: table.model === undefined ? "sql" : "prisma", text: line, title: "As most others have it" } }),
    fix: departures.length === 1 && line !== undefined ? idFix(database, table, id, line) : undefined,
  };
}

function wordsFor(strategy: IdStrategy): string {
  switch (strategy) {
    case "sequence":
      return "counted by a sequence";
    case "brought":
      return "made by the application";
    case "uuid":
      return "uuids";
    default:
      return `made by ${code(`${strategy}()`)}`;
  }
}

/** Only where nothing refers to it: the keys of others would have to change too. */
function idFix(database: Database, table: Table, id: Column, line: string): Fix | undefined {
  const own = schemaText(database, id.span);
  const referred = [...database.after.tables.values()].some(({ foreignKeys }) => foreignKeys.some(({ references }) => references.table === table.name));
  const [, name = "", type = ""] = /^(\S+\s+)(\S+\s+)/.exec(own ?? "") ?? [];
  const [, field, kind, rest] = /^(\S+) (\S+) (.+)$/.exec(line) ?? [];
  if (own === undefined || referred || /@id\s*\(/.test(own) || field !== id.field || kind === undefined || rest === undefined || own.includes("@map(") !== rest.includes("@map("))
    return undefined;
  return { span: id.span, text: `${name}${kind.padEnd(Math.max(type.length, kind.length + 1))}${rest}` };
}
