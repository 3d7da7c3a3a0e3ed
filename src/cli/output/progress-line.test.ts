import { PassThrough } from 'node:stream';

import { expect, it } from 'vitest';

import { createProgressLine } from './progress-line.ts';

const clearLine = '\r\u001B[2K';

it('rewrites one line of a terminal, never wider than it, and takes it away', () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 30 });
  const line = createProgressLine(stream);
  line.show({ phase: 'install', message: 'Installing', done: 3, total: 12 });
  line.hint('Loading a model whose name is long');
  line.clear();
  line.clear();
  const written = (stream.read() as Buffer).toString();
  expect(written).toBe(`${clearLine}⠋ Installing (3/12)${clearLine}⠙ Loading a model whose name ${clearLine}`);
});

it('writes a line for each phase elsewhere, and no hints', () => {
  const stream = new PassThrough();
  const line = createProgressLine(stream);
  line.show({ phase: 'install', message: 'Installing', done: 3 });
  line.show({ phase: 'install', message: 'Installing', done: 4 });
  line.hint('Loading');
  line.clear();
  expect((stream.read() as Buffer).toString()).toBe('Installing\n');
});

it('shows what would move the cursor', () => {
  const [terminal, file] = [Object.assign(new PassThrough(), { isTTY: true, columns: 80 }), new PassThrough()];
  for (const stream of [terminal, file]) {
    const line = createProgressLine(stream);
    line.show({ phase: 'a', message: 'Fetching a\u001B[2Jb' });
    line.clear();
    expect((stream.read() as Buffer).toString()).toContain(String.raw`Fetching a\x1b[2Jb`);
  }
});
