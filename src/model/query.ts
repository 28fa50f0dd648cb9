/** What application code asks of the database. */
import type { IgnoreComment, Span } from "./source.ts";

export type Operation =
  | "findUnique"
  | "findUniqueOrThrow"
  | "findFirst"
  | "findFirstOrThrow"
  | "findMany"
  | "create"
  | "createMany"
  | "createManyAndReturn"
  | "update"
  | "updateMany"
  | "updateManyAndReturn"
  | "upsert"
  | "delete"
  | "deleteMany"
  | "count"
  | "aggregate"
  | "groupBy"
  | "queryRaw"
  | "executeRaw"
  | "queryRawUnsafe"
  | "executeRawUnsafe"
  /** `new PrismaClient()`: a connection pool of its own. */
  | "connect";

export interface Query {
  /** The Prisma model as the schema spells it; absent for raw SQL. */
  readonly model?: string;
  /** The client as written, if that is short: `prisma`, `this.prisma`, `ctx.db`. */
  readonly client?: string;
  /** Tables by name as PostgreSQL has them; several for raw SQL. */
  readonly tables: readonly string[];
  readonly operation: Operation;
  readonly filter: readonly Condition[];
  /** True when part of `where` could not be read (a variable, a spread): `filter` is then a lower bound. */
  readonly filterIsOpen: boolean;
  readonly sort: readonly { readonly column: string; readonly order: "asc" | "desc" }[];
  /** Columns that a client call's `select` names; absent where it takes all. */
  readonly selected?: readonly string[];
  readonly take?: "bounded" | "unknown";
  readonly skip?: "constant" | "unknown";
  readonly cursor: boolean;
  /** Columns written, for create, update and upsert. */
  readonly writes: readonly Write[];
  /** Columns of a client call's table whose text the same function takes apart: `post.tags.split(",")`. Absent: none. */
  readonly splits?: readonly string[];
  /** The innermost repetition around the call, within its function. */
  readonly loop?: {
    /** `resolver`: a GraphQL field resolver, which runs once for each parent in the answer. */
    readonly kind: "for" | "for-of" | "while" | "map" | "forEach" | "promise-all-map" | "transaction-map" | "resolver";
    readonly span: Span;
    /** Over a literal list of a few elements, an enum, or up to a small constant. */
    readonly bounded: boolean;
    /** This repetition, or one around it, goes through the rows in portions: a chunked job. */
    readonly chunked?: boolean;
    /** The call's own result decides whether the loop goes on: paging, polling, looking for a free name. */
    readonly until?: boolean;
  };
  readonly awaited: boolean;
  readonly transaction?: "interactive" | "batch";
  /** The enclosing function's span, or the file's. */
  readonly within: Span;
  /** Raw SQL with `$n` for interpolations; absent when it could not be put together. */
  readonly sql?: string;
  /**
   * Raw SQL built from input that the database will parse: the offending expression's place and text. `safe` is the whole call with its values
   * bound (`$queryRaw` as a template tag), where each of them stands where SQL takes a value.
   */
  readonly interpolated?: { readonly span: Span; readonly text: string; readonly constant: boolean; readonly safe?: string };
  /** Of `connect`: made anew on each call of a function, once for the module alone, or kept where all can share it. */
  readonly kept?: "per-call" | "per-module" | "shared";
  /** Names in the tests that decide whether it runs: `flags`, `isEnabled`, `new-checkout`. Absent: it always does. */
  readonly guards?: readonly string[];
  /** The call is on lines this pull request added or changed. */
  readonly changed: boolean;
  readonly span: Span;
}

export interface Condition {
  /** Column name as PostgreSQL has it, of the query's own table; relation filters are left out. */
  readonly column: string;
  readonly operator: "equals" | "in" | "range" | "contains" | "starts-with" | "ends-with" | "not" | "is-null" | "has" | "path" | "search";
  /** Inside an OR (an index serves it only if each branch has one). */
  readonly disjunctive: boolean;
  /** `mode: "insensitive"`: ILIKE, which a plain B-tree does not serve. */
  readonly insensitive?: boolean;
  /** Of `equals`, `in` and `not`: the texts that stand in the code itself. */
  readonly literals?: readonly string[];
}

export interface Write {
  readonly column: string;
  /** `row.n + 1` with row read before: a lost update. `atomic`: increment and its like. `joined`: `names.join(",")`, a list put into one text. */
  readonly value: "atomic" | "read-modify-write" | "joined" | "other";
  /** The texts that stand in the code itself: `"PAID"`, both of `ok ? "PAID" : "FAILED"`. */
  readonly literals?: readonly string[];
}

/** One application source file of the pull request, read. */
export interface CodeFile {
  readonly path: string;
  readonly queries: readonly Query[];
  readonly ignores: readonly IgnoreComment[];
}
