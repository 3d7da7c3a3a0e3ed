// The examples of a truss as test cases: requests with the answers that they must get.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** A request and its answer. */
export interface Case {
  readonly name: string;
  readonly input: unknown;
  readonly output: unknown;
  /** How far a number may be off; 0 where the file gives none. */
  readonly tolerance: number;
}

/** The examples of the truss in a directory. */
export function readCases(directory: string): readonly Case[] {
  const examples = parse(readFileSync(join(directory, 'examples.yaml'), 'utf8')) as (Omit<Case, 'tolerance'> & {
    readonly tolerance?: number;
  })[];
  return examples.map(({ name, input, output, tolerance = 0 }) => ({ name, input, output, tolerance }));
}

/** What `answer` becomes when each of its numbers that is near enough to the expected one is replaced by that. */
export function withinTolerance(answer: unknown, expected: unknown, tolerance: number): unknown {
  if (typeof answer === 'number' && typeof expected === 'number') {
    return Math.abs(answer - expected) <= tolerance ? expected : answer;
  }
  if (Array.isArray(answer) && Array.isArray(expected)) {
    return answer.map((item, index) => withinTolerance(item, expected[index], tolerance));
  }
  if (isMap(answer) && isMap(expected)) {
    const members = Object.entries(answer).map(([key, value]) => [
      key,
      withinTolerance(value, expected[key], tolerance),
    ]);
    return Object.fromEntries(members);
  }
  return answer;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
