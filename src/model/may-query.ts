/** The cheap question about application code, asked before anything parses it. */

const DISTINCTIVE = /\bprisma|\$(?:query|execute)Raw|\$transaction\b|\b(?:findMany|findUnique|findFirst|createMany|updateMany|deleteMany|upsert|groupBy)|schema-review-ignore/i;
/** `.user.create(`, `?.user!.count(`: names that much else has, too. */
const COMMON = /\.\w+[!?]*\s*\.\s*(?:create|update|delete|count|aggregate)\s*[(<]/;

/** Could this file query the database? Never false for a file that `readCode` finds a query in by name. */
export function mayQuery(text: string): boolean {
  return DISTINCTIVE.test(text) || COMMON.test(text);
}
