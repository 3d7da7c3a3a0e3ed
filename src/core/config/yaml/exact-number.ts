// Of ECMAScript 2026; Node and the browsers have it, TypeScript's library has not.
declare global {
  interface JSON {
    parse(
      text: string,
      reviver: (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown,
    ): unknown;
  }
}

/**
 * A number whose text matters on its way to Python: `1.0` is a float there and `1` is not, and whole numbers have no limit.
 * JavaScript's numbers show neither.
 */
export class ExactNumber {
  /** As JSON writes it. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Whether Python would read another number from JSON than the one in the file, if it went through JavaScript's. */
export function needsExactText(value: number | bigint, isFloat: boolean): boolean {
  return typeof value === 'bigint' || (isFloat && Number.isInteger(value) && Math.abs(value) < 1e21);
}

/** The JSON of a plain value that may hold exact numbers. What JSON has no word for (NaN, infinity) becomes `null`. */
export function toExactJson(value: unknown): string {
  if (value instanceof ExactNumber) return value.text;

  if (Array.isArray(value)) return `[${value.map(toExactJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}:${toExactJson(inner)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value ?? null);
}

/** Reads JSON, with exact numbers where the text matters. Throws `SyntaxError`. */
export function parseExactJson(text: string): unknown {
  return JSON.parse(text, (_, value, { source }) =>
    typeof value === 'number' && source !== undefined ? toExact(value, source) : value,
  );
}

function toExact(value: number, source: string): number | ExactNumber {
  if (/[.eE]/.test(source)) return needsExactText(value, true) ? new ExactNumber(`${value}.0`) : value;
  return Number.isSafeInteger(value) ? value : new ExactNumber(source);
}
