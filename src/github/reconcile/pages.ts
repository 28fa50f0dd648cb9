/** A listing of GitHub, read to its end. */

const PAGE = 100;
/** 20,000 entries: no installation has more repositories, no app more installations, without somebody asking why. */
const MOST_PAGES = 200;

/** `read`: a page of a hundred, counted from 1. */
export async function readPages<T>(read: (page: number) => Promise<readonly T[]>): Promise<readonly T[]> {
  const all: T[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const entries = await read(page);
    all.push(...entries);
    if (entries.length < PAGE) break;
  }
  return all;
}
