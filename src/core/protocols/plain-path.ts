const ESCAPE = /%(?<hex>[0-9a-f]{2})/gi;

/** What may stand in a segment of a path as it is (RFC 3986, `pchar`): to escape it changes nothing for any route of ours. */
const NEEDS_NO_ESCAPE = /[\w.~!$&'()*+,;=:@-]/;

/** The path of a request without its query, in which nothing is escaped that need not be: libraries write `:predict` as `%3Apredict`. */
export function plainPath(url: string): string {
  const path = url.split('?', 1)[0] ?? '';
  if (!path.includes('%')) return path;
  return path.replaceAll(ESCAPE, (escape, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return NEEDS_NO_ESCAPE.test(character) ? character : escape;
  });
}
