/** The shape of a `.prisma` file before it means anything: blocks, their lines, attributes and arguments, each with its place. */

/** UTF-16 offsets into the file's text; `end` is exclusive. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

export type Value =
  | (Place & { readonly kind: "string"; readonly text: string })
  /** A name, number or `true`, as written. */
  | (Place & { readonly kind: "word"; readonly text: string })
  | (Place & { readonly kind: "call"; readonly name: string; readonly args: readonly Argument[] })
  | (Place & { readonly kind: "list"; readonly items: readonly Value[] })
  | (Place & { readonly kind: "object"; readonly entries: readonly Argument[] });

export interface Argument extends Place {
  readonly name?: string;
  readonly value: Value;
}

export interface Attribute extends Place {
  /** `id`, `db.VarChar`, `@index`: without the first `@`. */
  readonly name: string;
  readonly args: readonly Argument[];
}

export interface FieldType extends Place {
  /** `String`, `Post`, `Unsupported`. */
  readonly name: string;
  /** What `Unsupported("…")` holds. */
  readonly unsupported?: string;
  readonly arity: "required" | "optional" | "list";
}

/** One line of a block: a field, an enum's value, a `key = value` or an `@@attribute`. */
export interface Member extends Place {
  /** The field's, value's or key's name; empty for an `@@attribute`. */
  readonly name: string;
  readonly type?: FieldType;
  readonly attributes: readonly Attribute[];
  /** Of `key = value`. */
  readonly value?: Value;
  /** The `///` text above it and behind it. */
  readonly doc?: string;
}

export interface Comment extends Place {
  /** Without its marks. */
  readonly text: string;
  /** What it stands above, beside or in front of; absent for one that stands alone. */
  readonly of?: Place;
}

export interface Block extends Place {
  readonly keyword: "model" | "view" | "enum" | "type" | "datasource" | "generator";
  readonly name: string;
  readonly nameAt: Place;
  readonly members: readonly Member[];
  readonly doc?: string;
}

export interface ScannedFile {
  /** The first bracket that is nested deeper than `MAX_BRACKET_DEPTH`; absent: none is. */
  readonly tooDeep?: Place;
  readonly blocks: readonly Block[];
  readonly comments: readonly Comment[];
  readonly problems: readonly (Place & { readonly reason: string })[];
  /** Words and signs that stand in no block. */
  readonly stray: number;
}

export function attribute(member: Member, name: string): Attribute | undefined {
  return member.attributes.find((candidate) => candidate.name === name);
}

/** An argument by name, or the first unnamed one when `position` is given. */
export function argument(attr: Attribute | undefined, name: string, position?: "first"): Value | undefined {
  const named = attr?.args.find((arg) => arg.name === name);
  if (named) return named.value;
  return position ? attr?.args.find((arg) => arg.name === undefined)?.value : undefined;
}

export function textOf(value: Value | undefined): string | undefined {
  return value?.kind === "string" || value?.kind === "word" ? value.text : undefined;
}
