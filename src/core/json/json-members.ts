// The members of a JSON object as they were written, without parsing them: one may be many megabytes, or hold integers that no
// number of this language can.

/** Deeper than anything that somebody means: a value that is nested further is not looked at. */
const MAX_DEPTH = 1000;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * The text of each member's value, by name; of two of one name the last. Null where the text is no object, or has more than
 * `maxMembers`. What stands inside of arrays and objects is only skipped: that it is valid is for its reader to say.
 */
export function jsonMembers(text: string, maxMembers: number): ReadonlyMap<string, string> | null {
  const members = new Map<string, string>();
  let at = skipSpace(text, 0);
  if (text.charCodeAt(at) !== OPEN_OBJECT) return null;
  at = skipSpace(text, at + 1);
  if (text.charCodeAt(at) === CLOSE_OBJECT) return skipSpace(text, at + 1) === text.length ? members : null;
  for (let count = 1; count <= maxMembers; count += 1) {
    if (text.charCodeAt(at) !== QUOTE) return null;
    const keyEnd = endOfString(text, at);
    const name = keyEnd === -1 ? null : readKey(text.slice(at, keyEnd));
    const colonAt = skipSpace(text, keyEnd);
    if (name === null || text.charCodeAt(colonAt) !== COLON) return null;
    const from = skipSpace(text, colonAt + 1);
    const end = endOfValue(text, from);
    if (end === -1) return null;
    members.set(name, text.slice(from, end));
    at = skipSpace(text, end);
    const next = text.charCodeAt(at);
    at = skipSpace(text, at + 1);
    if (next === CLOSE_OBJECT) return at === text.length ? members : null;
    if (next !== COMMA) return null;
  }
  return null;
}

function readKey(json: string): string | null {
  try {
    const key: unknown = JSON.parse(json);
    return typeof key === 'string' ? key : null;
  } catch {
    return null;
  }
}

/** Where the value that begins at `from` is over; -1 where it never is. */
function endOfValue(text: string, from: number): number {
  const first = text.charCodeAt(from);
  if (first === QUOTE) return endOfString(text, from);
  if (first === OPEN_OBJECT || first === OPEN_ARRAY) return endOfNested(text, from);
  SCALAR.lastIndex = from;
  return SCALAR.test(text) ? SCALAR.lastIndex : -1;
}

const SCALAR = /[-+.\w]+/y;

function endOfNested(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === QUOTE) {
      const end = endOfString(text, at);
      if (end === -1) return -1;
      at = end - 1;
    } else if (character === OPEN_OBJECT || character === OPEN_ARRAY) {
      depth += 1;
      if (depth > MAX_DEPTH) return -1;
    } else if (character === CLOSE_OBJECT || character === CLOSE_ARRAY) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

/** Behind the closing quote of the string that begins at `from`; -1 where it has none. */
function endOfString(text: string, from: number): number {
  let end = text.indexOf('"', from + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? -1 : end + 1;
}

function isEscaped(text: string, quoteAt: number): boolean {
  let at = quoteAt;
  while (text.charCodeAt(at - 1) === BACKSLASH) at -= 1;
  return (quoteAt - at) % 2 === 1;
}

/** JSON knows four kinds of space. */
function skipSpace(text: string, from: number): number {
  SPACE.lastIndex = from;
  SPACE.test(text);
  return SPACE.lastIndex;
}

const SPACE = /[ \t\n\r]*/y;
