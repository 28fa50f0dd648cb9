/** What each table of a repository is for, with the evidence, and which names of the configuration no table has. */
import type { Config } from "../../model/config.ts";
import type { Database } from "../../model/database.ts";
import { nearest } from "../../model/nearest.ts";
import type { Table } from "../../model/schema.ts";
import type { RoleFact, RolesReport, TableRole, TableRoles } from "../../model/table-role.ts";
import { isCalled, tableName } from "../rules/questions/names/naming.ts";
import { guessedRoles } from "../rules/questions/tables/roles.ts";

export function rolesReport(databases: readonly Database[], config: Config): RolesReport {
  const tables = databases.flatMap(({ after }) => [...after.tables.values()]);
  const names = [...new Set(tables.map(tableName))];
  return {
    tables: databases.flatMap((database) =>
      [...database.after.tables.values()]
        .filter(isTable)
        .map((table) => rolesOf(database, table))
        .sort((a, b) => (a.table < b.table ? -1 : 1)),
    ),
    unknown: Object.keys(config.roles)
      .filter((name) => !tables.some((table) => isCalled(table, name)))
      .map((name) => {
        const near = nearest(name, names);
        return { name, ...(near === undefined ? {} : { nearest: near }) };
      }),
  };
}

function isTable({ kind, partitionOf }: Table): boolean {
  return (kind === "table" || kind === "partitioned-table") && partitionOf === undefined;
}

function rolesOf(database: Database, table: Table): TableRoles {
  const guessed = guessedRoles(database, table);
  const stated = table.roles;
  return {
    root: database.root,
    table: tableName(table),
    roles: stated ? stated.map((role) => factOf(role, guessed)) : guessed,
    stated: stated !== undefined,
    setAside: stated ? guessed.filter(({ role }) => !stated.includes(role)) : [],
  };
}

/** What is stated may be what would have been guessed: its evidence says which column is meant. */
function factOf(role: TableRole, guessed: readonly RoleFact[]): RoleFact {
  const fact = guessed.find((one) => one.role === role);
  return { role, evidence: fact ? `the configuration; ${fact.evidence}` : "the configuration" };
}
