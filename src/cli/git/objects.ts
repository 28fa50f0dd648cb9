/** Blobs of a repository by object id: two processes for any number of them. */
import { type Content, contentOf, tooLarge } from "../content.ts";
import { git } from "./run.ts";

export interface Wanted {
  readonly oid: string;
  /** In bytes; a larger blob is not read. */
  readonly limit: number;
}

/** The content of each blob, by object id. With two limits for one blob the larger counts. */
export async function readBlobs(repository: string, wanted: readonly Wanted[]): Promise<Map<string, Content>> {
  const limits = new Map<string, number>();
  for (const { oid, limit } of wanted) limits.set(oid, Math.max(limit, limits.get(oid) ?? 0));
  const contents = new Map<string, Content>();
  const small: string[] = [];
  if (limits.size === 0) return contents;
  for (const [oid, size] of await sizes(repository, [...limits.keys()])) {
    const limit = limits.get(oid) ?? 0;
    if (size === undefined) contents.set(oid, { reason: "Its text is not in this repository (a partial or damaged clone)." });
    else if (size > limit) contents.set(oid, { reason: tooLarge(size, limit) });
    else small.push(oid);
  }
  if (small.length > 0) for (const [oid, bytes] of parseBatch(await git(repository, ["cat-file", "--batch", "--buffer"], lines(small)))) contents.set(oid, contentOf(bytes));
  return contents;
}

async function sizes(repository: string, oids: readonly string[]): Promise<Map<string, number | undefined>> {
  const output = (await git(repository, ["cat-file", "--batch-check", "--buffer"], lines(oids))).toString("latin1");
  return new Map(
    output
      .split("\n")
      .filter(Boolean)
      .map((line) => {
        const [oid = "", type, size] = line.split(" ");
        return [oid, type === "blob" ? Number(size) : undefined];
      }),
  );
}

/** git-cat-file(1), "BATCH OUTPUT": `<oid> SP <type> SP <size> LF <contents> LF`. */
function* parseBatch(output: Buffer): Generator<[oid: string, bytes: Buffer]> {
  let at = 0;
  while (at < output.length) {
    const end = output.indexOf(10, at);
    if (end < 0) return;
    const [oid = "", type, size] = output.subarray(at, end).toString("latin1").split(" ");
    const length = type === "missing" ? 0 : Number(size);
    at = end + 1;
    if (type !== "missing") {
      yield [oid, output.subarray(at, at + length)];
      at += length + 1;
    }
  }
}

function lines(values: readonly string[]): string {
  return `${values.join("\n")}\n`;
}
