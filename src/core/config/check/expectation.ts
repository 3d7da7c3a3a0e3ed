import type { z } from 'zod';

import { nearest } from '../nearest.ts';
import type { ConfigPath } from '../problem.ts';
import { pathText } from '../problem.ts';

/** Longer texts are cut in messages. */
const LONGEST_TEXT = 60;

const TYPE_NAMES: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  nonoptional: 'a value',
  number: 'a number',
  object: 'a map',
  record: 'a map',
  string: 'text',
};

/**
 * What a value had to be, as words that complete "it must be …". The schema's own `error` texts are such words too, so that
 * every message of a config is made the same way.
 */
export function expectation(issue: z.core.$ZodRawIssue): string {
  if (issue.code === 'invalid_type') return TYPE_NAMES[issue.expected] ?? issue.expected;

  if (issue.code === 'invalid_value') return oneOf(issue.values.map(String));

  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? 'another key';

  if (issue.code === 'too_small') return `at least ${issue.minimum}`;
  return issue.code === 'too_big' ? `at most ${issue.maximum}` : 'something else';
}

/** The whole sentence for a value that is not what it had to be. */
export function describeMismatch(path: ConfigPath, expected: string, found: unknown): string {
  const name = path.length === 0 ? 'the config' : pathText(path);
  return found === undefined
    ? `${name} is missing: it must be ${expected}`
    : `${name} must be ${expected}, not ${describeValue(found)}`;
}

/** What helps with a value that is not what it had to be, where anything does. */
export function mismatchHint(issue: z.core.$ZodIssue, found: unknown): string | undefined {
  if (issue.code === 'invalid_value' && typeof found === 'string') {
    const values = issue.values.map(String);
    // A field that says what its values do needs no guess: of `gpu` it would be `cpu`, the opposite of what was meant.
    if (issue.message !== oneOf(values)) return undefined;
    const near = nearest(found, values);
    return near === undefined ? undefined : `Did you mean ${near}?`;
  }
  // What was meant as text and became something else: `cpu: 1`, `- torch: 2.0`.
  const wantsText = issue.code === 'invalid_type' && issue.expected === 'string';
  return wantsText && found !== undefined && found !== null && !Array.isArray(found)
    ? 'Put the value in quotes.'
    : undefined;
}

/** A value in a sentence. */
function describeValue(value: unknown): string {
  if (typeof value === 'string') {
    return value.length > LONGEST_TEXT ? `${JSON.stringify(value.slice(0, LONGEST_TEXT))}…` : JSON.stringify(value);
  }

  if (typeof value === 'number') return `the number ${value}`;

  if (typeof value === 'boolean') return value ? 'true' : 'false';

  if (Array.isArray(value)) return 'a list';
  return value === null ? 'empty' : 'a map';
}

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? String(values[0]) : `one of ${values.join(', ')}`;
}
