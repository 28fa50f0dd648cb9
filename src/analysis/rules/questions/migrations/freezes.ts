/** Whether a time lies in a freeze window. Windows are local date-times in a zone of their own; `to` is exclusive. */
import type { FreezeWindow } from "../../../../model/config.ts";
import type { Database } from "../../../../model/database.ts";

/** The window that holds now, for the branch that is merged into; windows without branches hold for all. */
export function freezeNow({ config, now, pull }: Database): FreezeWindow | undefined {
  return config.freeze.find(({ from, to, timezone, branches }) => {
    const local = localTime(now, timezone);
    if (local === undefined || (branches.length > 0 && pull.base !== undefined && !branches.some((glob) => matches(glob, pull.base ?? "")))) return false;
    return full(from) <= local && local < full(to);
  });
}

/** `2026-12-18` means its first second. */
function full(text: string): string {
  const [date, time = "00:00:00"] = text.split(/[T ]/);
  return `${date}T${time.length === 5 ? `${time}:00` : time}`;
}

/** `2026-12-18T18:00:00` as the clocks of the zone show it; undefined when the time or zone cannot be read. */
function localTime(now: string, timeZone: string): string | undefined {
  const time = new Date(now);
  if (Number.isNaN(time.getTime())) return undefined;
  try {
    const parts = new Intl.DateTimeFormat("en-CA", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    }).formatToParts(time);
    const part = (type: string): string => parts.find((candidate) => candidate.type === type)?.value ?? "00";
    return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}:${part("second")}`;
  } catch {
    return undefined;
  }
}

/** `*` stands for anything but a slash, `**` for anything; the configuration limits how many there are. */
function matches(glob: string, branch: string): boolean {
  const pattern = glob
    .split(/(\*\*|\*|\?)/)
    .map((part) => ({ "**": ".*", "*": "[^/]*", "?": "[^/]" })[part] ?? part.replace(/[.+^${}()|[\]\\]/g, "\\$&"))
    .join("");
  return new RegExp(`^${pattern}$`).test(branch);
}
