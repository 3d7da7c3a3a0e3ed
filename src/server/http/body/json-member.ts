// One member of a JSON object, found without parsing the object: what else is in it may be many megabytes.

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * The text of the JSON object from its member's value on; null where it has no such member. Looks no further than that, and
 * skips strings without reading them. That the rest is valid is the worker's to say.
 */
export function findMember(object: Buffer, key: string): Buffer | null {
  let depth = 0;
  let isKeyNext = false;
  for (let at = 0; at < object.length; at += 1) {
    const byte = object[at];
    if (byte === QUOTE) {
      const end = endOfString(object, at);
      if (end === -1) return null;
      if (isKeyNext && end - at - 1 === key.length && object.toString('latin1', at + 1, end) === key) {
        return afterColon(object, end + 1);
      }
      isKeyNext = false;
      at = end;
    } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      depth += 1;
      isKeyNext = depth === 1 && byte === OPEN_OBJECT;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
      depth -= 1;
      if (depth === 0) return null;
    } else if (byte === COMMA) isKeyNext = depth === 1;
  }
  return null;
}

/** The text or the number that a piece of JSON begins with; null where it is another value, or none. */
export function leadingScalar(json: Buffer): string | number | null {
  const end = json[0] === QUOTE ? endOfString(json, 0) + 1 : endOfNumber(json);
  try {
    const value: unknown = JSON.parse(json.toString('utf8', 0, end));
    return typeof value === 'string' || typeof value === 'number' ? value : null;
  } catch {
    return null;
  }
}

/** Where the string that begins at `at` has its closing quote; -1 where it has none. */
function endOfString(json: Buffer, at: number): number {
  let end = json.indexOf(QUOTE, at + 1);
  while (end !== -1 && isEscaped(json, end)) end = json.indexOf(QUOTE, end + 1);
  return end;
}

function isEscaped(json: Buffer, quoteAt: number): boolean {
  let at = quoteAt;
  while (json[at - 1] === BACKSLASH) at -= 1;
  return (quoteAt - at) % 2 === 1;
}

/** More characters than any number has that a client means. */
const MAX_NUMBER = 64;

function endOfNumber(json: Buffer): number {
  const [number = ''] = /^[-+.\dEe]*/.exec(json.toString('latin1', 0, MAX_NUMBER)) ?? [];
  return number.length;
}

function afterColon(json: Buffer, from: number): Buffer | null {
  const colonAt = skipSpace(json, from);
  return json[colonAt] === COLON ? json.subarray(skipSpace(json, colonAt + 1)) : null;
}

/** JSON knows four kinds of space, all of them up to 0x20. */
function skipSpace(json: Buffer, from: number): number {
  let at = from;
  while ((json[at] ?? QUOTE) <= 0x20) at += 1;
  return at;
}
