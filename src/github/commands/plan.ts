/** `/schema-review plan`: how to get there in steps that are each safe, as far as the verdict knows. */
import { code, longCode } from "../../model/text.ts";
import type { Finding } from "../../model/verdict.ts";
import { ledgerSection, migrationsSection, phaseLine } from "../../publication/details.ts";
import { fence, messageLine } from "../../publication/neutralize.ts";
import { createPlaces, type Places, textsOf } from "../../publication/places.ts";
import { fitted } from "../../publication/sections.ts";
import { ruleLink, SEVERITY_SIGNS } from "../../publication/wording.ts";
import type { Command } from "./command.ts";

/** GitHub takes 65,536 characters of a comment; other answers may share it. */
const LIMIT = 50_000;

export const plan: Command = {
  name: "plan",
  usage: "/schema-review plan [<rule or table.column>]",
  who: "author or write",
  effect: "Posts the phase of each migration and the safe way of each finding.",
  example: "/schema-review plan users.email",
  async answer(argument, _knowledge, matter) {
    const { verdict, snapshot } = await matter.judged();
    const places = createPlaces(textsOf(snapshot));
    const subject = argument.split(/\s+/)[0]?.replace(/^`+|`+$/g, "") ?? "";
    const findings = verdict.findings.filter((finding) => subject === "" || concerns(finding, subject, places));
    if (subject !== "" && findings.length === 0) return { kind: "unclear", body: `No finding here is of a rule ${code(subject)} or speaks of ${code(subject)}.` };
    const steps = findings.filter(({ advice }) => advice).map((finding) => step(finding, places));
    const silent = findings.length - steps.length;
    const about = subject === "" ? [...migrationsSection(verdict), ...ledgerSection(verdict)] : [];
    return {
      kind: "reply",
      body: fitted(
        [
          { head: `A plan of all steps, deploy by deploy, is not written yet; this is what the review knows.\n\n${phaseLine(verdict)}`, rows: [] },
          ...about,
          ...(steps.length === 0 ? [] : [{ head: "#### The safe way of each finding\n\n", rows: steps, tail: "" }]),
          ...(silent > 0 ? [{ head: `_${silent} more ${silent === 1 ? "finding has" : "findings have"} no ready text: see the rules' pages._\n`, rows: [] }] : []),
          ...(findings.length === 0 ? [{ head: "There are no findings.\n", rows: [] }] : []),
        ],
        LIMIT,
      ),
    };
  },
};

/** Of that rule, or with the names in its message or place: `users.email`, `users`, `email`. */
function concerns({ rule, message, span }: Finding, subject: string, { textOf }: Places): boolean {
  const name = subject.toLowerCase();
  if (rule === name) return true;
  const told = `${message}\n${textOf(span.path, span.side)?.slice(span.start, span.end) ?? ""}`.toLowerCase();
  const words = new Set(told.split(/[^\p{L}\p{N}_]+/u).filter((word) => word !== ""));
  return name.split(".").every((part) => words.has(part));
}

function step({ severity, message, rule, span, advice }: Finding, places: Places): string {
  const where = span.path === "" || span.path === "." ? "" : ` ${longCode(`${span.path}:${places.place(span).line}`, 300)}`;
  const title = advice?.title ? `${messageLine(advice.title)}:\n\n` : "";
  return `**${SEVERITY_SIGNS[severity]}**${where} ${messageLine(message, 600)} ${ruleLink(rule)}\n\n${title}${fence(advice?.text ?? "", advice?.language ?? "sql")}\n`;
}
