/** A database schema in PostgreSQL's words, whichever language declared it. */
import type { Span } from "./source.ts";
import type { TableRole } from "./table-role.ts";

export interface Schema {
  /** By name as PostgreSQL has it, qualified (`auth.users`) unless in `public`. */
  readonly tables: ReadonlyMap<string, Table>;
  /** By name, qualified unless in `public`. */
  readonly enums: ReadonlyMap<string, Enum>;
  /** Prisma's implicit many-to-many relations (`_AToB` tables); empty for SQL. */
  readonly implicitJoins: readonly ImplicitJoin[];
  /** Prisma's datasource and generator settings; absent for SQL. */
  readonly prisma?: PrismaSettings;
}

export interface PrismaSettings {
  readonly provider: string;
  /** `foreignKeys` unless the datasource says `relationMode = "prisma"`: then there are no foreign keys in the database. */
  readonly relationMode: "foreignKeys" | "prisma";
  /** `url` and `directUrl` as written (`env("DATABASE_URL")`); absent in Prisma 7 schemas. */
  readonly url?: string;
  readonly directUrl?: string;
  readonly previewFeatures: readonly string[];
  readonly span: Span;
}

export interface Table {
  /** As PostgreSQL has it, qualified unless in `public`. */
  readonly name: string;
  readonly kind: "table" | "partitioned-table" | "view" | "materialized-view" | "foreign-table";
  /** The Prisma model's name; absent when SQL declared the table. */
  readonly model?: string;
  readonly columns: readonly Column[];
  /** Prisma's fields in the order of the model, relations included; absent when SQL declared the table. */
  readonly fields?: readonly Field[];
  readonly primaryKey?: Index;
  /** All indexes but the primary key's; unique constraints are unique indexes with `constraint: true`. */
  readonly indexes: readonly Index[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly checks: readonly Check[];
  readonly partitionOf?: string;
  /** Prisma's `@@ignore`. */
  readonly ignored: boolean;
  /** False when the table was made before the history at hand: columns, indexes and keys may be missing here. */
  readonly complete: boolean;
  /** `temp` and `unlogged` tables lock nobody out, or lose nothing. */
  readonly persistence: "permanent" | "temporary" | "unlogged";
  /** What the configuration says that the table is, in full. Absent: it is guessed (rules/questions/roles.ts). */
  readonly roles?: readonly TableRole[];
  /** Prisma's `///` text above the model, or COMMENT ON TABLE. */
  readonly doc?: string;
  /** The whole declaration: the model block, the CREATE TABLE statement. */
  readonly span: Span;
  /** Its name in the declaration. */
  readonly nameSpan: Span;
}

/** A field of a Prisma model as it is written. */
export interface Field {
  readonly name: string;
  /** Without `?` and `[]`: `String`, `Post`, `Unsupported`. */
  readonly type: string;
  readonly arity: "required" | "optional" | "list";
  /** The column's name; absent for relations, which have none of their own. */
  readonly column?: string;
  /** Names without their `@`: `db.Uuid`, `default`, `map`. */
  readonly attributes: readonly { readonly name: string; readonly span: Span }[];
  readonly nameSpan: Span;
  /** With `?` and `[]`. */
  readonly typeSpan: Span;
  /** The line without its comments. */
  readonly span: Span;
}

export interface Column {
  readonly name: string;
  /** The Prisma field's name; absent when SQL declared the column. */
  readonly field?: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly default?: Default;
  readonly generated?: "identity-always" | "identity-by-default" | "stored" | "virtual";
  /** Prisma's `@updatedAt`: the client writes it, the database has no default. */
  readonly updatedAt: boolean;
  /** Prisma's `@ignore`: the client neither reads nor writes it. */
  readonly ignored: boolean;
  /** Prisma's `///` text, or COMMENT ON COLUMN. */
  readonly doc?: string;
  /** The field's line without its comments; the column's part of the statement. */
  readonly span: Span;
}

export interface ColumnType {
  /** PostgreSQL's canonical name: `integer`, `bigint`, `text`, `character varying`, `timestamp without time zone`, …; an enum's or domain's own name. */
  readonly name: string;
  /** `[255]` of varchar(255), `[8, 2]` of numeric(8,2), `[3]` of timestamp(3). */
  readonly modifiers: readonly number[];
  readonly list: boolean;
  readonly category: "builtin" | "enum" | "domain" | "unknown";
  /** Prisma's scalar (`String`, `Int`, `Json`, an enum's name); absent for SQL. */
  readonly prisma?: string;
}

/** What the database itself fills in. `client` are Prisma-level defaults (`cuid()`, `uuid()`, `nanoid()`): the database has none. */
export interface Default {
  readonly expression: string;
  readonly kind: "constant" | "stable" | "volatile" | "sequence" | "client";
}

export interface IndexColumn {
  /** Absent for an expression. */
  readonly column?: string;
  readonly expression?: string;
  readonly order: "asc" | "desc";
  /** Where it departs from the order's own: NULLS LAST for `asc`, NULLS FIRST for `desc` (manual, CREATE INDEX). */
  readonly nulls?: "first" | "last";
  readonly opclass?: string;
  /** Where it is not the column's own. */
  readonly collation?: string;
}

export interface Index {
  /** Absent where the database or Prisma will choose it. */
  readonly name?: string;
  readonly columns: readonly IndexColumn[];
  readonly unique: boolean;
  /** A PRIMARY KEY or UNIQUE constraint, not a bare index. */
  readonly constraint: boolean;
  readonly nullsNotDistinct: boolean;
  readonly method: string;
  /** The predicate of a partial index, as written. */
  readonly where?: string;
  readonly include: readonly string[];
  readonly span: Span;
}

export type ReferentialAction = "no-action" | "restrict" | "cascade" | "set-null" | "set-default";

export interface ForeignKey {
  readonly name?: string;
  readonly columns: readonly string[];
  readonly references: { readonly table: string; readonly columns: readonly string[] };
  /** What will happen; see `onDeleteStated` for whether anybody said so. */
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
  readonly onDeleteStated: boolean;
  /** False while NOT VALID. */
  readonly valid: boolean;
  /** False under `relationMode = "prisma"`: the relation exists for the client only. */
  readonly enforced: boolean;
  /** Prisma's relation field, and the field on the other model that answers it. */
  readonly relation?: { readonly field: string; readonly back?: string; readonly backIsList: boolean };
  /** The relation field's line; the constraint's part of the statement. */
  readonly span: Span;
}

export interface Check {
  readonly name?: string;
  readonly expression: string;
  readonly valid: boolean;
  /** The one column that `CHECK (col IS NOT NULL)` proves filled. */
  readonly notNullColumn?: string;
  /** Columns that it proves filled beside other things: `CHECK (a IS NOT NULL AND a <> '')`. */
  readonly filledColumns?: readonly string[];
  readonly span: Span;
}

export interface Enum {
  readonly name: string;
  /** Prisma's name of it; absent for SQL. */
  readonly model?: string;
  readonly values: readonly string[];
  /** The values as schema.prisma names them, beside the database's name of each; absent for SQL. */
  readonly members?: readonly { readonly name: string; readonly value: string; readonly span: Span }[];
  readonly doc?: string;
  readonly span: Span;
}

/** `posts Post[]` on one model and `tags Tag[]` on the other: Prisma keeps a hidden `_PostToTag` table. */
export interface ImplicitJoin {
  readonly table: string;
  readonly models: readonly [string, string];
  /** The list field on the first model, in the order of the file. */
  readonly field: string;
  readonly span: Span;
}
