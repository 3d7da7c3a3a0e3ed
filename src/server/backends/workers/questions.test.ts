import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import type { Frame } from '../../../core/wire/frame.ts';
import { Kind, NO_HEADER } from '../../../core/wire/frame.ts';
import { HealthQuestions, MetricsQuestions } from './questions.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function answerTo(aux: number, text: string): Frame {
  const payload = new TextEncoder().encode(text);
  return { kind: Kind.METRICS, flags: 0, form: 0, accept: 0, slot: 0, generation: 0, aux, header: NO_HEADER, payload };
}

test('a worker that does not come to answer is waited for once, then what it said last stands', async () => {
  const metrics = new MetricsQuestions();
  const first = metrics.ask((number) => metrics.answer(answerTo(number, 'seen 1')));
  expect(await first).toBe('seen 1');

  let asked = 0;
  const second = metrics.ask((number) => (asked = number));
  await vi.advanceTimersByTimeAsync(200);
  expect(await second).toBe('seen 1');
  metrics.answer(answerTo(asked, 'seen 2'));

  const third = metrics.ask(() => {});
  await vi.advanceTimersByTimeAsync(200);
  expect(await third).toBe('seen 2');
});

test('the first time a collector has longer', async () => {
  const metrics = new MetricsQuestions();
  const slow = metrics.ask((number) => setTimeout(() => metrics.answer(answerTo(number, 'seen 1')), 900));
  await vi.advanceTimersByTimeAsync(900);
  expect(await slow).toBe('seen 1');
  const never = new MetricsQuestions().ask(() => {});
  await vi.advanceTimersByTimeAsync(1000);
  expect(await never).toBe('');
});

test('of a process that is gone nothing is told', async () => {
  const metrics = new MetricsQuestions();
  await metrics.ask((number) => metrics.answer(answerTo(number, 'seen 1')));
  const asked = metrics.ask(() => {});
  metrics.close();
  expect(await asked).toBe('');

  const health = new HealthQuestions();
  const isWell = health.ask(() => {});
  health.close();
  expect(await isWell).toEqual({ healthy: false, reason: 'its worker process ended' });
});
