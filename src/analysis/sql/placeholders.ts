/** Variables that a runner puts in before PostgreSQL sees the text: psql's `:NAME`, Flyway's `${name}`, `{{name}}` templates. */

/** psql: `:name`, `:"name"`, `:'name'`; neither a cast `::text`, an assignment `:=` nor a slice `[1:n]`. */
const PSQL = /(?<![\w:\])"'])(?::"[A-Za-z_]\w*"|:'[A-Za-z_]\w*'|:[A-Za-z_]\w*)/g;
const BRACES = /\$\{[^{}\n]*\}|\{\{[^{}\n]*\}\}/g;

/** A comment that stands where a schema's name must: `/* SCHEMA *\/.users`. */
const COMMENT = /\/\*\s*\w+\s*\*\/(?=\.)/g;

export interface Filled {
  readonly text: string;
  /** The identifiers as PostgreSQL will report them. A schema of such a name is the one that the runner chooses: the default one. */
  readonly identifiers: ReadonlySet<string>;
}

/** The text with each placeholder as an identifier of the same length, or nothing if there is none. */
export function withoutPlaceholders(text: string): Filled | undefined {
  if (!/\$\{|\{\{|:["'A-Za-z_]|\*\/\./.test(text)) return undefined;
  const identifiers = new Set<string>();
  const note = (identifier: string, quoted = false) => {
    identifiers.add(quoted ? identifier : identifier.toLowerCase());
    return identifier;
  };
  const replaced = text
    .replace(COMMENT, (found) => note(found.replace(/\W/g, "_")))
    .replace(BRACES, (found) => note(found.replace(/\W/g, "_")))
    .replace(PSQL, (found) => {
      const quote = found[1]!;
      if (quote !== '"' && quote !== "'") return note(`_${found.slice(1)}`);
      return `${quote}${note(`_${found.slice(2, -1)}`, true)}${quote}`;
    });
  return replaced === text ? undefined : { text: replaced, identifiers };
}
