import { expect, test } from 'vitest';

import type { LoggerOptions } from './logger.ts';
import { createLogger } from './logger.ts';

function logTo(lines: string[], options: Omit<LoggerOptions, 'output'>): ReturnType<typeof createLogger> {
  return createLogger({ ...options, output: { write: (line) => void lines.push(line) } });
}

test('JSON: one object a line, with the fields of its ancestors', () => {
  const lines: string[] = [];
  const logger = logTo(lines, { level: 'info', format: 'json' }).child({ entry: 'iris' });
  logger.debug({}, 'not shown');
  logger.warn({ worker: 1 }, 'two\nlines');
  expect(lines).toHaveLength(1);
  expect(lines[0]?.endsWith('\n')).toBe(true);
  const { time, ...rest } = JSON.parse(lines[0]!) as Record<string, unknown>;
  expect(rest).toEqual({ level: 'warn', entry: 'iris', worker: 1, message: 'two\nlines' });
  expect(new Date(String(time)).toISOString()).toBe(time);
});

test('text: a line for a person', () => {
  const lines: string[] = [];
  const logger = logTo(lines, { level: 'info', format: 'text' });
  logger.info({ worker: 0, stream: 'stdout', nested: { a: 1 } }, 'hello');
  logger.error({ traceback: 'File "model.py"\n  boom\n' }, 'It failed');
  const time = String.raw`\d\d:\d\d:\d\d`;
  expect(lines[0]).toMatch(new RegExp(`^${time} hello worker=0 nested=\\{"a":1\\}\n$`));
  expect(lines[1]).toMatch(new RegExp(`^${time} It failed\n  File "model.py"\n    boom\n$`));
});

test('text: nobody forges a line, or commands the terminal', () => {
  const lines: string[] = [];
  const logger = logTo(lines, { level: 'info', format: 'text' });
  logger.info({ traceback: 'KeyError: \r12:00:00 forged' }, 'no row named\n12:00:00 forged \u001B[2J\u009B31m\u202E');
  expect(lines[0]?.slice(9)).toBe(
    String.raw`no row named
  12:00:00 forged \x1b[2J\x9b31m\u202e traceback=KeyError: \x0d12:00:00 forged` + '\n',
  );
});

test('colours are for those who asked for them', () => {
  const lines: string[] = [];
  logTo(lines, { level: 'info', format: 'colour' }).error({}, 'It failed');
  expect(lines[0]).toContain('\u001B[31mIt failed\u001B[0m');
});

test('silent says nothing', () => {
  const lines: string[] = [];
  logTo(lines, { level: 'silent', format: 'json' }).error({}, 'It failed');
  expect(lines).toEqual([]);
});
