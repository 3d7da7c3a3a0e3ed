// What a model is asked before it is ready.
import { describe, expect, test } from 'vitest';

import { modelEntry, serveEntries } from '../../test/support/served-model.ts';
import type { ModelOptions, ServedModel } from '../../test/support/served-model.ts';

const EXAMPLES = [
  { name: 'one', input: { n: 1 } },
  { name: 'two', input: { n: 2 } },
];

/** Answers what it was asked so far. */
const COUNTING = `
class Model:
    def load(self):
        self.asked = []

    def predict(self, body):
        self.asked.append(body["n"])
        if body["n"] == 2:
            raise ValueError("two")
        return self.asked
`;

async function serve(model: string, options: ModelOptions = {}): Promise<ServedModel> {
  return serveEntries([{ ...modelEntry(model, options), examples: EXAMPLES }]);
}

test('the first example is asked of every worker before it is ready, and counted nowhere', async () => {
  const served = await serve(COUNTING, { workers: 2 });
  await served.ready;
  expect(await (await served.predict({ n: 3 })).json()).toEqual([1, 3]);
  const metrics = async (): Promise<string> => (await fetch(`${served.url}/metrics`)).text();
  // The other worker may still be at its own.
  await expect.poll(metrics).toMatch(/truss_requests_in_flight\{.*\} 0\n/);
  expect(await metrics()).toMatch(/truss_requests_total\{.*\} 1\n/);
});

test('none is, where the config says so', async () => {
  const served = await serve(COUNTING, { runtime: { warmup: 'none' } });
  await served.ready;
  expect(await (await served.predict({ n: 3 })).json()).toEqual([3]);
});

test('an HTTP error is an answer', async () => {
  const model = COUNTING.replace('raise ValueError("two")', 'from truss import HTTPError; raise HTTPError(400, "two")');
  const served = await serve(model, { runtime: { warmup: 'all' } });
  await served.ready;
  expect(await (await served.predict({ n: 3 })).json()).toEqual([1, 2, 3]);
});

describe('an example that fails', () => {
  test('keeps a model from being ready where that was asked for, and says why', async () => {
    const served = await serve(COUNTING, { runtime: { warmup: 'all' } });
    await expect(served.ready).rejects.toMatchObject({
      code: 'MODEL_RAISED',
      message: expect.stringMatching(/^The example "two" failed, which was to warm the model up: .*ValueError/),
    });
    const answer = await served.predict({ n: 3 });
    expect([answer.status, await answer.json()]).toMatchObject([503, { code: 'SERVER_NOT_READY' }]);
  });

  test('is only told of otherwise', async () => {
    const served = await serve(COUNTING.replace('== 2', '== 1'));
    await served.ready;
    await served.log.until(/The example "one" failed, which was to warm the model up/);
    expect(await (await served.predict({ n: 3 })).json()).toEqual([1, 3]);
  });

  test('by ending the process is tried again', async () => {
    const model = `import os\n${COUNTING}`.replace('raise ValueError("two")', 'os._exit(3)').replace('== 2', '== 1');
    const served = await serve(model);
    await served.log.until(/A worker will be started again/);
  });
});
