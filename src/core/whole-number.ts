/**
 * The whole number that a text is.
 *
 * @throws {RangeError} that says what was expected
 */
export function parseWholeNumber(text: string, min: number, max: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= min && number <= max) return number;
  throw new RangeError(`expected a whole number from ${min} to ${max}`);
}
