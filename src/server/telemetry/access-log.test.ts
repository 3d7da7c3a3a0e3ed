import { expect, test } from 'vitest';

import { keepLog } from '../../../test/support/kept-log.ts';
import { AccessLog } from './access-log.ts';

const record = { id: 'r1', entry: 'iris', caller: null, totalMs: 1.23456, queueMs: 0, computeMs: 0.5 };

test('what went well is sampled, and the rest counted', () => {
  const { logger, records } = keepLog();
  const log = new AccessLog(logger);
  const wanted = Array.from({ length: 100 }, () => log.wants(200, 1)).filter(Boolean);
  expect(wanted).toHaveLength(10);
  log.close();
  expect(records).toMatchObject([{ count: 90, message: 'more requests, not shown one by one' }]);
});

test('refusals of an overloaded server are sampled, too', () => {
  const log = new AccessLog(keepLog().logger);
  expect(Array.from({ length: 100 }, () => log.wants(429, 1)).filter(Boolean)).toHaveLength(10);
  log.close();
});

test('errors and slow requests are always wanted', () => {
  const log = new AccessLog(keepLog().logger);
  expect(Array.from({ length: 100 }, () => log.wants(500, 1)).every(Boolean)).toBe(true);
  expect(Array.from({ length: 100 }, () => log.wants(200, 1000)).every(Boolean)).toBe(true);
  log.close();
});

test('a line has what matters of the request, and the traceback where the model raised', () => {
  const { logger, records } = keepLog();
  const log = new AccessLog(logger);
  log.write({ ...record, status: 200, failure: null });
  const exception = { type: 'ValueError', message: 'no', traceback: 'Traceback' };
  log.write({ ...record, status: 500, failure: { code: 'MODEL_RAISED', message: 'The model raised', exception } });
  log.close();
  const fields = { requestId: 'r1', entry: 'iris', ms: 1.23, queueMs: 0, computeMs: 0.5 };
  expect(records).toMatchObject([
    { ...fields, level: 'info', status: 200, message: 'predict' },
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
