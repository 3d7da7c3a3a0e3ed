import { expect, onTestFinished, test, vi } from 'vitest';

import { keepLog } from '../../../test/support/kept-log.ts';
import type { AccessRecord } from './access-log.ts';
import { AccessLog } from './access-log.ts';

const record = {
  id: 'r1',
  method: 'POST',
  target: '/v1/models/iris:predict?secret=1',
  entry: { name: 'iris' },
  caller: null,
  trace: null,
  totalMs: 1.23456,
  queueMs: 0,
  computeMs: 0.5,
};

/** How many lines a hundred requests of a sort make, without the last one, which counts the others. */
function linesOf(more: Partial<AccessRecord> & { readonly status: number }): number {
  const { logger, records } = keepLog();
  const log = new AccessLog(logger);
  for (let count = 0; count < 100; count += 1) log.note({ ...record, failure: null, ...more });
  const lines = records.length;
  log.close();
  return lines;
}

test('what went well is sampled: the last of each sort stands for those that have no line', () => {
  const { logger, records } = keepLog();
  const log = new AccessLog(logger);
  const [iris, churn] = [{ name: 'iris' }, { name: 'churn' }];
  for (let count = 0; count < 100; count += 1) {
    log.note({ ...record, id: `r${count}`, entry: iris, status: 200, failure: null });
    if (count % 2 === 0) log.note({ ...record, id: `r${count}`, entry: churn, status: 200, failure: null });
    if (count % 10 === 0) log.note({ ...record, id: `r${count}`, entry: iris, status: 429, failure: null });
  }
  log.close();
  const [, ...sampled] = records.slice(9).map(({ entry, status, requestId, standsFor }) => ({
    what: [entry, status, requestId].join(' '),
    standsFor,
  }));
  expect(sampled).toEqual([
    { what: 'iris 200 r99', standsFor: 94 },
    { what: 'iris 429 r90', standsFor: 9 },
    { what: 'churn 200 r98', standsFor: 47 },
  ]);
  const total = records.reduce((sum, { standsFor }) => sum + (typeof standsFor === 'number' ? standsFor : 1), 0);
  expect(total).toBe(160);
});

test('a second later there are lines again', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { logger, records } = keepLog();
  const log = new AccessLog(logger);
  const answer = (): void => log.note({ ...record, status: 200, failure: null });
  for (let count = 0; count < 12; count += 1) answer();
  vi.advanceTimersByTime(1000);
  answer();
  expect(records.map(({ standsFor }) => standsFor)).toEqual([...Array.from({ length: 10 }), 2, undefined]);
  log.close();
});

test('refusals of an overloaded server are sampled, too, and those of models that nobody has', () => {
  expect([linesOf({ status: 429 }), linesOf({ status: 404, entry: null })]).toEqual([10, 10]);
});

test('errors and slow requests always get a line', () => {
  expect([linesOf({ status: 500 }), linesOf({ status: 404 }), linesOf({ status: 200, totalMs: 1000 })]).toEqual([
    100, 100, 100,
  ]);
});

test('who is not let in gets none', () => {
  const failure = { code: 'AUTH_REQUIRED', message: 'A token is required' } as const;
  expect(linesOf({ status: 401, entry: null, failure })).toBe(0);
});

test('a line has what matters of the request, and the traceback where the model raised', () => {
  const { logger, records } = keepLog();
  const log = new AccessLog(logger);
  log.note({ ...record, status: 200, failure: null });
  const exception = { type: 'ValueError', message: 'no', traceback: 'Traceback' };
  log.note({ ...record, status: 500, failure: { code: 'MODEL_RAISED', message: 'The model raised', exception } });
  log.close();
  const fields = {
    requestId: 'r1',
    request: 'POST /v1/models/iris:predict',
    entry: 'iris',
    ms: 1.23,
    queueMs: 0,
    computeMs: 0.5,
  };
  expect(records).toMatchObject([
    { ...fields, level: 'info', status: 200, message: 'answered' },
    {
      ...fields,
      level: 'error',
      status: 500,
      code: 'MODEL_RAISED',
      message: 'The model raised',
      traceback: 'Traceback',
    },
  ]);
});

test('what a model refuses on purpose has no traceback', () => {
  const { logger, records } = keepLog();
  const log = new AccessLog(logger);
  const exception = { type: 'truss.HTTPError', message: '422', traceback: 'Traceback' };
  const failure = { code: 'MODEL_HTTP_ERROR', message: 'wait: a number is needed', exception } as const;
  for (const status of [422, 500]) log.note({ ...record, status, failure: { ...failure, status } });
  log.close();
  expect(records.map(({ status, message, traceback }) => [status, message, traceback])).toEqual([
    [422, 'wait: a number is needed', undefined],
    [500, 'wait: a number is needed', 'Traceback'],
  ]);
});

test('what a stranger puts into a path cannot be more than one line', () => {
  const { logger, records } = keepLog();
  const log = new AccessLog(logger);
  log.note({ ...record, target: `/\n${'x'.repeat(1000)}`, status: 404, failure: null });
  log.close();
  expect(records[0]).toMatchObject({ request: expect.stringMatching(/^POST \/\uFFFDx{100,200}…$/) });
});
