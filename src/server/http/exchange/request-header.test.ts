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

const AUTHORIZATION = `
from truss import Request

class Model:
    def predict(self, body, request: Request):
        return {"authorization": request.headers.get("authorization")}
`;

test("a token of ours is not the model's affair; any other is", async () => {
  const headers = { authorization: 'Bearer s3cret-token-of-a-client' };
  const open = await serveModel(AUTHORIZATION);
  expect(await (await open.predict({}, { headers })).json()).toEqual(headers);
  const directory = temporaryTruss({ tokens: 'alice: s3cret-token-of-a-client\n' });
  chmodSync(path.join(directory, 'tokens'), 0o600);
  const guarded = await serveEntries([modelEntry(AUTHORIZATION)], { tokensFile: path.join(directory, 'tokens') });
  await guarded.ready;
  expect(await (await guarded.predict({}, { headers })).json()).toEqual({ authorization: null });
});
