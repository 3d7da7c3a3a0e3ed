// What comes before and after predict holds up nobody who waits for it: only predict runs as often at a time as the config says.
import { expect, test } from 'vitest';

import { serveModel } from '../../test/support/served-model.ts';

/** Each postprocess waits for two others: one after another they would never end. */
const MEETING = (kind: string): string => `
import asyncio, threading

class Model:
    def load(self):
        self.meeting = threading.Barrier(3, timeout=20)

    ${kind} predict(self, body):
        return body

    def postprocess(self, value):
        self.meeting.wait()
        return value
`;

/** The same in coroutines alone. */
const COROUTINES = `
import asyncio

class Model:
    def load(self):
        self.waiting = 0
        self.all = None

    async def predict(self, body):
        self.all = self.all or asyncio.Event()
        return body

    async def postprocess(self, value):
        self.waiting += 1
        if self.waiting == 3:
            self.all.set()
        await asyncio.wait_for(self.all.wait(), 20)
        return value
`;

test.each([
  ['def', MEETING('def')],
  ['async def', MEETING('async def')],
  ['coroutines', COROUTINES],
])('a postprocess of a model with %s', async (_, model) => {
  const served = await serveModel(model);
  const answers = await Promise.all([1, 2, 3].map(async (number) => (await served.predict({ a: number })).json()));
  expect(answers).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
});

test('a preprocess of a model with coroutines', async () => {
  const served = await serveModel(`
import threading

class Model:
    def load(self):
        self.meeting = threading.Barrier(3, timeout=20)
        self.inside = 0

    def preprocess(self, body):
        self.meeting.wait()
        return body

    async def predict(self, body):
        self.inside += 1
        assert self.inside == 1
        self.inside -= 1
        return body
`);
  const answers = await Promise.all([1, 2, 3].map(async (number) => (await served.predict({ a: number })).json()));
  expect(answers).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
});

test.each(['def', 'async def'])(
  'a postprocess of a model with %s that is given several requests at once',
  async (kind) => {
    const model = `
import threading

class Model:
    def load(self):
        self.meeting = threading.Barrier(3, timeout=20)

    ${kind} predict_batch(self, requests):
        return requests

    def postprocess(self, value):
        self.meeting.wait()
        return value
`;
    const batching = { max_batch_size: 2, max_wait_ms: null };
    const served = await serveModel(model, { runtime: { batching } });
    const answers = await Promise.all([1, 2, 3].map(async (number) => (await served.predict({ a: number })).json()));
    expect(answers).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
  },
);
