/** The application code that runs now, as far as it may use what a pull request takes away: how it is narrowed and bounded, for every world alike. */
import { isCodePath } from "./relevance.ts";
import { type BaseCode, type Snapshot, textBefore } from "./snapshot.ts";
import type { SourceFile } from "./source.ts";

/** What is handed to the analysis at most, in files and UTF-16 code units. */
export const BASE_CODE_FILES = 200;
export const BASE_CODE_LENGTH = 5_000_000;
/** Words that are looked for at most. */
export const MAX_WORDS = 100;

/** Tests, seeds, migrations written in code and one-off scripts name old columns for ever: they are no part of the version that runs. */
const NOT_RUNNING =
  /(^|\/)(?:__tests__|__mocks__|__fixtures__|tests?|e2e|specs?|cypress|playwright|fixtures|mocks|migrations?|_?migrate|drizzle|seeds?|seeders?|scripts?|backfills?|examples?|docs?)\/|(^|\/)(?:seed|backfill)[^/]*$|[.-](?:test|spec|e2e|stories|mock|seed|fixture)s?\.[^/]+$/i;
/** Programs whose language is not read: in a repository that has them, to find nothing proves nothing. */
const OTHER_LANGUAGES = /\.(?:go|py|rb|java|kt|scala|php|cs|rs|ex|exs|swift|clj|vue|svelte|astro)$/;
/** Code that asks a database says so: Prisma's calls, or the verbs of SQL and of the query builders named after them. */
const ASKS = /\bprisma|\$(?:query|execute)Raw|\b(?:findMany|findUnique|findFirst|createMany|updateMany|deleteMany|upsert|groupBy)|\b(?:select|insert|update|delete|where)\b/i;

export function isRunningCode(path: string): boolean {
  return isCodePath(path) && !NOT_RUNNING.test(path);
}

/** `.go` of a path whose program is not read. */
export function unreadLanguage(path: string): string | undefined {
  return NOT_RUNNING.test(path) || /(^|\/)(?:node_modules|vendor|dist|build)\//.test(path) ? undefined : OTHER_LANGUAGES.exec(path)?.[0];
}

/**
 * Words that any text can be searched for, in the way of `git grep -w`: three letters or more, ASCII identifiers, and none of the languages' own,
 * which stand in every file. The rest are left out; what they name is not looked for.
 */
export function searchable(words: Iterable<string>): string[] {
  return [...new Set(words)].filter((word) => /^[A-Za-z_]\w{2,62}$/.test(word) && !COMMON.has(word.toLowerCase())).slice(0, MAX_WORDS);
}

const COMMON: ReadonlySet<string> = new Set(
  `abstract and any async await boolean break case catch class const constructor continue count create data declare default delete else enum error export extends false finally
  for from function get group having import include index input instanceof insert interface into key keys length let limit map name namespace new not null number object options
  orderby output params path private process promise prisma protected public query raw readonly req require res result return row rows select self set static string super switch
  table text the this throw true try type types undefined unknown update use value values var void where while with yield`.split(/\s+/),
);

export interface BaseCodeSearch {
  /** False: nothing more will be taken; stop reading. */
  add(path: string, text: string): boolean;
  /** Something was not looked through: the first reason counts. */
  miss(why: string): void;
  result(): BaseCode;
}

/** Takes code in any order and keeps what matters. Paths that are no running code are passed over. */
export function searchBaseCode(words: readonly string[]): BaseCodeSearch {
  const pattern = new RegExp(`(?<!\\w)(?:${words.join("|")})(?!\\w)`, "g");
  const files: SourceFile[] = [];
  const found = new Set<string>();
  let searched = 0;
  let length = 0;
  let why: string | undefined;

  return {
    add(path, text) {
      const other = unreadLanguage(path);
      if (other !== undefined) why ??= `there is code in ${other} files, which are not read`;
      if (words.length === 0 || !isRunningCode(path)) return true;
      searched++;
      let has = false;
      for (const [word] of text.matchAll(pattern)) {
        has = true;
        found.add(word);
        if (found.size === words.length) break;
      }
      if (!has || !ASKS.test(text)) return true;
      if (files.length >= BASE_CODE_FILES || length + text.length > BASE_CODE_LENGTH) {
        why = `more than ${BASE_CODE_FILES} files or ${BASE_CODE_LENGTH / 1_000_000} MB of it name what goes`;
        return false;
      }
      length += text.length;
      files.push({ path, text });
      return true;
    },
    miss(reason) {
      why ??= reason;
    },
    result: () => ({
      files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
      words: [...found].sort(),
      searched,
      ...(why === undefined ? { complete: true } : { complete: false, why }),
    }),
  };
}

/** Of texts that are at hand. */
export function baseCodeOf(files: readonly SourceFile[], words: readonly string[]): BaseCode {
  const search = searchBaseCode(words);
  for (const { path, text } of files) if (!search.add(path, text)) break;
  return search.result();
}

/** The base of a snapshot that holds all of it. */
export function filesBefore({ files }: Snapshot): SourceFile[] {
  return files.flatMap((file) => {
    const text = textBefore(file);
    return text === undefined ? [] : [{ path: file.status === "renamed" ? file.previousPath : file.path, text }];
  });
}
