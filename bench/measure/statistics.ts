// What is said of several measurements of one thing, without an assumption of how they are spread: other work on the machine
// makes some of them far too slow, and an average with them.

/** How sure an interval is. */
const CONFIDENCE = 0.95;

/** The middle one; between the two middle ones where there are two. NaN of nothing. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const below = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  const above = sorted[Math.ceil((sorted.length - 1) / 2)] ?? Number.NaN;
  return (below + above) / 2;
}

/**
 * Between which two of the numbers the true median lies, at a confidence of at least 95 %; anywhere, where they are too few to
 * say. Each number is above the true median or below it as a coin falls: the two are as far outside as the binomial
 * distribution lets them be.
 */
export function medianInterval(numbers: readonly number[]): readonly [low: number, high: number] {
  const sorted = numbers.toSorted((a, b) => a - b);
  let outside = 0;
  let probability = 0.5 ** sorted.length;
  for (let tail = probability; 2 * tail <= 1 - CONFIDENCE; tail += probability) {
    outside += 1;
    probability *= (sorted.length - outside + 1) / outside;
  }
  return [sorted[outside - 1] ?? -Infinity, sorted[sorted.length - outside] ?? Infinity];
}
