import type { ConfigPath } from '../config/problem.ts';
import { pathText } from '../config/problem.ts';
import { ExactNumber, parseExactJson, toExactJson } from '../config/yaml/exact-number.ts';
import { eventItems } from './event-items.ts';

/** One place in which an answer is not as expected. */
export interface Difference {
  /** `predictions[0].label`; empty for the whole answer. */
  readonly path: string;
  readonly message: string;
}

/** Libraries of linear algebra add up in another order on another machine. */
const USUAL_TOLERANCE = 1e-6;

/** What is left of a sum that ought to be zero. */
const NEARLY_ZERO = 1e-12;

/** Longer values are cut in messages. */
const LONGEST_VALUE = 60;

/**
 * Compares two answers, which are JSON texts. Structure, texts and whole numbers must be the same; other numbers may be off by
 * a share of their size. NaN and infinity are `null` in JSON, and equal.
 *
 * `tolerance`: this share, for whole numbers too; null: 1e-6, and none for whole numbers. `ignore`: places that are not compared,
 * with all that is in them: `created`, `choices[0].id`, `choices[].id` for every item.
 */
export function compareAnswers(
  expected: string,
  actual: string,
  tolerance: number | null,
  ignore: readonly string[] = [],
): Difference[] {
  const [wanted, given] = alike(parseExactJson(expected), parseExactJson(actual));
  const whole = { expected: wanted, actual: given, path: [] };
  return differences(whole, tolerance).filter(({ path }) => !ignore.some((place) => isWithin(path, place)));
}

/** A model may write the events of its stream by itself: beside a list of items they are what stands in them. */
function alike(expected: unknown, actual: unknown): readonly [unknown, unknown] {
  if (Array.isArray(expected) && typeof actual === 'string') return [expected, eventItems(actual) ?? actual];
  if (Array.isArray(actual) && typeof expected === 'string') return [eventItems(expected) ?? expected, actual];
  return [expected, actual];
}

function isWithin(path: string, place: string): boolean {
  return [path, path.replaceAll(/\[\d+\]/g, '[]')].some(
    (form) => form.startsWith(place) && ['', '.', '['].includes(form.charAt(place.length)),
  );
}

interface Place {
  readonly expected: unknown;
  readonly actual: unknown;
  readonly path: ConfigPath;
}

function differences(place: Place, tolerance: number | null): Difference[] {
  const { expected, actual } = place;
  if (Array.isArray(expected) && Array.isArray(actual)) {
    return listDifferences(expected, actual, { path: place.path, tolerance });
  }

  if (isMap(expected) && isMap(actual)) return mapDifferences(expected, actual, { path: place.path, tolerance });
  const isSame =
    isNumber(expected) && isNumber(actual)
      ? areClose(expected, actual, tolerance)
      : toExactJson(expected) === toExactJson(actual);
  return isSame ? [] : [difference(place.path, `expected ${show(expected)}, got ${show(actual)}`)];
}

interface Around {
  readonly path: ConfigPath;
  readonly tolerance: number | null;
}

function listDifferences(expected: readonly unknown[], actual: readonly unknown[], around: Around): Difference[] {
  const { path, tolerance } = around;
  if (expected.length !== actual.length) {
    return [difference(path, `expected ${itemsText(expected.length)}, got ${itemsText(actual.length)}`)];
  }
  return expected.flatMap((item, index) =>
    differences({ expected: item, actual: actual[index], path: [...path, index] }, tolerance),
  );
}

type AnswerMap = Readonly<Record<string, unknown>>;

function mapDifferences(expected: AnswerMap, actual: AnswerMap, { path, tolerance }: Around): Difference[] {
  const missing = Object.keys(expected).filter((key) => !Object.hasOwn(actual, key));
  const extra = Object.keys(actual).filter((key) => !Object.hasOwn(expected, key));
  const common = Object.keys(expected).filter((key) => Object.hasOwn(actual, key));
  return [
    ...missing.map((key) => difference([...path, key], `missing: expected ${show(expected[key])}`)),
    ...extra.map((key) => difference([...path, key], `not expected: ${show(actual[key])}`)),
    ...common.flatMap((key) =>
      differences({ expected: expected[key], actual: actual[key], path: [...path, key] }, tolerance),
    ),
  ];
}

function isMap(value: unknown): value is AnswerMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}

function isNumber(value: unknown): value is number | ExactNumber {
  return typeof value === 'number' || value instanceof ExactNumber;
}

function areClose(expected: number | ExactNumber, actual: number | ExactNumber, tolerance: number | null): boolean {
  if (tolerance === null && isWhole(expected) && isWhole(actual)) return toExactJson(expected) === toExactJson(actual);
  const [left, right] = [Number(toExactJson(expected)), Number(toExactJson(actual))];
  const size = Math.max(Math.abs(left), Math.abs(right));
  return Math.abs(left - right) <= Math.max((tolerance ?? USUAL_TOLERANCE) * size, NEARLY_ZERO);
}

/** Whether Python would read an int. */
function isWhole(value: number | ExactNumber): boolean {
  return typeof value === 'number' ? Number.isSafeInteger(value) : !value.text.includes('.');
}

function difference(path: ConfigPath, message: string): Difference {
  return { path: pathText(path), message };
}

function itemsText(count: number): string {
  return count === 1 ? '1 item' : `${count} items`;
}

function show(value: unknown): string {
  const text = toExactJson(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
