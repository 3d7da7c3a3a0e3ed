import { once } from 'node:events';
import type { ClientHttp2Stream } from 'node:http2';
import { connect } from 'node:http2';

import { expect, onTestFinished, test } from 'vitest';

import { modelEntry, serveEntries } from '../../../../test/support/served-model.ts';

const ECHO = 'class Model:\n    def predict(self, request):\n        return request\n';

/** Calls a method, and sends these bytes of its message. */
async function call(method: string, bytes: readonly number[]): Promise<ClientHttp2Stream> {
  const served = await serveEntries([modelEntry(ECHO)], { limits: { headersTimeoutMs: 500 } });
  const session = connect(served.url);
  onTestFinished(() => session.destroy());
  const stream = session.request({
    ':method': 'POST',
    ':path': `/inference.GRPCInferenceService/${method}`,
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  stream.on('error', () => {}).resume();
  if (bytes.length > 0) stream.write(Buffer.from(bytes));
  return stream;
}

test.each([
  ['ModelInfer', 'no message at all', []],
  ['ModelInfer', 'half of a head', [0, 0, 0]],
  ['ModelInfer', 'half of a message', [0, 0, 0, 0, 9, 1, 2, 3]],
  ['ModelInfer', 'a message without the end of the call', [0, 0, 0, 0, 0]],
  ['ServerLive', 'a message without the end of the call', [0, 0, 0, 0, 0]],
  ['ModelStreamInfer', 'half of a message', [0, 0, 0, 0, 9, 1, 2, 3]],
])('%s with %s ends', async (method, _what, bytes) => {
  const stream = await call(method, bytes);
  const [headers] = (await once(stream, 'response')) as [Record<string, string>];
  expect(headers).toMatchObject({
    'grpc-status': '4',
    'grpc-message': 'The%20message%20of%20the%20call%20did%20not%20arrive%20in%20time',
  });
});

test('between the messages of a stream a client may say nothing', async () => {
  const stream = await call('ModelStreamInfer', []);
  let isOver = false;
  stream.once('close', () => (isOver = true));
  await new Promise((resolve) => setTimeout(resolve, 1200));
  expect(isOver).toBe(false);
});
