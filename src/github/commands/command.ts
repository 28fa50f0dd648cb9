/** A command is a value: what it is called, who may use it, and what it answers. Help is built from these. */

export interface Command {
  readonly name: string;
  /** As it is typed. */
  readonly usage: string;
  readonly who: "anyone" | "author or write";
  /** What it does, one line for the table of commands. */
  readonly effect: string;
  readonly example: string;
  /** Pure. Called only for those who may. */
  answer(argument: string, knowledge: Knowledge): Answer;
}

export type Answer =
  /** Markdown, posted as a comment. */
  | { readonly kind: "reply"; readonly body: string }
  /** The pull request is reviewed again from scratch. */
  | { readonly kind: "review" }
  /** Not understood: Markdown that says so. */
  | { readonly kind: "unclear"; readonly body: string }
  | { readonly kind: "refused"; readonly body: string };

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
