/** Two schemas → the SQL that Prisma itself would write between them. */
import type { SourceFile } from "../../model/source.ts";
import { scan } from "./scan.ts";
import { sqlBetween } from "./schema-engine.ts";
import { acceptedSchema } from "./validate-schema.ts";

/** In UTF-16 code units, all files together; more than twice the largest schema we have seen. Beyond it the difference is our own reading's, without Prisma's SQL. */
export const MAX_SCRIPT_LENGTH = 400_000;
/** Its time grows with the square of the models, the enums and the values of one enum. */
export const MAX_BLOCKS = 2_000;
export const MAX_MEMBERS = 2_000;

/** Empty where Prisma sees no difference; undefined where its engine cannot read one of the two, which is no gap: `validateSchema` says what is wrong with a schema. */
export async function schemaScript(base: readonly SourceFile[], head: readonly SourceFile[]): Promise<string | undefined> {
  if (!isBearable(base) || !isBearable(head)) return undefined;
  try {
    const from = acceptedSchema(base, "base");
    const to = from && acceptedSchema(head, "head");
    return from && to && (await sqlBetween(from, to));
  } catch {
    return undefined;
  }
}

function isBearable(files: readonly SourceFile[]): boolean {
  if (files.reduce((sum, { text }) => sum + text.length, 0) > MAX_SCRIPT_LENGTH) return false;
  const blocks = files.flatMap(({ text }) => scan(text).blocks);
  return blocks.length <= MAX_BLOCKS && blocks.every(({ members }) => members.length <= MAX_MEMBERS);
}
