// What an async model that gets one request at a time has the server say.
import { expect, test } from 'vitest';

import { serveModel } from '../../../test/support/served-model.ts';

const SLOW = (kind: string, method = 'predict'): string => `import asyncio, time

class Model:
    ${kind} ${method}(self, body):
        ${kind === 'def' ? 'time.sleep(0.3)' : 'await asyncio.sleep(0.3)'}
        return body
`;

async function askThree(model: string, { runtime = {}, path = '/v1/models/model:predict' } = {}): Promise<number> {
  const served = await serveModel(model, { runtime });
  const ask = async (): Promise<unknown> => {
    const answer = await fetch(served.url + path, { method: 'POST', body: '{}' });
    return answer.json();
  };
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([{}, {}, {}]);
  return served.log.records.filter(({ message }) => String(message).includes('predict_concurrency')).length;
}

test('an async model is told of once, when requests have waited for each other', async () => {
  expect(await askThree(SLOW('async def'))).toBe(1);
  expect(await askThree(SLOW('async def', 'completions'), { path: '/v1/completions' })).toBe(1);
});

test('nothing is said of a model that cannot do better', async () => {
  expect(await askThree(SLOW('def'))).toBe(0);
});

test('nothing is said where requests run side by side', async () => {
  expect(await askThree(SLOW('async def'), { runtime: { predict_concurrency: 4 } })).toBe(0);
});
