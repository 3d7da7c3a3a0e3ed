import { expect, test } from 'vitest';

import { toAscii } from './ascii-plugin.ts';

const PROGRAMS = [
  `'✔ “done” … é'`,
  '`a ${1} → 😀`',
  String.raw`'\\→ \→ \\\→'`,
  String.raw`['a–b', '\\–', '\n–'].map((text) => text.replace(/[–—]|\–/, '-'))`,
  `'😀'.replace(/[😀-😂]/u, 'x')`,
  `(() => { const größe = 1; return größe; })()`,
];

test.each(PROGRAMS)('%s means the same in ASCII', (program) => {
  const ascii = toAscii(program);
  expect(ascii).toMatch(/^[\0-\u007F]*$/);
  // eslint-disable-next-line no-eval -- what a program means is what it does
  expect(eval(ascii)).toEqual(eval(program));
});
