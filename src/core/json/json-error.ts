// Where a text stops being JSON, and what stood there. `JSON.parse` says so for some mistakes only, and its words change with V8.

/** The first mistake in a JSON text. */
export interface JsonError {
  /** Index into the text. */
  readonly offset: number;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
  /** What was expected and what was found. */
  readonly message: string;
  /** What the writer may have meant. */
  readonly hint: string | null;
}

/** The first mistake in `text`; null where it is JSON. */
export function findJsonError(text: string): JsonError | null {
  const scanner: Scanner = { text, offset: 0, depth: 0 };
  try {
    scanValue(scanner);
    skipSpace(scanner);
    if (scanner.offset < text.length) fail(scanner, 'the end');
    return null;
  } catch (error) {
    if (error instanceof Mistake) return locate(text, error);
    throw error;
  }
}

interface Scanner {
  readonly text: string;
  offset: number;
  depth: number;
}

/** Private to this file: ends the scan at the first mistake. */
class Mistake extends Error {
  readonly offset: number;

  constructor(offset: number, expected: string) {
    super(expected);
    this.offset = offset;
  }
}

const SPACE = /[ \t\r\n]*/y;
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;
const FIRST_PRINTABLE = 0x20;
// Deeper than any request, and far from the end of the stack.
const MAX_DEPTH = 1000;

function scanValue(scanner: Scanner): void {
  skipSpace(scanner);
  const first = scanner.text[scanner.offset];
  if (first === '{') scanMembers(scanner, '}', scanPair);
  else if (first === '[') scanMembers(scanner, ']', scanValue);
  else if (first === '"') scanString(scanner);
  else if (!take(scanner, SCALAR)) fail(scanner, 'a value');
}

function scanMembers(scanner: Scanner, end: '}' | ']', scanMember: (scanner: Scanner) => void): void {
  scanner.depth += 1;
  if (scanner.depth > MAX_DEPTH) fail(scanner, `at most ${MAX_DEPTH} levels`);
  scanner.offset += 1;
  skipSpace(scanner);
  if (!takeCharacter(scanner, end)) {
    do {
      scanMember(scanner);
      skipSpace(scanner);
    } while (takeCharacter(scanner, ','));
    if (!takeCharacter(scanner, end)) fail(scanner, `"," or "${end}"`);
  }
  scanner.depth -= 1;
}

function scanPair(scanner: Scanner): void {
  skipSpace(scanner);
  if (scanner.text[scanner.offset] !== '"') fail(scanner, 'a name in double quotes');
  scanString(scanner);
  skipSpace(scanner);
  if (!takeCharacter(scanner, ':')) fail(scanner, '":"');
  scanValue(scanner);
}

function scanString(scanner: Scanner): void {
  scanner.offset += 1;
  while (!takeCharacter(scanner, '"')) {
    const code = scanner.text.charCodeAt(scanner.offset);
    if (scanner.text[scanner.offset] === '\\') {
      if (!take(scanner, ESCAPE)) fail(scanner, String.raw`an escape such as \n or \u00e4`);
    } else if (code >= FIRST_PRINTABLE) scanner.offset += 1;
    else {
      // A line break or the end of the text (NaN).
      fail(scanner, 'the closing double quote');
    }
  }
}

function take(scanner: Scanner, pattern: RegExp): boolean {
  pattern.lastIndex = scanner.offset;
  if (!pattern.test(scanner.text)) return false;
  scanner.offset = pattern.lastIndex;
  return true;
}

function takeCharacter(scanner: Scanner, character: string): boolean {
  if (scanner.text[scanner.offset] !== character) return false;
  scanner.offset += 1;
  return true;
}

function skipSpace(scanner: Scanner): void {
  take(scanner, SPACE);
}

function fail(scanner: Scanner, expected: string): never {
  throw new Mistake(scanner.offset, expected);
}

function locate(text: string, { offset, message: expected }: Mistake): JsonError {
  const before = text.slice(0, offset).split('\n');
  const word = /^(?:[\w.+-]+|[^]?)/u.exec(text.slice(offset, offset + 40))?.[0] ?? '';
  const found = word === '' ? 'the text ends' : `found ${JSON.stringify(word)}`;
  return {
    offset,
    line: before.length,
    column: (before.at(-1) ?? '').length + 1,
    message: `expected ${expected}, ${found}`,
    hint: suggest(word, text.slice(0, offset).trimEnd().at(-1)),
  };
}

// What people bring along from Python and JavaScript.
function suggest(word: string, previous: string | undefined): string | null {
  if (word === "'") return 'JSON has double quotes: "text".';
  if (word === 'True' || word === 'False') return `Write \`${word.toLowerCase()}\`.`;
  if (['None', 'undefined', 'NaN', 'nan', 'Infinity', '-Infinity'].includes(word)) {
    return 'JSON has no such value; write `null`.';
  }
  if ((word === '}' || word === ']') && previous === ',') return 'JSON has no comma after the last item.';
  return null;
}
