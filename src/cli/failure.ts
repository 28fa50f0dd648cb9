/** What a person can put right: a wrong flag, a missing repository, an unknown ref. Printed without a stack, exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
