import { describe, expect, it } from 'vitest';

import { AnswerReader } from './answer-reader.ts';

/** What is read of bytes that come in pieces of a length; whether they ended well. */
function read(text: string, pieceBytes: number): { answers: unknown[]; isWhole: boolean } {
  const answers: unknown[] = [];
  const reader = new AnswerReader(({ status, body, staysOpen }) => {
    answers.push([status, body.toString(), staysOpen]);
  });
  const bytes = Buffer.from(text);
  // As a connection does, which reads into the same bytes again and again.
  const shared = Buffer.alloc(pieceBytes);
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    reader.push(shared.subarray(0, bytes.copy(shared, 0, at, at + pieceBytes)));
    shared.fill('?');
  }
  return { answers, isWhole: reader.end() };
}

describe.each([1, 2, 7, 1000])('in pieces of %i bytes', (pieceBytes) => {
  it.each([
    ['with a length', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\näb', [[200, 'äb', true]]],
    ['without a body', 'HTTP/1.1 500 No\r\ncontent-length:0\r\n\r\n', [[500, '', true]]],
    ['that can have none', 'HTTP/1.1 204 No Content\r\n\r\n', [[204, '', true]]],
    [
      'in chunks, with trailers',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{"a\r\n5;x=y\r\n": 1}\r\n0\r\nX-End: 1\r\n\r\n',
      [[200, '{"a": 1}', true]],
    ],
    ['in no chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', [[200, '', true]]],
    ['that ends with its connection', 'HTTP/1.1 200 OK\r\n\r\nall of it', [[200, 'all of it', false]]],
    [
      'after which it is closed',
      'HTTP/1.0 200 OK\r\nConnection: Close\r\nContent-Length: 1\r\n\r\na',
      [[200, 'a', false]],
    ],
    [
      'after others',
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 429 No\r\nContent-Length: 1\r\n\r\nb',
      [
        [200, 'a', true],
        [429, 'b', true],
      ],
    ],
  ])('an answer %s', (_, text, answers) => {
    expect(read(text, pieceBytes)).toEqual({ answers, isWhole: true });
  });

  it.each([
    ['in its head', 'HTTP/1.1 200 OK\r\nContent'],
    ['in its body', 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab'],
    ['between its chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n'],
  ])('is not whole where it breaks off %s', (_, text) => {
    expect(read(text, pieceBytes)).toEqual({ answers: [], isWhole: false });
  });
});

it.each([
  'SSH-2.0-OpenSSH\r\n\r\n',
  `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n`,
  'x'.repeat(100_000),
])('refuses what is no HTTP', (text) => {
  expect(() => read(text, 1000)).toThrow('no ');
});
