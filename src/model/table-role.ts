/** What a table is for. Rules ask before they judge; the configuration's `roles` says otherwise. */

/** Each with what it means, in words that end a sentence on a table. */
export const ROLE_MEANINGS = {
  tenant: "others belong to its rows: an organisation, a workspace",
  "tenant-owned": "each row is one tenant's, by a column that says whose",
  join: "a row says that two others belong together",
  lookup: "people fill it once and refer to it",
  "enum-like": "a lookup whose rows stand for the values of an enum; counts as a lookup too",
  "append-only": "rows are written once and then only read: events, logs",
  outbox: "messages that wait to be sent; counts as append-only too",
  ledger: "records that must outlive what they speak of: payments, invoices, audit trails",
  account: "one row a person who signs in or subscribes",
  "soft-deleted": "a column marks rows as deleted",
  versioned: "a column counts the versions of a row, against lost updates",
  extension: "it adds columns to one row of another table",
  expiring: "a secret or session that lapses",
  ephemeral: "a cache, a lock, a limiter's counter: kept for a while and made again",
  adapter: "prescribed to the letter by a sign-in library",
} as const satisfies Readonly<Record<string, string>>;

export type TableRole = keyof typeof ROLE_MEANINGS;

export const TABLE_ROLES = Object.keys(ROLE_MEANINGS) as readonly TableRole[];

/** Who is the one is the other too. */
export const IMPLIED: Readonly<Partial<Record<TableRole, TableRole>>> = { "enum-like": "lookup", outbox: "append-only" };

/** A role and how we know. */
export interface RoleFact {
  readonly role: TableRole;
  /** Markdown, a clause that follows a colon: "its name ends in `invoice`". */
  readonly evidence: string;
}

/** A role that a finding rests on. */
export interface RoleClaim extends RoleFact {
  /** The table as its authors call it. */
  readonly table: string;
  /** The table's other roles: who denies this one in the configuration names those that stay. */
  readonly others: readonly TableRole[];
}

/** Of one table, for `schema-review roles`. */
export interface TableRoles {
  /** The folder of its database; `""` is the repository's root. */
  readonly root: string;
  /** As its authors call it. */
  readonly table: string;
  readonly roles: readonly RoleFact[];
  /** Said by the configuration; what was guessed is then no role but a hint. */
  readonly stated: boolean;
  /** Guessed, and set aside by the configuration. */
  readonly setAside: readonly RoleFact[];
}

export interface RolesReport {
  /** By database, then by name. */
  readonly tables: readonly TableRoles[];
  /** Names under `roles` of the configuration that no table has, with the nearest that one has. */
  readonly unknown: readonly { readonly name: string; readonly nearest?: string }[];
}
