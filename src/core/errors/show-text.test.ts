import { expect, test } from 'vitest';

import { showText } from './show-text.ts';

test('names as they are', () => {
  expect(showText('größer-1.0')).toBe('größer-1.0');
});

test('nothing that moves a cursor, and not without an end', () => {
  expect(showText('a\u001B[2Jb\r\n\0\u0085')).toBe('a�[2Jb����');
  expect(showText('a'.repeat(500))).toBe(`${'a'.repeat(200)}…`);
});
