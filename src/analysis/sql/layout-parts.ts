/** Files that hold their way up and their way back: where each begins and ends; and the comments with which an author instructs the runner. */
import type { Runner } from "../../model/migration.ts";

interface Part {
  readonly start: number;
  readonly end: number;
}

/** `-- +goose Up` (goose, sql-migrate, micrate) · `-- migrate:up` (dbmate) · `-- Up Migration` (node-pg-migrate). */
const MARKERS: Partial<Readonly<Record<Runner["name"], RegExp>>> = {
  goose: /^[ \t]*--[ \t]*\+(?:goose|migrate|micrate)[ \t]+(up|down)\b/gim,
  dbmate: /^[ \t]*--[ \t]*migrate:(up|down)\b/gim,
  "node-pg-migrate": /^[ \t]*--[ \t-]*(up|down)[ \t]+migration/gim,
};

/** Each part starts with its marker's line; what stands above the first one belongs to the way up. */
export function partsOf(text: string, layout: Runner["name"]): { up?: Part; down?: Part } {
  const markers = MARKERS[layout];
  if (!markers) return {};
  const found = [...text.matchAll(markers)].map((match) => ({ direction: match[1]?.toLowerCase(), at: match.index }));
  const part = (direction: string): Part | undefined => {
    const index = found.findIndex((marker) => marker.direction === direction);
    if (index < 0) return undefined;
    return {
      start: index === 0 && direction === "up" ? 0 : (found[index]?.at ?? 0),
      end: found.slice(index + 1).find((marker) => marker.direction !== direction)?.at ?? text.length,
    };
  };
  const [up, down] = [part("up"), part("down")];
  if (!up && down) return { up: { start: 0, end: down.start }, down };
  return { ...(up ? { up } : {}), ...(down ? { down } : {}) };
}

/** Comment lines above the first SQL, markers removed; and postgres-migrations' line, which may stand anywhere. */
export function annotationsOf(text: string): string[] {
  const found: string[] = [];
  let at = text.startsWith("\ufeff") ? 1 : 0;
  for (let line = 0; line < 200 && at <= text.length; line++) {
    const newline = text.indexOf("\n", at);
    const end = newline === -1 ? text.length : newline;
    const trimmed = text.slice(at, end).trim();
    at = end + 1;
    if (trimmed === "") continue;
    if (!trimmed.startsWith("--")) break;
    found.push(trimmed.replace(/^--+\s*/, ""));
  }
  const anywhere = /--\s*(postgres-migrations\s+disable-transaction)\b/i.exec(text)?.[1];
  if (anywhere !== undefined && !found.includes(anywhere)) found.push(anywhere);
  return found;
}
