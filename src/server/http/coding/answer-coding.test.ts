import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { answerCoding } from './answer-coding.ts';

const LARGE = 10_000;

test.each([
  [undefined, null],
  ['', null],
  ['identity', null],
  ['br', null],
  ['gzip', 'gzip'],
  ['GZIP', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
  ['gzip, deflate, br', 'gzip'],
  ['deflate, gzip;q=0.5', 'deflate'],
  ['gzip;q=0', null],
  ['gzip;q=0.001', 'gzip'],
  ['gzip;q=0, deflate;q=0.1', 'deflate'],
  ['*', 'gzip'],
  ['gzip;q=0, *', 'deflate'],
  ['*;q=0', null],
  ['identity, gzip;q=0.5', null],
  ['identity;q=0.5, gzip', 'gzip'],
  ['gzip ; q=1', 'gzip'],
  ['gzip;q=2', null],
  ['gzip;q=-1', null],
  ['gzip;quality=1', null],
])('Accept-Encoding: %s asks for %s', (header, coding) => {
  expect(answerCoding(header, LARGE)).toBe(coding);
});

test('what fits into a packet is sent as it is', () => {
  expect(answerCoding('gzip', 1399)).toBeNull();
  expect(answerCoding('gzip', 1400)).toBe('gzip');
});

test('any text says one of three things, and nobody gets what it refused', () => {
  const words = fc.constantFrom('gzip', 'deflate', 'identity', '*', 'br', ';q=0', ';q=1', ';q=0.5', ',', ' ', ';', '=');
  const headers = fc.oneof(
    fc.string(),
    fc.array(words, { maxLength: 20 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(headers, (header) => {
      expect([null, 'gzip', 'deflate']).toContain(answerCoding(header, LARGE));
      expect(answerCoding(`${header},gzip;q=0,x-gzip;q=0`, LARGE)).not.toBe('gzip');
    }),
  );
});
