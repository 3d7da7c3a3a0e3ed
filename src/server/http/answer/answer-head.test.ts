import { expect, test } from 'vitest';

import { Form, NO_HEADER } from '../../../core/wire/frame.ts';
import { answerHead } from './answer-head.ts';

const plain = { form: Form.JSON, id: 'r1' };

test('a plain answer', () => {
  expect(answerHead({ ...plain, header: NO_HEADER })).toMatchObject({
    status: 200,
    headers: ['Content-Type', 'application/json', 'X-Request-Id', 'r1'],
  });
});

test("the model's own content type, status and headers", () => {
  const header = {
    contentType: 'image/png',
    status: 201,
    headers: [
      ['ETag', '"a"'],
      ['x-a', '1'],
      ['x-a', '2'],
    ],
  };
  expect(answerHead({ ...plain, header })).toMatchObject({
    status: 201,
    headers: ['Content-Type', 'image/png', 'X-Request-Id', 'r1', 'ETag', '"a"', 'x-a', '1', 'x-a', '2'],
  });
});

test('what would break the response is left out', () => {
  const headers = [
    ['Content-Length', '5'],
    ['Transfer-Encoding', 'chunked'],
    ['Connection', 'upgrade'],
    ['Trailer', 'Expires'],
    ['Upgrade', 'h2c'],
    ['X-Request-Id', 'forged'],
    ['X-Split', 'a\r\nSet-Cookie: b'],
    ['not a name', 'a'],
    ['x-number', 5],
    ['alone'],
    'text',
  ];
  const header = { contentType: 'text/html\r\n', status: 99, headers };
  expect(answerHead({ ...plain, header })).toMatchObject({
    status: 200,
    headers: ['Content-Type', 'application/json', 'X-Request-Id', 'r1'],
  });
});

test('the answer of V2 says where its JSON ends', () => {
  const header = { binaryOffset: 70 };
  const { headers } = answerHead({ form: Form.V2_BINARY, id: 'r1', header });
  expect(headers.slice(-2)).toEqual(['Inference-Header-Content-Length', '70']);
  expect(headers.slice(0, 2)).toEqual(['Content-Type', 'application/octet-stream']);
});
