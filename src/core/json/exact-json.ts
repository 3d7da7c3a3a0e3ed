// Of ECMAScript 2026; Node has it since 21, TypeScript's library not yet. (core/config/yaml/exact-number.ts declares `parse`.)
declare global {
  interface JSON {
    /** A value that `stringify` writes as `text`. */
    rawJSON(text: string): object;
  }
}

/**
 * A JSON text as a value that `JSON.stringify` writes again with the same numbers: `1.0` stays `1.0`, which is a float to Python, and
 * long integers stay whole.
 */
export function exactJson(text: string): unknown {
  return JSON.parse(text, (_, value, { source }) =>
    // A plain number where it is written alike: it costs less, and whoever compares values sees what he expects.
    typeof value === 'number' && source !== undefined && String(value) !== source ? JSON.rawJSON(source) : value,
  );
}
