import { PassThrough } from 'node:stream';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { answerClientError } from './client-error.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('whoever sends nonsense and does not hang up loses the connection', () => {
  const socket = new PassThrough();
  answerClientError(new Error('nonsense'), socket);
  expect(String(socket.read())).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
  vi.advanceTimersByTime(1999);
  expect(socket.destroyed).toBe(false);
  vi.advanceTimersByTime(1);
  expect(socket.destroyed).toBe(true);
});
