/** What the schema objects to becomes words for the author: where it is, what is expected, and the nearest valid word. */
import { z } from "zod";
import type { ConfigProblem } from "../../model/config.ts";
import { nearest } from "../../model/nearest.ts";
import type { Span } from "../../model/source.ts";

/** Lines and columns are 1-based. */
export interface Whereabouts {
  readonly span: Span;
  readonly line: number;
  readonly column: number;
}

/** `place` finds a key or value in the text; the nearest thing above it where it does not exist. */
export type Places = (path: Path, what: "key" | "value") => Whereabouts;

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

export function problemsOf(issues: readonly Issue[], value: unknown, schema: z.ZodType, places: Places): ConfigProblem[] {
  const problems = issues.flatMap((issue) => flatten(issue, value)).flatMap((issue) => problemsOfIssue(issue, schema, places));
  return problems.sort((a, b) => a.span.start - b.span.start);
}

export function problem(key: string, message: string, { span, line, column }: Whereabouts): ConfigProblem {
  return { key, message, line, column, span, reason: `Configuration invalid, line ${line}:${column}: ${key === "" ? "" : `\`${key}\` `}${message}` };
}

/** Of the branches of a union, the one that the author meant: the one whose type fits. */
function flatten(issue: Issue, value: unknown, above: Path = []): Issue[] {
  const path = [...above, ...issue.path];
  if (issue.code !== "invalid_union") return [{ ...issue, path }];
  const given = valueAt(value, path);
  const meant = issue.errors.find((branch) => !branch.some((inner) => inner.path.length === 0 && (inner.code === "invalid_type" || inner.code === "invalid_value")));
  const byType = meant ?? issue.errors.find((branch) => branch.some((inner) => (inner.code === "invalid_value") !== (typeof given === "object" && given !== null)));
  return (byType ?? issue.errors[0] ?? []).flatMap((inner) => flatten(inner, value, path));
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, segment) => (inner as Record<PropertyKey, unknown> | undefined)?.[segment], value);
}

function problemsOfIssue(issue: Issue, schema: z.ZodType, places: Places): ConfigProblem[] {
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(schema, issue.path);
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      const what = issue.path.length === 1 && issue.path[0] === "rules" ? "rule" : "key";
      return problem(written(path), `unknown ${what} \`${shown(key)}\`${hint(key, known)}`, places(path, "key"));
    });
  }
  return [problem(written(issue.path), wordsFor(issue), places(issue.path, "value"))];
}

function wordsFor(issue: Issue): string {
  if (issue.code === "invalid_value") {
    const values = issue.values.map(String);
    const given = typeof issue.input === "string" ? hint(issue.input, values, false) : "";
    return `must be ${list(values)}${given}`;
  }
  if (issue.code === "invalid_type") return issue.input === undefined ? "is missing" : `must be ${TYPES[issue.expected] ?? `a ${issue.expected}`}, not ${typeName(issue.input)}`;
  if (issue.code === "too_big") return `must ${SIZES[issue.origin] ?? "be"} at most ${issue.maximum}${UNITS[issue.origin] ?? ""}`;
  if (issue.code === "too_small")
    return issue.origin === "string" ? "must not be empty" : `must ${SIZES[issue.origin] ?? "be"} at least ${issue.minimum}${UNITS[issue.origin] ?? ""}`;
  return issue.message;
}

const TYPES: Readonly<Record<string, string>> = {
  object: "a group of keys",
  record: "a group of keys",
  array: "a list",
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};
const SIZES: Readonly<Record<string, string>> = { string: "have", array: "have" };
const UNITS: Readonly<Record<string, string>> = { string: " characters", array: " entries" };

function typeName(value: unknown): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "number") return Number.isInteger(value) ? "a number" : "a fraction";
  if (typeof value === "object") return "a group of keys";
  return typeof value === "string" ? "text" : String(value);
}

function hint(given: string, known: readonly string[], listAll = true): string {
  const best = nearest(given, known);
  if (best !== undefined) return `; did you mean \`${best}\`?`;
  return listAll && known.length > 0 && known.length <= 25 ? `; known are ${list(known, "and")}` : "";
}

function list(values: readonly string[], join: "or" | "and" = "or"): string {
  const quoted = values.map((value) => `\`${value}\``);
  return quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} ${join} ${quoted.at(-1)}`;
}

/** `freeze[0].from` */
function written(path: Path): string {
  return path.reduce<string>((text, segment) => (typeof segment === "number" ? `${text}[${segment}]` : `${text}${text === "" ? "" : "."}${shown(String(segment))}`), "");
}

/** Keys come from the file: cut, and on one line. */
function shown(key: string): string {
  const line = key.replace(/[\p{Cc}`]/gu, " ");
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}

/** The keys that the schema knows at this place, read off its JSON Schema. */
function keysAt(schema: z.ZodType, path: Path): string[] {
  let nodes: Node[] = [z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Node];
  for (const segment of path)
    nodes = nodes
      .flatMap((node) => branches(node))
      .flatMap((node) => (typeof segment === "number" ? [node.items] : [node.properties?.[String(segment)] ?? node.additionalProperties]))
      .filter((node): node is Node => typeof node === "object");
  return nodes.flatMap((node) => branches(node)).flatMap((node) => Object.keys(node.properties ?? {}));
}

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
}

function branches(node: Node): readonly Node[] {
  return node.anyOf ?? [node];
}
