/**
 * What a waiver or an override was given for, kept in our answer to it: hidden lines at its top. Whoever edits the answer, or deletes it, takes the waiver
 * back; nobody can widen it, because an edited answer counts for nothing.
 */

/** Of one command of a comment: the findings that it lets pass, or the head that it is for. */
export interface Given {
  /** The command's place among the comment's commands, from 0. */
  readonly command: number;
  readonly fingerprints?: readonly string[];
  readonly head?: string;
}

const HEADER = /^(?:<!-- schema-review-[^\n]*-->\s*)+/;
/** With its twin, by which a finding in a renamed file is known again. */
const FINGERPRINT = /^[0-9a-f]{16}(?:\/[0-9a-f]{16})?$/;
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** The first line of an answer to a comment. */
export function replyMarker(comment: number | string): string {
  return `<!-- schema-review-reply:${comment} -->\n`;
}

/** The comment that this is our answer to; `undefined`: it is none. */
export function repliedTo(body: string): string | undefined {
  return /^<!-- schema-review-reply:(\d+) -->/.exec(header(body))?.[1];
}

export function givenMarker({ command, fingerprints, head }: Given): string {
  return `<!-- schema-review-given:${command}:${head === undefined ? (fingerprints ?? []).join(",") : `head=${head}`} -->\n`;
}

export function givenIn(body: string): Given[] {
  return [...header(body).matchAll(/<!-- schema-review-given:(\d{1,2}):([0-9a-f,/=head]*) -->/g)].flatMap(([, command = "", value = ""]): Given[] => {
    if (value.startsWith("head=")) return COMMIT.test(value.slice(5)) ? [{ command: Number(command), head: value.slice(5) }] : [];
    const fingerprints = value.split(",");
    return fingerprints.every((text) => FINGERPRINT.test(text)) ? [{ command: Number(command), fingerprints }] : [];
  });
}

function header(body: string): string {
  return HEADER.exec(body.replaceAll("\r\n", "\n"))?.[0] ?? "";
}
