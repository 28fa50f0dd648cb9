/** Reads the files of a tar archive from a stream, one after the other, as git archives are written: POSIX ustar with pax headers (pax(1), "ustar Interchange Format"). */

export interface TarFile {
  /** As written; it is never used as a path on a disk. */
  readonly path: string;
  /** Absent: longer than `wants` allowed, and passed over. */
  readonly bytes?: Buffer;
}

/** The archive is damaged, or ends before its time. */
export class TarError extends Error {
  override readonly name = "TarError";
}

const BLOCK = 512;
/** Bytes of a pax or GNU header; a path is all that is read of them. */
const MAX_HEADER = 64 * 1024;

/** `wants`: how many bytes of a file are taken at most, by its path; undefined: it is passed over unseen. Rejects with `TarError`. */
export async function* readTar(chunks: AsyncIterable<Uint8Array>, wants: (path: string) => number | undefined): AsyncGenerator<TarFile> {
  const source = reader(chunks);
  let longPath: string | undefined;
  for (let header = await source.take(BLOCK); header && !isZero(header); header = await source.take(BLOCK)) {
    if (!hasChecksum(header)) throw new TarError("a header has a wrong checksum");
    const size = numberAt(header, 124, 12);
    const padded = Math.ceil(size / BLOCK) * BLOCK;
    const kind = String.fromCharCode(header[156] ?? 0);
    if (kind === "x" || kind === "L") {
      if (size > MAX_HEADER) throw new TarError("a header is too long");
      const text = (await whole(source, padded)).subarray(0, size).toString("utf8");
      longPath = kind === "L" ? text.replace(/\0[\s\S]*$/, "") : (paxPath(text) ?? longPath);
      continue;
    }
    const path = longPath ?? shortPath(header);
    const isFile = kind === "0" || kind === "\0";
    // A global header (`g`) holds git's commit id.
    if (kind !== "g") longPath = undefined;
    const most = isFile ? wants(path) : undefined;
    if (most === undefined || size > most) {
      await source.skip(padded);
      if (most !== undefined) yield { path };
    } else yield { path, bytes: (await whole(source, padded)).subarray(0, size) };
  }
}

interface Source {
  /** Undefined at the end of the stream. */
  take(length: number): Promise<Buffer | undefined>;
  skip(length: number): Promise<void>;
}

async function whole(source: Source, length: number): Promise<Buffer> {
  if (length === 0) return Buffer.alloc(0);
  const bytes = await source.take(length);
  if (!bytes) throw new TarError("it ends within a file");
  return bytes;
}

function reader(chunks: AsyncIterable<Uint8Array>): Source {
  const iterator = chunks[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);

  async function next(): Promise<Buffer | undefined> {
    const { value, done } = await iterator.next();
    return done ? undefined : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }

  async function take(length: number): Promise<Buffer | undefined> {
    const parts: Buffer[] = [held];
    let have = held.length;
    while (have < length) {
      const chunk = await next();
      if (!chunk) {
        if (have === 0) return undefined;
        throw new TarError("it ends within a file");
      }
      parts.push(chunk);
      have += chunk.length;
    }
    const all = parts.length === 1 ? held : Buffer.concat(parts);
    held = all.subarray(length);
    return all.subarray(0, length);
  }

  async function skip(length: number): Promise<void> {
    let left = length - held.length;
    if (left <= 0) {
      held = held.subarray(length);
      return;
    }
    for (held = Buffer.alloc(0); left > 0; ) {
      const chunk = await next();
      if (!chunk) throw new TarError("it ends within a file");
      if (chunk.length > left) held = chunk.subarray(left);
      left -= chunk.length;
    }
  }

  return { take, skip };
}

function isZero(block: Buffer): boolean {
  return block.every((byte) => byte === 0);
}

/** The sum of all bytes, with blanks in place of the sum itself. */
function hasChecksum(header: Buffer): boolean {
  let sum = 0;
  for (let at = 0; at < BLOCK; at++) sum += at >= 148 && at < 156 ? 32 : (header[at] ?? 0);
  return sum === numberAt(header, 148, 8);
}

/** Octal digits; GNU tar writes sizes from 8 GB on in binary, which no source file has. */
function numberAt(header: Buffer, start: number, length: number): number {
  const digits = /^ *([0-7]+)[ \0]*$/.exec(header.toString("latin1", start, start + length))?.[1];
  if (digits === undefined) throw new TarError("a header holds no number where one belongs");
  return Number.parseInt(digits, 8);
}

function shortPath(header: Buffer): string {
  const text = (start: number, end: number): string => header.toString("utf8", start, end).replace(/\0[\s\S]*$/, "");
  const prefix = header.toString("latin1", 257, 262) === "ustar" ? text(345, 500) : "";
  return prefix === "" ? text(0, 100) : `${prefix}/${text(0, 100)}`;
}

/** pax(1), "pax Extended Header": records of `<length> <key>=<value>\n`. */
function paxPath(text: string): string | undefined {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(text)?.[1];
}
