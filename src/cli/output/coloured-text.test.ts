import { PassThrough } from 'node:stream';

import { expect, test } from 'vitest';

import { colouredText } from './coloured-text.ts';
import { createOutput } from './output.ts';

test.each([
  ['plain text, ü, 你好, 😀', 'plain text, ü, 你好, 😀'],
  ['two\nlines\tand a tab', 'two\nlines\tand a tab'],
  ['a title \u001B]0;owned\u0007', String.raw`a title \x1b]0;owned\x07`],
  ['up \u001B[2A and clear \u001B[2J', String.raw`up \x1b[2A and clear \x1b[2J`],
  ['back\rwards \u009B31m \u007F \0', String.raw`back\x0dwards \x9b31m \x7f \x00`],
  ['turned \u202Etxt.exe', String.raw`turned \u202etxt.exe`],
  ['\u001B[31mours\u001B[39m', '\u001B[31mours\u001B[39m'],
])('%j', (text, expected) => {
  expect(colouredText(text)).toBe(expected);
});

test('what a command says of names holds no control character', () => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const output = createOutput({ stdout, stderr }, false);
  output.answer({}, () => 'iris\u001B[2J');
  output.note(() => 'iris\u001B[2J');
  output.next(['truss serve iris\u001B[2J']);
  output.warn([{ code: 'FILE_MISSING', severity: 'warning', path: '', message: 'iris\u001B[2J', file: 'a\u001B[2J' }]);
  expect(String(stdout.read()) + String(stderr.read())).not.toContain('\u001B');
});
