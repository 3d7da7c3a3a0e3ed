// Predictions that do not come back though nobody waits for them, in real workers.
import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, test } from 'vitest';

import type { ServedModel } from '../../../test/support/served-model.ts';
import { serveModel } from '../../../test/support/served-model.ts';

/** Hangs, where it is told to; says which process it is. */
const HANGS = `
import os, time

class Model:
    def predict(self, request):
        print(f"begun {request['inputs']}", flush=True)
        while request.get("hangs") and not os.path.exists("open"):
            time.sleep(0.01)
        return {"predictions": request["inputs"], "pid": os.getpid()}
`;

/** The same as a coroutine that holds up its event loop. */
const HOLDS_UP = HANGS.replace('def predict', 'async def predict');

const REPLACED = /was replaced, since the model did not come back within 0\.3 s after a request was cancelled/;

const LATE = { 'x-request-timeout-ms': '200' };

async function pidOf(answer: Promise<Response>): Promise<unknown> {
  const response = await answer;
  const body = (await response.json()) as { pid?: number };
  return response.status === 200 ? body.pid : body;
}

async function metric(served: ServedModel, name: string): Promise<string | undefined> {
  const text = await (await fetch(`${served.url}/metrics`)).text();
  return text.split('\n').find((line) => line.startsWith(`${name}{`));
}

/** Has a prediction hang whose time is soon over. */
async function hang(served: ServedModel, inputs: string): Promise<void> {
  expect((await served.predict({ inputs, hangs: true }, { headers: LATE })).status).toBe(504);
}

describe('a predict that goes on for longer than the grace after its deadline', () => {
  test.each([
    ['sync', HANGS],
    ['of an event loop that stands', HOLDS_UP],
  ])('costs its worker, and no other request: %s', async (_kind, model) => {
    const served = await serveModel(model, { runtime: { cancellation_grace: 0.3 } });
    const before = await pidOf(served.predict({ inputs: 'before' }));
    await hang(served, 'hangs');
    const after = await Promise.all(['a', 'b', 'c'].map((inputs) => pidOf(served.predict({ inputs }))));
    expect(new Set(after).size).toBe(1);
    expect(after[0]).toEqual(expect.any(Number));
    expect(after[0]).not.toBe(before);
    expect(served.log.records.filter(({ message }) => REPLACED.test(String(message))).length).toBe(1);
    // It is no death, which would be an error.
    expect(served.log.records.filter(({ level, request }) => level === 'error' && request === undefined)).toEqual([]);
    expect(await metric(served, 'truss_worker_replacements_total')).toMatch(/ 1$/);
    expect(await metric(served, 'truss_requests_in_flight')).toMatch(/ 0$/);
  });

  test('says in the readiness why no worker is there', async () => {
    const served = await serveModel(`${HANGS}    def load(self): time.sleep(1)\n`, {
      runtime: { cancellation_grace: 0.3 },
    });
    await hang(served, 'hangs');
    const waiting = served.predict({ inputs: 'a' });
    await served.log.until(REPLACED);
    await expect
      .poll(async () => (await fetch(`${served.url}/v1/models/model`)).json(), { timeout: 5000 })
      .toMatchObject({ reason: expect.stringMatching(REPLACED) });
    expect((await waiting).status).toBe(200);
  });

  test('is left alone as long as nobody waits for its place', async () => {
    const served = await serveModel(HANGS, { runtime: { cancellation_grace: 0.05 } });
    await hang(served, 'hangs');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(served.log.records.filter(({ message }) => /was replaced/.test(String(message)))).toEqual([]);
  });

  test('is left alone where it is not cancelled, however many wait', async () => {
    const served = await serveModel(HANGS, { runtime: { cancellation_grace: 0.05 } });
    const wanted = served.predict({ inputs: 'wanted', hangs: true });
    await served.log.until(/begun wanted/);
    // Those that wait leave.
    const left = await Promise.all([1, 2].map((inputs) => served.predict({ inputs }, { headers: LATE })));
    expect(left.map(({ status }) => status)).toEqual([504, 504]);
    writeFileSync(path.join(served.directory, 'open'), '');
    expect((await wanted).status).toBe(200);
    expect(served.log.records.filter(({ message }) => /was replaced/.test(String(message)))).toEqual([]);
  });
});

describe('of several threads', () => {
  test('the others go on beside one that hangs', async () => {
    const served = await serveModel(HANGS, { runtime: { cancellation_grace: 0.1, predict_concurrency: 3 } });
    await hang(served, 'hangs');
    const pids = new Set<unknown>();
    for (let inputs = 0; inputs < 40; inputs += 1) {
      pids.add(await pidOf(served.predict({ inputs })));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(pids.size).toBe(1);
    expect(await metric(served, 'truss_worker_replacements_total')).toMatch(/ 0$/);
  });

  test('all that hang cost the worker', async () => {
    const served = await serveModel(HANGS, { runtime: { cancellation_grace: 0.3, predict_concurrency: 3 } });
    const before = await pidOf(served.predict({ inputs: 'before' }));
    await Promise.all(['a', 'b', 'c'].map((inputs) => hang(served, inputs)));
    const after = await pidOf(served.predict({ inputs: 'after' }));
    expect([typeof after, after === before]).toEqual(['number', false]);
  });
});

test('Another worker answers while one that hangs is replaced', async () => {
  const served = await serveModel(HANGS, { workers: 2, runtime: { cancellation_grace: 0.1 } });
  await expect.poll(() => served.log.records.filter(({ message }) => message === 'A worker is ready').length).toBe(2);
  await hang(served, 'hangs');
  const answers = await Promise.all(Array.from({ length: 200 }, (_, inputs) => served.predict({ inputs })));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 200 }, () => 200));
});
