/** The script parts of .vue, .svelte and .astro files, with everything else blanked so that offsets stay. */

export function scriptsOf(path: string, text: string): string {
  if (/\.astro$/i.test(path)) return keep(text, [...frontmatter(text), ...scripts(text)]);
  return /\.(?:vue|svelte)$/i.test(path) ? keep(text, scripts(text)) : text;
}

interface Part {
  readonly start: number;
  readonly end: number;
}

function scripts(text: string): Part[] {
  const parts: Part[] = [];
  const opening = /<script\b[^>]{0,1000}>/gi;
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const start = match.index + match[0].length;
    const close = text.slice(start).search(/<\/script\s*>/i);
    if (close === -1) break;
    parts.push({ start, end: start + close });
    opening.lastIndex = start + close;
  }
  return parts;
}

function frontmatter(text: string): Part[] {
  const match = /^\s*---\r?\n/.exec(text);
  const end = match ? text.indexOf("\n---", match[0].length - 1) : -1;
  return match && end !== -1 ? [{ start: match[0].length, end }] : [];
}

function keep(text: string, parts: readonly Part[]): string {
  let kept = "";
  let at = 0;
  for (const part of parts) {
    kept += blank(text.slice(at, part.start)) + text.slice(part.start, part.end);
    at = part.end;
  }
  return kept + blank(text.slice(at));
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, " ");
}
