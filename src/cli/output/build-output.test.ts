// How a build is shown: to a person, in the log of a CI, to a program.
import { PassThrough } from 'node:stream';

import { expect, test } from 'vitest';

import type { BuildEvent } from '../../core/image/build-progress.ts';
import { createBuildOutput } from './build-output.ts';
import { createBuildView } from './build-view.ts';
import { createOutput } from './output.ts';

const environment = { layer: 'environment', about: 'Python packages' } as const;
const events: readonly BuildEvent[] = [
  { kind: 'begun', id: '1', layer: null, about: 'uv', done: 0, total: 3 },
  { kind: 'begun', id: '2', ...environment, done: 0, total: 3 },
  { kind: 'ended', id: '1', step: { layer: null, about: 'uv', seconds: 0, cached: true } },
  { kind: 'said', id: '2', about: environment.about, line: 'Installing\u001B[2J' },
];
const ended: BuildEvent = { kind: 'ended', id: '2', step: { ...environment, seconds: 12.34, cached: false } };

test('rows say step, layer, time, and whether it was cached', () => {
  let now = 1000;
  const view = createBuildView(new PassThrough(), () => now);
  for (const event of events) view.take(event);
  now = 3500;
  expect(view.rows('*')).toEqual([
    '✔              cached  uv',
    String.raw`* environment   2.5 s  Python packages  Installing\x1b[2J`,
  ]);
  view.take(ended);
  expect(view.rows('*')[1]).toBe('✔ environment  12.3 s  Python packages');
});

test('a step that fails is marked', () => {
  const view = createBuildView(new PassThrough(), () => 0);
  const instruction = { ...environment, text: 'RUN x' };
  view.take({ kind: 'begun', id: '2', ...environment, done: 0, total: 1 });
  view.take({ kind: 'failed', id: '2', about: environment.about, instruction });
  expect(view.rows(' ')).toEqual(['✗ environment  failed  Python packages']);
});

/** What is written to stderr. */
function shown(stderr: PassThrough, json: boolean): string {
  const output = createOutput({ stdout: new PassThrough(), stderr }, json);
  const { onEvent, progress } = createBuildOutput(output, 'auto');
  progress({ phase: 'context', message: 'Writing the context' });
  for (const event of [...events, ended]) onEvent(event);
  output.progress.clear();
  return (stderr.read() as Buffer).toString();
}

test('a terminal shows rows in one place, which stay', () => {
  const text = shown(Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 }), false);
  const [escape, last = ''] = ['\u001B[', text.split('\u001B[1A').at(-1)];
  expect(last.startsWith(`\r${escape}J${escape}?7l`) && last.endsWith(`${escape}?7h`)).toBe(true);
  expect(last.split('\n')).toEqual([
    expect.stringContaining('cached  uv'),
    expect.stringContaining('environment  12.3 s  Python packages'),
    expect.anything(),
  ]);
});

test('a log has a line where a step begins, and one where it ends', () => {
  expect(shown(new PassThrough(), false).split('\n')).toEqual([
    'Writing the context',
    'Building: uv',
    'Building: Python packages',
    '  uv: cached',
    '  Python packages: 12.3 s',
    '',
  ]);
});

test('a program reads a line of JSON for each event', () => {
  const lines = shown(new PassThrough(), true).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { event: 'progress', phase: 'context', message: 'Writing the context' },
    { event: 'begun', layer: null, about: 'uv', done: 0, total: 3 },
    { event: 'begun', ...environment, done: 0, total: 3 },
    { event: 'ended', layer: null, about: 'uv', seconds: 0, cached: true },
    { event: 'said', about: 'Python packages', line: 'Installing\u001B[2J' },
    { event: 'ended', ...environment, seconds: 12.34, cached: false },
  ]);
});
