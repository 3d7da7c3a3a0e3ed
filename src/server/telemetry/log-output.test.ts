import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { LogOutput } from './log-output.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** A place to write to that takes what the test lets it. */
class Place {
  text = '';
  /** How many bytes it takes; the error that it answers with. */
  room = Infinity;
  error: string | null = null;
  readonly output = new LogOutput((bytes) => {
    if (this.error !== null) throw Object.assign(new Error(this.error), { code: this.error });
    if (this.room === 0) throw Object.assign(new Error('EAGAIN'), { code: 'EAGAIN' });
    const taken = bytes.subarray(0, this.room);
    this.room -= taken.length;
    this.text += taken.toString('utf8');
    return taken.length;
  });

  constructor() {
    this.output.onDropped = (lines) => this.output.write(`${lines} missing\n`);
  }
}

test('what a reader does not take waits for it, whole and in its order', () => {
  const place = new Place();
  place.room = 8;
  for (const line of ['eins\n', 'zwei\n', 'drei\n']) place.output.write(line);
  expect(place.text).toBe('eins\nzwe');
  place.room = Infinity;
  vi.advanceTimersByTime(100);
  expect(place.text).toBe('eins\nzwei\ndrei\n');
  expect(vi.getTimerCount()).toBe(0);
});

test('beyond what may wait lines are dropped, and told of when the reader goes on', () => {
  const place = new Place();
  place.room = 0;
  const line = `${'x'.repeat(1023)}\n`;
  for (let count = 0; count < 5000; count += 1) place.output.write(line);
  place.room = Infinity;
  vi.advanceTimersByTime(100);
  expect(place.text.length).toBe(2048 * 1024 + '2952 missing\n'.length);
  expect(place.text.endsWith('\n2952 missing\n')).toBe(true);
});

test.each(['ENOSPC', 'EPIPE', 'EIO'])('what cannot be written is dropped, told of once it can (%s)', (error) => {
  const place = new Place();
  place.output.write('before\n');
  place.error = error;
  for (let count = 0; count < 3; count += 1) place.output.write('lost\n');
  expect(place.output.dropped).toBe(3);
  place.error = null;
  place.output.write('after\n');
  expect(place.text).toBe('before\nafter\n3 missing\n');
});

test('the end waits a moment for what is still to be read', () => {
  vi.useRealTimers();
  const place = new Place();
  place.room = 0;
  place.output.write('last words\n');
  place.output.close();
  expect(place.text).toBe('');
  place.room = Infinity;
  place.output.close();
  expect(place.text).toBe('last words\n');
});
