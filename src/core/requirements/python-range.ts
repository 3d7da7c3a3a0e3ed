/**
 * Whether a version of Python (`3.11.7`) is in a range as `requires-python` has it (`>=3.9,!=3.10.*`). A constraint that cannot be
 * read holds: whoever installs the packages says what is wrong with it.
 */
export function isInPythonRange(version: string, range: string): boolean {
  const numbers = numbersOf(version);
  return range.split(',').every((constraint) => {
    const [, operator = '', bound = '', wildcard] =
      /^\s*(~=|===?|!=|<=|>=|<|>)\s*([\d.]*\d)(\.\*)?\s*$/.exec(constraint) ?? [];
    return operator === '' || holds(numbers, operator, { bound: numbersOf(bound), isPrefix: wildcard !== undefined });
  });
}

interface Bound {
  readonly bound: readonly number[];
  /** Whether `.*` stands behind it. */
  readonly isPrefix: boolean;
}

function holds(version: readonly number[], operator: string, { bound, isPrefix }: Bound): boolean {
  const order = compare(isPrefix ? version.slice(0, bound.length) : version, bound);
  switch (operator) {
    case '>=':
      return order >= 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '<':
      return order < 0;
    case '!=':
      return order !== 0;
    case '~=':
      return order >= 0 && compare(version.slice(0, bound.length - 1), bound.slice(0, -1)) === 0;
    default:
      return order === 0;
  }
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbersOf(version: string): readonly number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10));
}
