import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

import { expect, test } from 'vitest';

import { serveModel } from '../../../../test/support/served-model.ts';

const MODEL = `
class Model:
    def predict(self, request):
        yield from request["inputs"]
        if "error" in request:
            raise RuntimeError(request["error"])
`;

/** All that comes of a stream, as it comes. */
async function received(port: number, request: object, version = '1.1'): Promise<string> {
  const body = JSON.stringify(request);
  const socket = connect(port, '127.0.0.1');
  const head = [
    `POST /v1/models/model:predict HTTP/${version}`,
    'Host: truss',
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  const answer = await text(socket);
  return answer.slice(answer.indexOf('\r\n\r\n') + 4);
}

test('every item is a chunk of its own, however many leave together', async () => {
  const { port } = await serveModel(MODEL);
  expect(await received(port, { inputs: ['a', 'é', '', 'x'.repeat(20)] })).toBe(
    `1\r\na\r\n2\r\né\r\n14\r\n${'x'.repeat(20)}\r\n0\r\n\r\n`,
  );
  const items = Array.from({ length: 5000 }, (_, index) => `item ${index}\n`);
  const chunks = items.map((item) => `${item.length.toString(16)}\r\n${item}\r\n`).join('');
  expect(await received(port, { inputs: items })).toBe(`${chunks}0\r\n\r\n`);
  expect(await received(port, { inputs: [] })).toBe('0\r\n\r\n');
});

test('a client of HTTP/1.0 gets items without chunks', async () => {
  const { port } = await serveModel(MODEL);
  expect(await received(port, { inputs: ['a', 'bc'] }, '1.0')).toBe('abc');
});

test('a stream that breaks off has what came before, and no end', async () => {
  const { port } = await serveModel(MODEL);
  expect(await received(port, { inputs: ['a', 'b', 'c'], error: 'no more' })).toBe('1\r\na\r\n1\r\nb\r\n1\r\nc\r\n');
});
