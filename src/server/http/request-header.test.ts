import { expect, test } from 'vitest';

import { serveModel } from '../../../test/support/served-model.ts';

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
