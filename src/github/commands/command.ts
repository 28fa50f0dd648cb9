/** A command is a value: what it is called, who may use it, and what it answers. Help is built from these. */
import type { Snapshot } from "../../model/snapshot.ts";
import type { Verdict, WaiverOutcome } from "../../model/verdict.ts";
import type { Given } from "./given.ts";

/** `author or write`: the pull request's author, and whoever may push. The others are the least role that may. */
export type Who = "anyone" | "author or write" | "write" | "maintain";

export interface Command {
  readonly name: string;
  /** As it is typed. */
  readonly usage: string;
  readonly who: Who;
  /** Where the configuration can ask for more than `who`: its key. */
  readonly setting?: string;
  /** What it does, one line for the table of commands. */
  readonly effect: string;
  readonly example: string;
  /** Called only for those who may. Asks `matter` where the answer depends on the pull request. */
  answer(argument: string, knowledge: Knowledge, matter: Matter): Answer | Promise<Answer>;
}

export type Answer =
  /** Markdown, posted as a comment. */
  | { readonly kind: "reply"; readonly body: string }
  /** The pull request is reviewed again from scratch. */
  | { readonly kind: "review" }
  /** A waiver or an override counts from now on: Markdown that says for what, and the record of it. The pull request is reviewed again. */
  | { readonly kind: "given"; readonly body: string; readonly given: Omit<Given, "command"> }
  /** Not understood: Markdown that says so. */
  | { readonly kind: "unclear"; readonly body: string }
  | { readonly kind: "refused"; readonly body: string };

/** The pull request that a command was said on; read when asked for the first time. */
export interface Matter {
  judged(options?: { readonly asksConfig?: boolean }): Promise<Judged>;
  /** What would become of the waiver that this command is. */
  weighed(): Promise<Weighing>;
}

export interface Judged {
  readonly verdict: Verdict;
  readonly snapshot: Snapshot;
}

export type Weighing =
  | ({ readonly outcome: WaiverOutcome } & Judged)
  /** It does not count, whatever the verdict: one sentence. */
  | { readonly refused: string }
  /** It does not say enough. */
  | { readonly unclear: string };

/** What commands can tell about. */
export interface Knowledge {
  readonly commands: readonly Command[];
  readonly rules: RulePages;
}

export interface RulePages {
  readonly ids: readonly string[];
  /** The rule's page in Markdown, as under docs/rules; `undefined` for no rule. */
  page(id: string): string | undefined;
}
