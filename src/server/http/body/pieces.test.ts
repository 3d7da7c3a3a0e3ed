// Large bodies reach the model as they were sent, however they come.
import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { json } from 'node:stream/consumers';

import { expect, test } from 'vitest';

import { serveModel } from '../../../../test/support/served-model.ts';

const MODEL = `
import hashlib

class Model:
    def predict(self, request):
        given = request["inputs"]
        data = given.encode() if isinstance(given, str) else bytes(given[0])
        return {"predictions": [hashlib.sha256(data).hexdigest()]}
`;

const bytes = Buffer.from(Uint8Array.from({ length: 700_000 }, (_, index) => 97 + ((index * 7919) % 26)));
const sum = createHash('sha256').update(bytes).digest('hex');

/** So many bytes each, in turn: large pieces, crumbs, and large ones again. */
const SIZES = [100_000, 3, 17, 40_000, 1];

interface Sent {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly isChunked: boolean;
}

async function send({ url, headers, body, isChunked }: Sent): Promise<unknown> {
  const length = isChunked ? {} : { 'Content-Length': String(body.length) };
  const sent = request(url, { method: 'POST', headers: { ...headers, ...length } });
  const answered = new Promise<unknown>((resolve, reject) => {
    sent.on('response', (response) => resolve(json(response)));
    sent.on('error', reject);
  });
  for (let at = 0, count = 0; at < body.length; count += 1) {
    const size = SIZES[count % SIZES.length] ?? 1;
    sent.write(body.subarray(at, at + size));
    at += size;
    await new Promise(setImmediate);
  }
  sent.end();
  return answered;
}

test.each([true, false])('JSON and raw tensors in pieces of all sizes; chunked: %s', async (isChunked) => {
  const { url, ready } = await serveModel(MODEL);
  await ready;
  const body = Buffer.from(JSON.stringify({ inputs: bytes.toString() }));
  const asJson = { url: `${url}/v1/models/model:predict`, headers: { 'Content-Type': 'application/json' }, body };
  expect(await send({ ...asJson, isChunked })).toEqual({ predictions: [sum] });
  const parameters = { binary_data_size: bytes.length + 4 };
  const head = Buffer.from(
    JSON.stringify({
      inputs: [{ name: 'inputs', datatype: 'BYTES', shape: [1], parameters }],
      parameters: { timeout: 6e7 },
    }),
  );
  const size = Buffer.alloc(4);
  size.writeUInt32LE(bytes.length);
  const raw = {
    url: `${url}/v2/models/model/infer`,
    headers: { 'Inference-Header-Content-Length': String(head.length) },
    body: Buffer.concat([head, size, bytes]),
  };
  expect(await send({ ...raw, isChunked })).toMatchObject({ outputs: [{ data: [sum] }] });
  const beyond = { ...raw, headers: { 'Inference-Header-Content-Length': '999999999' } };
  expect(await send({ ...beyond, isChunked })).toMatchObject({
    error: expect.stringContaining('Inference-Header-Content-Length'),
  });
  const soon = {
    ...raw,
    body: Buffer.concat([Buffer.from(head.toString().replace('60000000', '-1000000')), size, bytes]),
  };
  expect(await send({ ...soon, isChunked })).toMatchObject({ error: expect.stringContaining('timeout') });
});
