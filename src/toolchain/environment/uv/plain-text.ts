// eslint-disable-next-line no-control-regex -- colours begin with one
const COLOUR = /\u001B\[[\d;]*m/g;

/** The decoration of uv before 0.10: crosses, arrows and bars before the lines. */
const DECORATION = /^[\s│├╰─▶×]+/gm;

/** What uv wrote without the colours that it was asked not to use. */
export function withoutColours(text: string): string {
  return text.replaceAll(COLOUR, '');
}

/** What uv wrote, on one line without decoration, so that a sentence that it wrapped can be found. */
export function plainText(text: string): string {
  return withoutColours(text).replaceAll(DECORATION, '').replaceAll(/\s+/g, ' ');
}
