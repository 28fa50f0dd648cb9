/** `schema-review roles`: what each table of a repository is for, with the evidence. */
import type { RolesReport } from "../model/table-role.ts";
import { visible } from "../model/text.ts";
import type { Verdict } from "../model/verdict.ts";
import { textsOf } from "../publication/places.ts";
import { presenter } from "../publication/present.ts";
import { rolesAsMarkdown, rolesAsText } from "../publication/roles.ts";
import { judgeLocally } from "./judge-locally.ts";
import { EXIT_CODES, type Format } from "./options.ts";
import { asJson, colorful } from "./print.ts";
import { type WholeOptions, wholeRepository } from "./whole.ts";

export interface RolesOptions extends WholeOptions {
  readonly format: Format;
}

const NONE: RolesReport = { tables: [], unknown: [] };

/** What could not be read is told on standard error and by the exit code. */
export async function rolesCommand(options: RolesOptions): Promise<number> {
  const read = wholeRepository(options);
  const { snapshot, verdict } = await judgeLocally(async () => ({ ...(await read()), asksRoles: true }));
  process.stdout.write(rendered(verdict.roles ?? NONE, options.format));
  const { gap } = presenter(textsOf(snapshot));
  for (const { path, line, column, reason } of verdict.gaps.map(gap)) process.stderr.write(`schema-review: ${visible(path)}:${line}:${column}: ${visible(reason)}\n`);
  return codeOf(verdict);
}

function rendered(report: RolesReport, format: Format): string {
  if (format === "json") return asJson(report);
  return format === "markdown" ? rolesAsMarkdown(report) : rolesAsText(report, { color: colorful(), width: process.stdout.columns });
}

function codeOf({ gaps }: Verdict): number {
  return gaps.length > 0 ? EXIT_CODES.incomplete : EXIT_CODES.passed;
}
