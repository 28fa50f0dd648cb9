/** Tar archives for tests, entry by entry, so that hostile ones can be made too. */
import { gzipSync } from "node:zlib";

export interface Entry {
  readonly path: string;
  readonly text?: string;
  /** Type flag; default: a file. */
  readonly kind?: string;
  /** What the header claims. */
  readonly size?: string;
}

export function tarOf(entries: readonly Entry[]): Buffer {
  return Buffer.concat([...entries.map(entryOf), Buffer.alloc(1024)]);
}

/** As GitHub serves it: everything below one folder, a global header with the commit first. */
export function tarballOf(files: Readonly<Record<string, string>>): Buffer {
  const inner = Object.entries(files).map(([path, text]) => ({ path: `acme-shop-0123456/${path}`, text }));
  return gzipSync(
    tarOf([{ path: "pax_global_header", kind: "g", text: "52 comment=0123456789abcdef0123456789abcdef01234567\n" }, { path: "acme-shop-0123456/", kind: "5" }, ...inner]),
  );
}

function entryOf({ path, text = "", kind = "0", size }: Entry): Buffer {
  const bytes = Buffer.from(text);
  const header = Buffer.alloc(512);
  header.write(path.slice(0, 100), 0);
  header.write("0000644\0", 100);
  header.write(size ?? `${bytes.length.toString(8).padStart(11, "0")}\0`, 124);
  header.write("00000000000\0", 136);
  header.write(kind, 156);
  header.write("ustar\x0000", 257);
  header.fill(" ", 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return Buffer.concat([header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}
