/** Longer than any name or path that somebody would want to read again. */
const MAX_CHARACTERS = 200;

// oxlint-disable-next-line no-control-regex -- they are what is replaced
const CONTROL = /[\u0000-\u001F\u007F-\u009F\u2028\u2029]/g;

/** Text out of a request as a message may show it: not too long, and nothing that moves the cursor of who reads it. */
export function showText(text: string): string {
  const shown = text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text;
  return shown.replaceAll(CONTROL, '\u{FFFD}');
}
