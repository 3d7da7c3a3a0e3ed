import { expect, test, vi } from 'vitest';

import { fakeEntry, fakeInput } from '../../../test/support/fake-entry.ts';
import { createRequest } from '../../core/inference/inference-request.ts';
import type { RequestBeginning, RequestEnding } from './ending.ts';
import { Endings } from './ending.ts';

const LEFT = { code: 'REQUEST_CANCELLED', message: 'The client left' } as const;

const beginning = (id: string, caller: string | null): RequestBeginning => ({
  id,
  caller,
  method: 'POST',
  target: '/v1/models/m:predict',
  route: '/v1/models/{name}:predict',
  traceparent: undefined,
  tracestate: undefined,
});

test('a request ends once, with its first word', () => {
  const told: RequestEnding[] = [];
  const life = new Endings([(ending) => void told.push({ ...ending })]).begin(beginning('r-1', 'ci'));
  life.answered(200, null);
  life.failed(LEFT);
  expect(told).toMatchObject([{ id: 'r-1', caller: 'ci', entry: null, isSession: false, status: 200, failure: null }]);
});

test('every observer is told, in their order', () => {
  const told: string[] = [];
  const endings = new Endings([({ id }) => void told.push(`first ${id}`), ({ id }) => void told.push(`then ${id}`)]);
  endings.begin(beginning('a', null)).failed(LEFT);
  endings.beginSession(beginning('b', null)).answered(200, null);
  expect(told).toEqual(['first a', 'then a', 'first b', 'then b']);
});

test('its times are those of its request to the model', () => {
  vi.useFakeTimers();
  const told: RequestEnding[] = [];
  const life = new Endings([(ending) => void told.push(ending)]).begin(beginning('r-1', null));
  life.entry = fakeEntry().entry;
  vi.advanceTimersByTime(1);
  const inference = createRequest(0);
  inference.begin(fakeInput('r-1'), performance.now());
  vi.advanceTimersByTime(20);
  inference.sent(performance.now(), null);
  vi.advanceTimersByTime(300);
  inference.computed(299_000);
  life.answered(200, inference);
  expect(told).toMatchObject([{ status: 200, totalMs: 321, queueMs: 20, computeMs: 299 }]);
  vi.useRealTimers();
});

test.each([
  { sentAfter: null, times: { queueMs: 320, computeMs: 0 } },
  { sentAfter: 20, times: { queueMs: 20, computeMs: 300 } },
])('one that is given up tells where its time went: sent after $sentAfter ms', ({ sentAfter, times }) => {
  vi.useFakeTimers();
  const told: RequestEnding[] = [];
  const life = new Endings([(ending) => void told.push(ending)]).begin(beginning('r-1', null));
  const inference = createRequest(0);
  inference.begin(fakeInput('r-1'), performance.now());
  vi.advanceTimersByTime(sentAfter ?? 0);
  if (sentAfter !== null) inference.sent(performance.now(), null);
  vi.advanceTimersByTime(320 - (sentAfter ?? 0));
  life.failed({ code: 'REQUEST_DEADLINE', message: 'late' }, inference);
  expect(told).toMatchObject([{ status: 504, totalMs: 320, ...times }]);
  vi.useRealTimers();
});

test('nothing of it changes its shape: each has the same fields from the start, in the same order', () => {
  const endings = new Endings([]);
  const [one, other] = [endings.begin(beginning('a', null)), endings.beginSession(beginning('b', 'ci'))];
  const before = Object.keys(one);
  one.answered(200, null);
  other.failed(LEFT);
  expect([Object.keys(one), Object.keys(other)]).toEqual([before, before]);
});
