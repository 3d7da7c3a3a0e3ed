const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const KEY = 'model';

/**
 * The text that the member `model` of a JSON object has; null where there is none. Looks no further than that, and skips
 * strings without reading them: clients send `model` first, and what follows may be images of many megabytes. That the rest
 * is valid is the worker's to say.
 */
export function findModel(body: Buffer): string | null {
  let depth = 0;
  let isKeyNext = false;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at];
    if (byte === QUOTE) {
      const end = endOfString(body, at);
      if (end === -1) return null;
      if (isKeyNext && end - at - 1 === KEY.length && body.toString('latin1', at + 1, end) === KEY) {
        return textAfterColon(body, end + 1);
      }
      isKeyNext = false;
      at = end;
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      depth += 1;
      isKeyNext = depth === 1 && byte === OPEN_OBJECT;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) depth -= 1;
    else if (byte === COMMA) isKeyNext = depth === 1;
  }
  return null;
}

/** Where the string that begins at `at` has its closing quote; -1 where it has none. */
function endOfString(body: Buffer, at: number): number {
  let end = body.indexOf(QUOTE, at + 1);
  while (end !== -1 && isEscaped(body, end)) end = body.indexOf(QUOTE, end + 1);
  return end;
}

function isEscaped(body: Buffer, quoteAt: number): boolean {
  let at = quoteAt;
  while (body[at - 1] === BACKSLASH) at -= 1;
  return (quoteAt - at) % 2 === 1;
}

function textAfterColon(body: Buffer, from: number): string | null {
  const colonAt = skipSpace(body, from);
  if (body[colonAt] !== COLON) return null;
  const at = skipSpace(body, colonAt + 1);
  if (body[at] !== QUOTE) return null;
  try {
    const text: unknown = JSON.parse(body.toString('utf8', at, endOfString(body, at) + 1));
    return typeof text === 'string' ? text : null;
  } catch {
    return null;
  }
}

/** JSON knows four kinds of space, all of them up to 0x20. */
function skipSpace(body: Buffer, from: number): number {
  let at = from;
  while ((body[at] ?? QUOTE) <= 0x20) at += 1;
  return at;
}
