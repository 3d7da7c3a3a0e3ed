/** What a sum of numbers of half the precision may be off by: absolutely for small numbers, as a share of large ones. */
const TOLERANCE = 1e-5;

/**
 * Where two answers, which are JSON, are not the same: null where they are. Texts, truths and whole numbers must be equal, and other
 * numbers within `TOLERANCE`.
 */
export function firstDifference(expected: unknown, actual: unknown, path = ''): string | null {
  if (typeof expected === 'number' && typeof actual === 'number') {
    const areWhole = Number.isInteger(expected) && Number.isInteger(actual);
    const room = areWhole ? 0 : TOLERANCE * Math.max(1, Math.abs(expected));
    return Math.abs(expected - actual) <= room ? null : told(path, expected, actual);
  }
  if (isObject(expected) && isObject(actual) && Array.isArray(expected) === Array.isArray(actual)) {
    const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    for (const name of names) {
      const place = Array.isArray(expected) ? `${path}[${name}]` : `${path}${path === '' ? '' : '.'}${name}`;
      const difference = firstDifference(expected[name], actual[name], place);
      if (difference !== null) return difference;
    }
    return null;
  }
  return expected === actual ? null : told(path, expected, actual);
}

function told(path: string, expected: unknown, actual: unknown): string {
  return `${path}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
