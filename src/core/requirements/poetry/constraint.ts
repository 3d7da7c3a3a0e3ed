/**
 * The constraints of a Poetry version (`^1.2`, `~1.2 || 2.*`) as PEP 440 says them: the alternatives, of which each is a list of
 * constraints without spaces; an empty list is any version. Null where it is none.
 */
export function parsePoetryConstraint(text: string): readonly (readonly string[])[] | null {
  const alternatives = text.split(/\s*\|\|?\s*/).map(toAlternative);
  return alternatives.every((each) => each !== null) ? alternatives : null;
}

/** `>=1, <2` and `>=1 <2` are the same. */
function toAlternative(text: string): readonly string[] | null {
  const parts = text
    .trim()
    .replaceAll(/([<>=!~^]+)\s+/g, '$1')
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(toPep440);
  return parts.every((each) => each !== null) ? parts.filter((each) => each !== '') : null;
}

const PART = /^(\^|~=|~|===?|=|!=|<=|>=|<|>|)v?(\d+(?:\.\d+)*)(?:(\.\*)|((?:[-+.]?[a-zA-Z]|\+)[\w.+-]*))?$/;

/** One constraint; empty where it lets every version be. */
function toPep440(part: string): string | null {
  if (part === '*') return '';
  const [, operator, release, wildcard = '', suffix = ''] = PART.exec(part) ?? [];
  if (operator === undefined || release === undefined) return null;
  const numbers = release.split('.').map(Number);
  if (operator === '^') return `>=${release}${suffix},<${after(numbers, significant(numbers))}`;
  if (operator === '~') return `>=${release}${suffix},<${after(numbers, Math.min(1, numbers.length - 1))}`;
  const written = operator === '' || operator === '=' ? '==' : operator;
  return `${written}${release}${wildcard}${suffix}`;
}

/** The place of the first number that is not 0: what `^` lets stay. */
function significant(numbers: readonly number[]): number {
  const first = numbers.findIndex((number) => number > 0);
  return first === -1 ? numbers.length - 1 : first;
}

/** The first version in which the number at a place is another. */
function after(numbers: readonly number[], place: number): string {
  return [...numbers.slice(0, place), (numbers[place] ?? 0) + 1].join('.');
}
