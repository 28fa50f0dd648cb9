/** The effective configuration: defaults, `.github/schema-review.yml` of the default branch. */
import type { Gate, Severity } from "./rule.ts";
import type { Gap } from "./source.ts";
import type { TableRole } from "./table-role.ts";

export interface Config {
  /** By rule id; rules that are not named keep their own severity and options. */
  readonly rules: Readonly<Record<string, RuleSetting>>;
  /** `advisory`: findings are shown but the gate cannot fail; `off`: its rules do not run. */
  readonly gates: Readonly<Record<Gate, "required" | "advisory" | "off">>;
  readonly paths: {
    /** Globs. Empty: detected. */
    readonly schema: readonly string[];
    readonly migrations: readonly string[];
    readonly code: readonly string[];
    readonly ignore: readonly string[];
  };
  /** Major version of production; absent: detected, else 15. */
  readonly postgres?: number;
  /** A runner's name, or only whether it wraps each file in a transaction. Absent: detected. */
  readonly runner?: "prisma" | "drizzle" | "flyway" | "dbmate" | "golang-migrate" | "node-pg-migrate" | "goose" | "supabase" | "plain" | "transaction" | "none";
  /** Prisma's version; absent: from package.json. */
  readonly prisma?: string;
  /** By table name. `small`: no lock matters; `hot`: every lock and scan does. */
  readonly tables: Readonly<Record<string, { readonly rows?: number; readonly hot?: boolean; readonly small?: boolean }>>;
  /** By table or model name: all that it is. Tables that are not named are guessed. */
  readonly roles: Readonly<Record<string, readonly TableRole[]>>;
  readonly tenancy: {
    /** Column or field names that carry the tenant; empty: learnt from the schema. */
    readonly keys: readonly string[];
    /** Models that are shared between tenants although they carry the key. */
    readonly shared: readonly string[];
  };
  readonly softDelete: { readonly columns: readonly string[] };
  readonly audit: { readonly createdAt: readonly string[]; readonly updatedAt: readonly string[]; readonly exempt: readonly string[] };
  readonly cascade: { readonly maxTables: number; readonly ledgers: readonly string[] };
  readonly indexes: { readonly max: number };
  readonly comments: { readonly threshold: Severity; readonly sticky: "findings" | "always" | "never"; readonly max: number };
  readonly check: { readonly name: string; readonly includeBase: boolean };
  readonly drafts: "check" | "full" | "skip";
  readonly freeze: readonly FreezeWindow[];
  readonly rollout: {
    /** Days after which an open rollout is named on every pull request. */
    readonly staleAfterDays: number;
  };
  /** Headings (lower case) of the description that hold a plan. */
  readonly plans: { readonly rollback: readonly string[]; readonly backfill: readonly string[] };
  readonly waivers: {
    /** The least role that may waive a finding. */
    readonly permission: "write" | "maintain" | "admin";
    /** The least role that may override the verdict. */
    readonly override: "maintain" | "admin";
  };
  /** lock_timeout is set by role or connection: `require-lock-timeout` has nothing to say. */
  readonly lockTimeout: "in-migration" | "by-connection";
}

export interface RuleSetting {
  readonly severity?: Severity | "off";
  /** The rule's own options, checked against its declaration. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Local date-times as written; `to` is exclusive. */
export interface FreezeWindow {
  readonly from: string;
  readonly to: string;
  readonly timezone: string;
  readonly branches: readonly string[];
  readonly reason: string;
}

/** One thing that is wrong in the configuration file. Any of them means that nothing of the file is applied. As a gap, its reason carries place and key. */
export interface ConfigProblem extends Gap {
  /** `rules.no-table-rewrite.severity`, `freeze[0].from`; `""` is the file as a whole. */
  readonly key: string;
  /** One sentence, with the nearest valid word where there is one. */
  readonly message: string;
  /** 1-based; 1:1 for configuration that never was text. */
  readonly line: number;
  readonly column: number;
}
