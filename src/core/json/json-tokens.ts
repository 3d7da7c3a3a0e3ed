// A JSON text by its tokens, never as numbers: a 64-bit integer keeps all its digits.

/** The tokens of a JSON text, without the white space between them. */
export function* jsonTokens(json: string): Generator<string, undefined> {
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g)) yield token;
  return undefined;
}

/** The JSON text without white space between its tokens. */
export function compactJson(json: string): string {
  return [...jsonTokens(json)].join('');
}
