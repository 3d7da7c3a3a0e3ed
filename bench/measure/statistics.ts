// What is said of several measurements of one thing.

/** The middle one; between the two middle ones where there are two. NaN of nothing. */
export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

/** Half of the numbers lie between these two. */
export function middleHalf(numbers: readonly number[]): readonly [number, number] {
  return [quantile(numbers, 0.25), quantile(numbers, 0.75)];
}

function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}
