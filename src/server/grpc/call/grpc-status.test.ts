import { status } from '@grpc/grpc-js';
import { describe, expect, test } from 'vitest';

import type { RequestFailure } from '../../../core/inference/request-failure.ts';
import { toStatus } from './grpc-status.ts';

const READER = { id: 'r1', dev: false };

const RAISED: RequestFailure = {
  code: 'MODEL_RAISED',
  message: 'The model raised ValueError',
  exception: { type: 'ValueError', message: 'secret', traceback: 'model.py, line 1' },
};

test('the trailers name the code and the request', () => {
  const { code, details, metadata } = toStatus({ code: 'SERVER_BUSY', message: 'No room', hint: 'Wait.' }, READER);
  expect([code, details]).toEqual([status.RESOURCE_EXHAUSTED, 'No room. Wait.']);
  expect(metadata.getMap()).toEqual({ 'truss-code': 'SERVER_BUSY', 'x-request-id': 'r1' });
});

test('a traceback is shown to developers alone', () => {
  expect(toStatus(RAISED, READER).details).toBe('The model raised ValueError');
  expect(toStatus(RAISED, { id: '', dev: true }).details).toBe('The model raised ValueError\nmodel.py, line 1');
});

describe('an HTTP error of the model itself', () => {
  test.each([
    [400, status.INVALID_ARGUMENT],
    [403, status.PERMISSION_DENIED],
    [404, status.NOT_FOUND],
    [422, status.INVALID_ARGUMENT],
    [429, status.RESOURCE_EXHAUSTED],
    [500, status.INTERNAL],
    [503, status.UNAVAILABLE],
  ])('%i', (http, code) => {
    const failure = { code: 'MODEL_HTTP_ERROR', message: 'No', status: http, detail: { why: 'heat' } } as const;
    expect(toStatus(failure, READER)).toMatchObject({ code, details: '{"why":"heat"}' });
  });
});

test.each(['\uD800', 'ü'.repeat(100_000), `${'a'.repeat(799)}😀`])(
  'details fit into a header, whatever they say',
  (message) => {
    const { details } = toStatus({ code: 'MODEL_RAISED', message }, READER);
    expect(encodeURI(details).length).toBeLessThan(8192);
  },
);
