/** Whether a body that GitHub gave back is the one that was sent: it may come with other line ends, and without white space at its end. */
export function sameText(seen: string, wanted: string): boolean {
  const unified = (text: string): string => text.replaceAll("\r\n", "\n").trimEnd();
  return unified(seen) === unified(wanted);
}
