/** Names: qualified as the model wants them, and generated as PostgreSQL generates them (commands/indexcmds.c, makeObjectName). */

/** NAMEDATALEN - 1, in bytes. */
const MAX_BYTES = 63;

/** `public` is dropped, any other schema stands before the name. */
export function qualified(schema: string | undefined, name: string): string {
  return schema === undefined || schema === "" || schema === "public" ? name : `${schema}.${name}`;
}

/** `auth` of `auth.users`; empty for `public`. */
export function schemaOf(name: string): string {
  const dot = name.indexOf(".");
  return dot === -1 ? "" : name.slice(0, dot);
}

export function bareName(name: string): string {
  const dot = name.indexOf(".");
  return dot === -1 ? name : name.slice(dot + 1);
}

/** The name in the schema of its neighbour: an index lives where its table lives. */
export function besides(neighbour: string, name: string): string {
  return qualified(schemaOf(neighbour), name);
}

/** `<table>_<columns>_<label>`, the longer of the first two cut until it fits into 63 bytes. */
export function generatedName(table: string, columns: string, label: string): string {
  const plain = columns === "" ? `${table}_${label}` : `${table}_${columns}_${label}`;
  if (plain.length * 3 <= MAX_BYTES) return plain;
  const overhead = utf8Length(label) + 1 + (columns === "" ? 0 : 1);
  let first = utf8Length(table);
  let second = utf8Length(columns);
  while (first + second + overhead > MAX_BYTES) {
    if (first > second) first--;
    else second--;
  }
  const middle = columns === "" ? "" : `_${clip(columns, second)}`;
  return `${clip(table, first)}${middle}_${label}`;
}

/** Names are cut at 63 bytes without a word (a NOTICE). */
export function truncated(name: string): string {
  return clip(name, MAX_BYTES);
}

/** The first that is free of `name`, `name1`, `name2`, … with the number inside the label, as ChooseRelationName has it. */
export function freeName(table: string, columns: string, label: string, taken: (name: string) => boolean): string {
  let name = generatedName(table, columns, label);
  for (let pass = 1; taken(name); pass++) name = generatedName(table, columns, `${label}${pass}`);
  return name;
}

/** Column names of an index joined as ChooseIndexNameAddition does it: it stops once 63 bytes are reached. */
export function joinedColumns(columns: readonly string[]): string {
  let joined = "";
  for (const column of columns) {
    joined = joined === "" ? column : `${joined}_${column}`;
    if (joined.length >= MAX_BYTES + 1) break;
  }
  return joined;
}

function clip(text: string, bytes: number): string {
  if (text.length * 3 <= bytes) return text;
  let used = 0;
  let end = 0;
  for (const character of text) {
    used += utf8Length(character);
    if (used > bytes) break;
    end += character.length;
  }
  return text.slice(0, end);
}

export function utf8Length(text: string): number {
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code >= 0xd800 && code < 0xdc00) {
      length += 4;
      index++;
    } else length += code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
  }
  return length;
}
