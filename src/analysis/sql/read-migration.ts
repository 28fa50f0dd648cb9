/** One migration file, read and replayed onto the catalogue. */
import type { Change } from "../../model/change.ts";
import type { Effects, Migration, Runner, Statement } from "../../model/migration.ts";
import type { Gap, Side } from "../../model/source.ts";
import { holdsAnnotation } from "./annotations.ts";
import { type Catalog, DEFAULT_PATH, isFresh, keepSchema } from "./catalog.ts";
import { savepointsAtStart } from "./changes/session.ts";
import { directlyAbove, prismaWarnings } from "./comments.ts";
import { effectsOf } from "./effects.ts";
import { ignoresOf } from "./ignores.ts";
import { BREAKPOINT } from "./layout-detection.ts";
import type { MigrationFile } from "./layouts.ts";
import type { Part } from "./lexer.ts";
import { longNamesIn, mayHoldLongNames } from "./long-names.ts";
import { open } from "./nodes.ts";
import { readSql, type SqlText } from "./read-file.ts";
import { noTimeouts, type Timeouts, timeoutsAfter } from "./timeouts.ts";
import { transactionsOf } from "./transactions.ts";
import { translate } from "./translate.ts";
import type { Place, Translation } from "./translation.ts";
import { addWarnedTypes, type WarnedTypes, warnedTypes } from "./warned-types.ts";

export interface ReadingContext {
  readonly runner: Runner;
  /** Major version. */
  readonly postgres: number;
}

/** The text that the database has seen, or will see: the base's for a modified file. */
export interface UpPart {
  readonly text: string;
  readonly side: Side;
  /** The way up; the rest of the text is not run. */
  readonly start: number;
  readonly end: number;
}

export function readMigration(catalog: Catalog, file: MigrationFile, up: UpPart, context: ReadingContext): Migration {
  const path = up.side === "base" ? (file.previousPath ?? file.path) : file.path;
  catalog.creating = file.status === "added" ? "head" : "base";
  catalog.searchPath = DEFAULT_PATH;
  const before = keepSchema(catalog);
  const sql = readSql(up.start === 0 && up.end === up.text.length ? up.text : up.text.slice(up.start, up.end));
  const gaps: Gap[] = sql.gaps.map(({ start, end, reason }) => ({ span: { path, side: up.side, start: up.start + start, end: up.start + end }, reason }));
  const warnings = prismaWarnings(up.text);
  const drafts = replay(catalog, sql, { path, up, context, gaps, warned: warnedTypes(warnings) });
  const transactions = transactionsOf(drafts, context.runner, { annotations: file.annotations ?? [] });
  for (let index = 0; index < drafts.length; index++) {
    drafts[index]!.transaction = transactions[index]?.transaction;
    drafts[index]!.transactionCertainty = transactions[index]?.certainty ?? "may";
  }
  if (file.status === "added" && mayHoldLongNames(sql.text)) for (const draft of drafts) draft.longNames = longNames(draft);
  const statements: readonly Statement[] = drafts;
  return {
    name: file.name,
    path: file.path,
    down: file.down && { path: file.down.path, text: file.down.text },
    status: file.status,
    previousPath: file.previousPath,
    statements,
    gaps,
    ignores: ignoresOf(path, up.side, up.text, () => statementsAndBroken(sql).map((part) => ({ start: up.start + part.start, end: up.start + part.end }))),
    before,
    after: keepSchema(catalog),
    warnings,
    isDrizzleOutput: file.status === "added" && up.text.includes(BREAKPOINT),
  };
}

function longNames({ text, span }: Statement): Statement["longNames"] {
  if (!mayHoldLongNames(text)) return undefined;
  const found = longNamesIn(text).map(({ name, kept, start, end }) => ({ name, kept, span: { ...span, start: span.start + start, end: span.start + end } }));
  return found.length === 0 ? undefined : found;
}

/** All that a comment may stand above, in the order of the text. */
export function statementsAndBroken({ statements, gaps }: SqlText): readonly Part[] {
  const broken = gaps.flatMap((gap) => gap.statement ?? []);
  return broken.length === 0 ? statements : [...statements, ...broken].sort((a, b) => a.start - b.start);
}

interface Reading {
  readonly path: string;
  readonly up: UpPart;
  readonly context: ReadingContext;
  readonly gaps: Gap[];
  readonly warned: WarnedTypes;
}

/** Which transaction it runs in is known only when all statements of the file are. */
type Draft = { -readonly [K in keyof Statement]: Statement[K] };

function replay(catalog: Catalog, sql: SqlText, reading: Reading): Draft[] {
  const { path, up, context, gaps, warned } = reading;
  const savepoints = savepointsAtStart({ catalog }, isRolledBack(sql) && (context.runner.transaction === "per-file" || context.runner.transaction === "implicit"));
  const effectsContext = {
    postgres: context.postgres,
    isNew: (table: string) => isFresh(catalog, "table", table),
    isConstrainedDomain: (name: string) => isConstrained(catalog, name),
  };
  const spanOf = (start: number, end: number) => ({ path, side: up.side, start: up.start + start, end: up.start + end });
  const annotated = holdsAnnotation(sql.text);
  const drafts: Draft[] = [];
  let timeouts: Timeouts = noTimeouts;
  let previousEnd = 0;
  for (const raw of sql.statements) {
    const changes: Change[] = [];
    const place: Place = { text: sql.text, start: raw.start, end: raw.end, annotated, at: raw.at, span: spanOf };
    const span = place.span(raw.start, raw.end);
    const t: Translation = { catalog, place, changes, placeholders: sql.placeholders, depth: 0 };
    try {
      translate(t, raw.node, savepoints);
    } catch (error) {
      gaps.push({ span, reason: error instanceof RangeError ? "This statement is nested too deeply to be read." : "This statement could not be read; please report it." });
    }
    addWarnedTypes(changes, warned);
    drafts.push({
      text: up.text.slice(span.start, span.end),
      span,
      comments: raw.leading.length === 0 ? NO_COMMENTS : directlyAbove(sql.text, raw.leading, raw.start, previousEnd),
      changes,
      effects: effectsOf(changes, effectsContext) satisfies Effects,
      lockTimeout: timeouts.local.lock ?? timeouts.session.lock,
      transaction: undefined,
      transactionCertainty: "may",
      statementTimeout: timeouts.local.statement ?? timeouts.session.statement,
      longNames: undefined,
    });
    timeouts = timeoutsAfter(timeouts, changes);
    previousEnd = raw.end;
  }
  return drafts;
}

/** Keeping a state costs a copy of it: only where somebody may want it back. */
function isRolledBack({ statements }: SqlText): boolean {
  return statements.some(({ node }) => open(node).TransactionStmt?.kind?.startsWith("TRANS_STMT_ROLLBACK"));
}

const NO_COMMENTS: readonly string[] = [];

/** Undefined: the history does not know the domain. */
function isConstrained(catalog: Catalog, name: string): boolean | undefined {
  const domain = catalog.state.domains.get(name);
  if (!domain) return undefined;
  return domain.checks || domain.notNull || (domain.base.category === "domain" ? isConstrained(catalog, domain.base.name) : false);
}
