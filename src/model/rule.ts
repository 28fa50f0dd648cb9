/** A rule is a value with its prose and its proof. */
import type { CascadePicture } from "./cascade.ts";
import type { Database } from "./database.ts";
import type { Fix, IgnoreComment, SourceFile, Span } from "./source.ts";
import type { RoleClaim } from "./table-role.ts";

/** The five questions, in the order in which the summary answers them. */
export const GATES = ["relations", "invariants", "rollout", "recovery", "queries"] as const;
export type Gate = (typeof GATES)[number];

export const SEVERITIES = ["info", "warning", "error"] as const;
export type Severity = (typeof SEVERITIES)[number];

export const QUESTIONS: Readonly<Record<Gate, string>> = {
  relations: "Are all relations explicit and indexed?",
  invariants: "Do uniqueness constraints reflect business invariants?",
  rollout: "Can every migration be rolled out with expand/contract?",
  recovery: "Is there a backfill plan and a rollback plan?",
  queries: "Are hot queries explainable and index-backed?",
};

export interface Rule {
  /** `no-` forbids, `require-` mandates, `prefer-` advises (never an error). */
  readonly id: string;
  readonly gate: Gate;
  /** In the `recommended` preset. */
  readonly severity: Severity | "off";
  /** The version that brought it. */
  readonly since: string;
  /** One line, imperative, no full stop. */
  readonly summary: string;
  /** Markdown: what hurts, in PostgreSQL's terms. */
  readonly why: string;
  /** Markdown: the safe way. */
  readonly remedy: string;
  /** Markdown: when it stays quiet, one item each; part of the rule as much as when it fires. */
  readonly quiet: readonly string[];
  /** Guesses from names: documented with its word lists, never an error by default. */
  readonly heuristic?: boolean;
  /** False: cannot be waived by a command (it still can be ignored in place). Default true. */
  readonly waivable?: boolean;
  /** Its verdict hangs on the pull request's description: when that is edited, it is asked again. */
  readonly readsDescription?: true;
  /** Rules that have nothing to add on the same statement, field or call once this one has spoken. */
  readonly supersedes?: readonly string[];
  /** The rule's own options with their defaults: numbers, booleans, strings, lists of strings, or lists of groups of keys. */
  readonly options?: Readonly<Record<string, RuleOption>>;
  /** Pure. `options` are the declared ones with the configuration applied. */
  check?(database: Database, options: RuleOptions): Iterable<Report>;
  /** Instead of `check`, for a rule about ignore comments: those that silenced nothing, and the ids that exist. */
  checkIgnores?(unused: readonly IgnoreComment[], known: ReadonlySet<string>): Iterable<Report>;
  /** The proof: each bad one yields exactly one finding of this rule, each good one none of any rule. */
  readonly examples: { readonly bad: readonly Example[]; readonly good: readonly Example[] };
}

export type RuleOption = ValueOption | ItemsOption;

export interface ValueOption extends Texts {
  readonly default: number | boolean | string | readonly string[];
  readonly description: string;
}

/** A list of groups of keys, `fields: [{ name: tenantId, type: String }]`; empty until it is configured. */
export interface ItemsOption {
  readonly default: readonly [];
  readonly items: Readonly<Record<string, ItemKey>>;
  readonly description: string;
  /** One group, for the rule's page. */
  readonly example: Readonly<Record<string, string | boolean | readonly string[]>>;
}

export interface ItemKey extends Texts {
  readonly type: "text" | "flag" | "list";
  /** Default false. */
  readonly required?: boolean;
  readonly description: string;
}

/** What a text, or each text of a list, may be. */
interface Texts {
  readonly choices?: readonly string[];
  /** Each is a pattern of names, see name-patterns.ts. */
  readonly patterns?: boolean;
}

export interface RuleOptions {
  number(name: string): number;
  flag(name: string): boolean;
  text(name: string): string;
  list(name: string): readonly string[];
  items(name: string): readonly RuleItem[];
}

/** One group of an `ItemsOption`. */
export interface RuleItem {
  /** Undefined where the key is left out. */
  text(key: string): string | undefined;
  /** False where the key is left out. */
  flag(key: string): boolean;
  /** Empty where the key is left out. */
  list(key: string): readonly string[];
}

/** What a rule yields. */
export interface Report {
  /** The statement, field or call it speaks of: where the comment goes. */
  readonly span: Span;
  /** Markdown. What happens and why it hurts: which lock, who waits, what is lost. Names from the pull request stand in backticks. */
  readonly message: string;
  /** The safe way as ready text in the user's own names. */
  readonly advice?: { readonly language: "sql" | "prisma" | "ts" | "yaml"; readonly text: string; readonly title?: string };
  /** Where the safe way is a local edit. */
  readonly fix?: Fix;
  /** What a DELETE takes with it, for the summary to draw. */
  readonly picture?: CascadePicture;
  /** Guessed roles of tables that it rests on: the message says why, and how to say otherwise. */
  readonly roles?: readonly RoleClaim[];
  /** Where it differs from the rule's own: worse (past a limit) or milder (may instead of will). */
  readonly severity?: Severity;
}

/** One small pull request. Only what is given exists in it. */
export interface Example {
  readonly title: string;
  /** SQL already applied on the base branch, as the migration `migrations/0001_base/migration.sql`. */
  readonly history?: string;
  /** SQL that the pull request adds, as `migrations/0002_change/migration.sql`; a list makes 0002, 0003, …. */
  readonly migration?: string | readonly string[];
  /** schema.prisma (datasource and generator may be left out); a string is all new. */
  readonly schema?: string | { readonly before: string; readonly after: string };
  /** Application code as `src/example.ts`, all of it new. */
  readonly code?: string;
  /** Anything else that the pull request adds or, with the same path in `base`, changes. */
  readonly files?: readonly SourceFile[];
  readonly base?: readonly SourceFile[];
  /** The pull request's description. */
  readonly body?: string;
  /** As in `.github/schema-review.yml`. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly now?: string;
}
