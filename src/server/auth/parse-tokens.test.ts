import { expect, test } from 'vitest';

import { TrussError } from '../../core/errors/truss-error.ts';
import { digestOf, parseTokens } from './parse-tokens.ts';

const LONG = 'a'.repeat(16);

test('a line is a name and a token; comments and empty lines do not count', () => {
  const text = `# who may ask\n\nci: ${LONG}\r\n  team-b :${LONG}b\n`;
  expect(parseTokens(text, 'tokens')).toEqual([
    { name: 'ci', digest: digestOf(LONG) },
    { name: 'team-b', digest: digestOf(`${LONG}b`) },
  ]);
});

test('every wrong line is named, and no token is repeated', () => {
  const text = `ci: ${LONG}\nshort: secret\n${LONG}\na b: ${LONG}`;
  const error = failure(() => parseTokens(text, 'tokens'));
  expect(error.code).toBe('AUTH_TOKENS_INVALID');
  expect(error.issues.map(({ message }) => message.slice(0, 6))).toEqual(['Line 2', 'Line 3', 'Line 4']);
  expect(JSON.stringify(error.issues)).not.toMatch(/secret|aaaa/);
});

test('a file without a token would lock everybody out', () => {
  expect(failure(() => parseTokens('# none\n', 'tokens')).message).toContain('no token');
});

test('more tokens than a request can be compared with are refused', () => {
  const text = Array.from({ length: 1001 }, (_, index) => `ci: ${LONG}${index}`).join('\n');
  expect(failure(() => parseTokens(text, 'tokens')).message).toContain('1001 tokens');
});

function failure(run: () => unknown): TrussError {
  try {
    run();
  } catch (error) {
    if (error instanceof TrussError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}
