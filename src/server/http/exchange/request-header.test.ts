import { chmodSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { modelEntry, serveEntries, serveModel } from '../../../../test/support/served-model.ts';
import { temporaryTruss } from '../../../../test/support/temporary-home.ts';

test('the model sees the whole query, whatever stands in it', async () => {
  const served = await serveModel(`
from truss import Request

class Model:
    def predict(self, body, request: Request):
        return {"path": request.url.path, "query": request.url.query}
`);
  const answer = await fetch(`${served.url}/v1/models/model:predict?at=a?b&c=1`, { method: 'POST', body: '{}' });
  expect(await answer.json()).toEqual({ path: '/v1/models/model:predict', query: 'at=a?b&c=1' });
});

const CREDENTIALS = `
from truss import Request

class Model:
    def predict(self, body, request: Request):
        return {name: request.headers.get(name) for name in ("authorization", "x-api-key", "api-key")}
`;

test("a token of ours is not the model's affair, wherever it stands; any other is", async () => {
  const ours = 's3cret-token-of-a-client';
  const sent = {
    authorization: 'Basic of-the-model',
    'x-api-key': 'key-of-the-model',
    'api-key': 'another-of-the-model',
  };
  const open = await serveModel(CREDENTIALS);
  const everything = { ...sent, 'x-api-key': ours };
  expect(await (await open.predict({}, { headers: everything })).json()).toEqual(everything);
  const directory = temporaryTruss({ tokens: `alice: ${ours}\n` });
  chmodSync(path.join(directory, 'tokens'), 0o600);
  const guarded = await serveEntries([modelEntry(CREDENTIALS)], { tokensFile: path.join(directory, 'tokens') });
  await guarded.ready;
  for (const [name, value] of [
    ['authorization', `Bearer ${ours}`],
    ['x-api-key', ours],
    ['api-key', ours],
  ] as const) {
    const answer = await guarded.predict({}, { headers: { ...sent, [name]: value } });
    expect(await answer.json()).toEqual({ ...sent, [name]: null });
  }
});
