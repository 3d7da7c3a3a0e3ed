// JSON whose numbers stay as they were written: `1.0` is a float to Python and `1` is not, and no number of JavaScript holds 64 bits.
// Browsers that cannot keep them give plain numbers.

/** What stands for a number that would be written differently. */
export interface WrittenNumber {
  readonly rawJSON: string;
}

/** The parts of JSON that TypeScript does not know yet (https://github.com/tc39/proposal-json-parse-with-source). */
interface SourceJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context?: { readonly source?: string }) => unknown,
  ): unknown;
  readonly rawJSON?: (text: string) => WrittenNumber;
}

const json = JSON as unknown as SourceJson;

/** A text longer than this is read without looking at each of its numbers, which takes ten times as long. */
const MAX_EXACT_CHARACTERS = 500_000;

/**
 * Reads a JSON text.
 *
 * @throws {SyntaxError} where it is none
 */
export function parseJson(text: string): unknown {
  if (json.rawJSON === undefined || text.length > MAX_EXACT_CHARACTERS) return JSON.parse(text) as unknown;
  return json.parse(text, (_, value, context) => {
    const source = context?.source;
    if (typeof value !== 'number' || source === undefined || String(value) === source) return value;
    return numberOf(source);
  });
}

/** Whether a value stands for a number as it was written. */
export function isWrittenNumber(value: unknown): value is WrittenNumber {
  return typeof value === 'object' && value !== null && 'rawJSON' in value && Object.getPrototypeOf(value) === null;
}

/** A number that is written like this; a plain one where that makes no difference. */
export function numberOf(text: string): number | WrittenNumber {
  const value = Number(text);
  return String(value) === text || json.rawJSON === undefined ? value : json.rawJSON(text);
}

/** The value of a number, written or plain; null for everything else. */
export function toNumber(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return isWrittenNumber(value) ? Number(value.rawJSON) : null;
}

/** A map of JSON, and nothing that stands for a number. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isWrittenNumber(value);
}

/** A member that is there: `constructor` is a name like any other, and what each object inherits by it is none of its members. */
export function ownMember(value: object, name: string | number): unknown {
  return Object.hasOwn(value, name) ? (value as Readonly<Record<string | number, unknown>>)[name] : undefined;
}

const WIDTH = 60;

/** Letters that are not seen, or that turn the text behind them around: JSON has another way to write them, which is the same to who reads it. */
const UNSEEN = /[\u007F-\u009F\u061C\u200B\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/g;

/** A text as JSON, of which every letter is seen. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(
    UNSEEN,
    (letter) => String.raw`\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A JSON text for people: what fits into a line stands in one. */
export function prettyJson(value: unknown, indent = ''): string {
  const short = JSON.stringify(value) ?? 'null';
  if (short.length + indent.length <= WIDTH || typeof value !== 'object' || value === null || isWrittenNumber(value)) {
    return spaced(short, value);
  }
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((item) => prettyJson(item, inner));
    const lines = value.every((item) => toNumber(item) !== null) ? filled(items) : items;
    return lines.length === 0 ? '[]' : `[\n${inner}${lines.join(`,\n${inner}`)}\n${indent}]`;
  }
  const members = Object.entries(value).map(([key, member]) => `${inner}${quoted(key)}: ${prettyJson(member, inner)}`);
  return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n${indent}}`;
}

/** Numbers beside each other, as many as a line holds. */
function filled(numbers: readonly string[]): string[] {
  const lines: string[] = [];
  for (const number of numbers) {
    const last = lines.at(-1);
    if (last === undefined || last.length + number.length + 2 > WIDTH) lines.push(number);
    else lines[lines.length - 1] = `${last}, ${number}`;
  }
  return lines;
}

/** With spaces as people write them, of what is one line. */
function spaced(short: string, value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null || isWrittenNumber(value)) return short;
  if (Array.isArray(value)) return `[${value.map((item) => prettyJson(item)).join(', ')}]`;
  const members = Object.entries(value).map(([key, member]) => `${quoted(key)}: ${prettyJson(member)}`);
  return members.length === 0 ? '{}' : `{${members.join(', ')}}`;
}
