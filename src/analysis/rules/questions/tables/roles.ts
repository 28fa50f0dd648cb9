/** All that a table is, each role with its evidence: for findings that rest on one, and for `schema-review roles`. */
import type { Config } from "../../../../model/config.ts";
import type { Database } from "../../../../model/database.ts";
import { once } from "../../../../model/once.ts";
import type { Column, Table } from "../../../../model/schema.ts";
import { type RoleClaim, type RoleFact, TABLE_ROLES, type TableRole } from "../../../../model/table-role.ts";
import { code } from "../../../../model/text.ts";
import { tableName } from "../names/naming.ts";
import { nouns, spelt } from "../names/words.ts";
import { columnsOf } from "./new-parts.ts";
import {
  accountEvidence,
  adapterEvidence,
  appendOnlyEvidence,
  type Evidence,
  enumEvidence,
  ephemeralEvidence,
  expiringEvidence,
  extensionEvidence,
  isNamed,
  joinEvidence,
  ledgerEvidence,
  lookupEvidence,
  plays,
} from "./table-kinds.ts";
import { tenantEvidence, tenantOwnedEvidence } from "./tenancy.ts";

const GUESSES: Readonly<Record<TableRole, (table: Table, database: Database) => Evidence>> = {
  tenant: (table, { after }) => tenantEvidence(after, table),
  "tenant-owned": (table, database) => tenantOwnedEvidence(database, table),
  join: joinEvidence,
  lookup: lookupEvidence,
  "enum-like": enumEvidence,
  "append-only": appendOnlyEvidence,
  outbox: outboxEvidence,
  ledger: (table, { config }) => ledgerEvidence(table, config),
  account: accountEvidence,
  "soft-deleted": (table, { config }) => softDeleteEvidence(table, config),
  versioned: versionEvidence,
  extension: extensionEvidence,
  expiring: expiringEvidence,
  ephemeral: ephemeralEvidence,
  adapter: adapterEvidence,
};

/** What its name, its columns and its keys say, whatever the configuration says. */
export function guessedRoles(database: Database, table: Table): RoleFact[] {
  return TABLE_ROLES.flatMap((role) => {
    const evidence = GUESSES[role](table, database);
    return evidence === undefined ? [] : [{ role, evidence }];
  });
}

/** Many findings may rest on the same table's. */
const guessedOnce = once((database: Database) => once((table: Table): readonly RoleFact[] => guessedRoles(database, table)));

/**
 * For `roles` of a report that rests on a guess. Nothing for what the configuration says: its authors know why. Of a table that does not play the role there
 * is nothing to claim.
 */
export function claim(database: Database, table: Table, role: TableRole): RoleClaim[] {
  if (table.roles) return [];
  const guessed = guessedOnce(database)(table);
  const fact = guessed.find((one) => one.role === role);
  return fact ? [{ ...fact, table: tableName(table), others: guessed.filter((one) => one !== fact).map((one) => one.role) }] : [];
}

/** The column that marks rows as deleted; undefined where the configuration says that the table is none of these. */
export function softDeleteColumn(table: Table, config: Config): Column | undefined {
  return table.roles && !table.roles.includes("soft-deleted") ? undefined : deletionMark(table, config);
}

/** Whether a column of that name marks rows of the table as deleted. */
export function marksDeleted(table: Table, column: string, { softDelete }: Config): boolean {
  const found = table.columns.find(({ name }) => name === column);
  return found !== undefined && isNamed(found, softDelete.columns) && (table.roles?.includes("soft-deleted") ?? true);
}

export function softDeleteEvidence(table: Table, config: Config): Evidence {
  const mark = deletionMark(table, config);
  return mark && `it has ${code(mark.field ?? mark.name)}`;
}

/** Null while the row lives, or a flag. */
function deletionMark(table: Table, { softDelete }: Config): Column | undefined {
  return table.columns.find((column) => isNamed(column, softDelete.columns) && (column.nullable || column.type.name === "boolean"));
}

/** Names of what counts the versions of a row; a document's `version` is unique with the document, a file format's is text. */
const VERSIONS: ReadonlySet<string> = new Set(["version", "lock version", "row version", "optimistic lock", "opt lock", "revision"]);

/** The column that counts the versions of a row; undefined where the configuration says that the table has none. */
export function versionColumn(table: Table): Column | undefined {
  return table.roles && !table.roles.includes("versioned") ? undefined : counter(table);
}

function versionEvidence(table: Table): Evidence {
  const column = counter(table);
  return column && `${code(column.field ?? column.name)} is a number that starts at ${column.default?.expression}`;
}

/** An integer that begins with a constant and is part of no key: a version that stands in one names a row among others. */
function counter(table: Table): Column | undefined {
  if (appendOnlyEvidence(table) !== undefined) return undefined;
  const inKey = new Set([table.primaryKey, ...table.indexes.filter(({ unique }) => unique)].flatMap(columnsOf));
  return table.columns.find(
    ({ name, field, type, nullable, default: start }) =>
      VERSIONS.has(spelt(field ?? name)) &&
      (type.name === "integer" || type.name === "bigint" || type.name === "smallint") &&
      !type.list &&
      !nullable &&
      start?.kind === "constant" &&
      /^[01]$/.test(start.expression) &&
      !inKey.has(name),
  );
}

/** Messages that wait to be sent. */
export function isOutbox(table: Table): boolean {
  return plays(table, "outbox", outboxEvidence);
}

function outboxEvidence(table: Table): Evidence {
  return nouns(table.model ?? table.name).includes("outbox") ? "its name says `outbox`" : undefined;
}
