/** The configuration's text as GraphQL answers it. */

/** Null: there is no such file. */
export type ConfigAnswer = { readonly text?: string | null } | null | undefined;

/** What is there and is no text (UTF-16, a folder) is not left out in silence: no configuration holds this character, and the reader says so. */
const NO_TEXT = "\0";

export function configText(answer: ConfigAnswer): string | undefined {
  return answer ? (answer.text ?? NO_TEXT) : undefined;
}
