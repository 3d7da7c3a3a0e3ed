import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { get, request } from 'node:http';
import path from 'node:path';

import { describe, expect, test } from 'vitest';

import type { ServedModel } from '../../../test/support/served-model.ts';
import { serveModel } from '../../../test/support/served-model.ts';

/** Each prediction says that it has begun, and goes on when its gate is open. */
const GATED = `
import os, time

class Model:
    def predict(self, request):
        print(f"begun {request['inputs']}", flush=True)
        while not os.path.exists(request["gate"]):
            time.sleep(0.002)
        return {"predictions": request["inputs"]}
`;

function openGate({ directory }: ServedModel, gate: string): void {
  writeFileSync(path.join(directory, gate), '');
}

describe('the queue', () => {
  test('is bounded: the next request is refused at once, with a time after which to try again', async () => {
    const served = await serveModel(GATED, { runtime: { max_queue: 2 } });
    const first = served.predict({ inputs: 'first', gate: 'a' });
    await served.log.until(/begun first/);
    // Two wait, one is too many.
    const others = [2, 3, 4].map((inputs) => served.predict({ inputs, gate: 'a' }));
    const refused = await Promise.race(others);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toEqual({ error: '2 requests wait for model echo already', code: 'SERVER_BUSY' });
    expect((await fetch(`${served.url}/v1/models/model`)).status).toBe(200);
    openGate(served, 'a');
    const statuses = await Promise.all([first, ...others].map(async (answer) => (await answer).status));
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 200, 200, 429]);
  });

  test('says when another try makes sense, by what requests took so far', async () => {
    const served = await serveModel('import time\nclass Model:\n    def predict(self, body): time.sleep(1)\n', {
      runtime: { max_queue: 2 },
    });
    await served.predict({});
    const answers = [1, 2, 3, 4].map(() => served.predict({}));
    const refused = await Promise.race(answers);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '3']);
    await Promise.all(answers);
  });

  test('is served by whichever worker is free', async () => {
    const served = await serveModel(GATED, { workers: 2 });
    await served.log.until(/A worker is ready/);
    const blocked = served.predict({ inputs: 'blocked', gate: 'b' });
    await served.log.until(/begun blocked/);
    openGate(served, 'open');
    const answers = await Promise.all([1, 2, 3].map((inputs) => served.predict({ inputs, gate: 'open' })));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    openGate(served, 'b');
    expect(await (await blocked).json()).toEqual({ predictions: 'blocked' });
  });
});

function timing({ headers }: Response): string {
  return headers.get('server-timing') ?? '';
}

test('an answer says where its time went', async () => {
  const served = await serveModel('import time\nclass Model:\n    def predict(self, body): time.sleep(0.05)\n');
  const [, compute] = /^queue;dur=[\d.]+, compute;dur=([\d.]+)$/.exec(timing(await served.predict({}))) ?? [];
  expect(Number(compute)).toBeGreaterThanOrEqual(50);
  expect(Number(compute)).toBeLessThan(500);
});

test('as many sync calls run at once as the config says', async () => {
  const model = 'import time\nclass Model:\n    def predict(self, body): time.sleep(1); return body\n';
  const served = await serveModel(model, { runtime: { predict_concurrency: 100 } });
  const began = performance.now();
  const answers = await Promise.all(Array.from({ length: 60 }, async (_, n) => (await served.predict(n)).json()));
  expect(answers).toEqual(Array.from({ length: 60 }, (_, n) => n));
  // One after the other they would take a minute.
  expect(performance.now() - began).toBeLessThan(10_000);
});

describe('a deadline', () => {
  test('in the header ends a request that the model is at', async () => {
    const served = await serveModel(GATED);
    const late = await served.predict({ inputs: 1, gate: 'never' }, { headers: { 'x-request-timeout-ms': '50' } });
    expect(late.status).toBe(504);
    const { error, code } = (await late.json()) as { error: string; code: string };
    expect(code).toBe('REQUEST_DEADLINE');
    expect(error).toMatch(/^The deadline passed after \d+ ms, while the model computed \(set by the request itself\)$/);
    const [, queue, compute] = /^queue;dur=([\d.]+), compute;dur=([\d.]+)$/.exec(timing(late)) ?? [];
    expect(Number(queue)).toBeLessThan(50);
    expect(Number(compute)).toBeGreaterThan(30);
  });

  test('in the config covers the time in the queue', async () => {
    const served = await serveModel(GATED, { runtime: { request_timeout: 0.1 } });
    const answers = await Promise.all([1, 2, 3, 4].map((inputs) => served.predict({ inputs, gate: 'never' })));
    expect(answers.map((answer) => answer.status)).toEqual([504, 504, 504, 504]);
    const errors = await Promise.all(answers.map((answer) => answer.text()));
    expect(errors.join()).toContain('while it waited for a free worker (set by runtime.request_timeout)');
    expect(answers.map(timing).filter((text) => /^queue;dur=1\d\d(\.\d+)?$/.test(text)).length).toBeGreaterThan(1);
  });

  test('in the queue has a limit of its own, after which another try makes sense', async () => {
    const served = await serveModel(GATED, { runtime: { queue_timeout: 0.05 } });
    const computed = served.predict({ inputs: 1, gate: 'go' });
    const waiting = await Promise.all([2, 3].map((inputs) => served.predict({ inputs, gate: 'go' })));
    expect(waiting.map(({ status, headers }) => [status, headers.get('retry-after')])).toEqual([
      [503, '1'],
      [503, '1'],
    ]);
    expect(await waiting[0]!.json()).toEqual({
      error: 'No worker was free for 50 ms (set by runtime.queue_timeout)',
      code: 'REQUEST_QUEUE_TIMEOUT',
    });
    openGate(served, 'go');
    expect((await computed).status).toBe(200);
  });

  test('in the header cannot be longer than that of the config', async () => {
    const served = await serveModel(GATED, { runtime: { request_timeout: 0.05 } });
    const answer = await served.predict({ inputs: 1, gate: 'never' }, { headers: { 'x-request-timeout-ms': '60000' } });
    expect(answer.status).toBe(504);
  });
});

describe('a client that leaves', () => {
  /** Sends a prediction over a connection of its own; gives a function that cuts it. Resolves when the server has it. */
  async function send(served: ServedModel, body: object): Promise<() => void> {
    const sent = request(`${served.url}/v1/models/model:predict`, { method: 'POST', agent: false });
    sent.on('error', () => {});
    sent.end(JSON.stringify(body));
    await once(sent, 'finish');
    // A request that goes the same way later shows that the first has arrived.
    await once(get(served.url, { agent: false }), 'response');
    return () => sent.destroy();
  }

  test('takes its request out of the queue, and nobody computes it', async () => {
    const served = await serveModel(GATED);
    const first = served.predict({ inputs: 'first', gate: 'c' });
    await served.log.until(/begun first/);
    const second = served.predict({ inputs: 'second', gate: 'c' });
    const leave = await send(served, { inputs: 'third', gate: 'c' });
    leave();
    await served.log.until(/closed the connection/);
    openGate(served, 'c');
    expect([(await first).status, (await second).status]).toEqual([200, 200]);
    await (await served.predict({ inputs: 'last', gate: 'c' })).text();
    await served.log.until(/begun last/);
    expect(served.log.records.filter(({ message }) => message === 'begun third')).toEqual([]);
  });

  test('cancels what the model is at', async () => {
    const served = await serveModel(`
import asyncio

class Model:
    async def predict(self, request):
        print("begun", flush=True)
        try:
            await asyncio.sleep(600)
        except asyncio.CancelledError:
            print("cancelled", flush=True)
            raise
`);
    const leave = await send(served, { inputs: 1 });
    await served.log.until(/^begun$/);
    leave();
    await served.log.until(/^cancelled$/);
  });
});

test('an async model works on as many requests at once as it may', async () => {
  const served = await serveModel(
    `
import asyncio

class Model:
    def load(self):
        self.here = 0

    async def predict(self, request):
        self.here += 1
        while self.here < 8:
            await asyncio.sleep(0.001)
        return {"predictions": request["inputs"]}
`,
    { runtime: { predict_concurrency: 8 } },
  );
  const answers = await Promise.all(Array.from({ length: 8 }, (_, inputs) => served.predict({ inputs })));
  expect(answers.map((answer) => answer.status)).toEqual(Array.from({ length: 8 }, () => 200));
});
