import { expect, test } from 'vitest';

import { answerHeaders, pairs, requestHeaders } from './forward-headers.ts';

test('a request keeps what is for the server, and says through whom it came', () => {
  const headers: [string, string][] = [
    ['host', 'models.example'],
    ['connection', 'keep-alive, X-Hop'],
    ['x-hop', '1'],
    ['keep-alive', 'timeout=5'],
    ['transfer-encoding', 'chunked'],
    ['accept-encoding', 'gzip'],
    ['content-encoding', 'gzip'],
    ['authorization', 'Bearer abc'],
    ['traceparent', '00-1-2-01'],
    ['x-forwarded-for', '10.0.0.1'],
    ['x-forwarded-proto', 'https'],
    ['x-request-id', 'theirs'],
  ];
  expect(pairs(requestHeaders({ id: 'ours', headers, client: '::1:5000' }, '127.0.0.1:9000'))).toEqual([
    ['host', '127.0.0.1:9000'],
    ['accept-encoding', 'gzip'],
    ['authorization', 'Bearer abc'],
    ['traceparent', '00-1-2-01'],
    ['x-forwarded-proto', 'https'],
    ['x-request-id', 'ours'],
    ['x-forwarded-for', '10.0.0.1, ::1'],
    ['x-forwarded-host', 'models.example'],
  ]);
});

test('a request without a client says nothing of one', () => {
  expect(requestHeaders({ id: '', headers: [], client: null }, 'h')).toEqual(['host', 'h']);
});

test('an answer loses what was about the connection', () => {
  const raw = [
    'Connection',
    'close, X-Own',
    'X-Own',
    '1',
    'Keep-Alive',
    'timeout=5',
    'Set-Cookie',
    'a',
    'Set-Cookie',
    'b',
  ];
  expect(answerHeaders(raw, 8000)).toEqual([
    ['set-cookie', 'a'],
    ['set-cookie', 'b'],
  ]);
});
