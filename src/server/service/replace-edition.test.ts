import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, test } from 'vitest';

import { untilGone } from '../../../test/support/processes.ts';
import type { EntryOptions, ReplaceOptions, ServedModel } from '../../../test/support/served-model.ts';
import { modelEntry, serveEntries } from '../../../test/support/served-model.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { Form } from '../../core/wire/frame.ts';

const NO_TRIAL: ReplaceOptions = { trial: null, signal: new AbortController().signal };
const TRIAL: ReplaceOptions = {
  ...NO_TRIAL,
  trial: { name: 'first', body: Buffer.from('{"inputs": 1}'), form: Form.JSON, header: {} },
};

/** Answers with its name and process; waits for the file that the request names. */
function gated(name: string): string {
  return `
import os, time

class Model:
    def predict(self, request):
        print("begun", flush=True)
        while "gate" in request and not os.path.exists(request["gate"]):
            time.sleep(0.002)
        return {"name": ${JSON.stringify(name)}, "pid": os.getpid()}
`;
}

/** A served model, and another one that can take its place and runs in the same directory. */
async function serveTwo(first: string, second: string): Promise<{ served: ServedModel; next: EntryOptions }> {
  const entry = modelEntry(first);
  const served = await serveEntries([entry]);
  await served.ready;
  return { served, next: modelEntry(second) };
}

async function answerOf(response: Promise<Response>): Promise<{ name: string; pid: number }> {
  const answered = await response;
  expect(answered.status).toBe(200);
  return (await answered.json()) as { name: string; pid: number };
}

async function rejection(promise: Promise<unknown>): Promise<TrussError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof TrussError)) throw new Error(`not a TrussError: ${String(error)}`);
  return error;
}

describe('another edition', () => {
  test('gets what comes and what waits; the former one answers what it has, and goes', async () => {
    const { served, next } = await serveTwo(gated('former'), gated('next'));
    const begun = served.predict({ gate: 'go' });
    await served.log.until(/begun/);
    // Waits in the front: the model is known to be slow from the first answer on, and in any case it is not begun.
    const waiting = served.predict({});
    await served.replace(next, TRIAL);
    expect((await answerOf(served.predict({}))).name).toBe('next');
    writeFileSync(path.join(served.directory, 'go'), '');
    const former = await answerOf(begun);
    expect(former.name).toBe('former');
    expect(['former', 'next']).toContain((await answerOf(waiting)).name);
    await untilGone(former.pid);
  });

  test('lets a stream of the former one come to its end', async () => {
    const stream = `
import os, time

class Model:
    def predict(self, request):
        yield "first,"
        while not os.path.exists("go"):
            time.sleep(0.002)
        yield "last"
`;
    const { served, next } = await serveTwo(stream, gated('next'));
    const response = await served.predict({});
    await served.replace(next, NO_TRIAL);
    writeFileSync(path.join(served.directory, 'go'), '');
    expect(await response.text()).toBe('first,last');
  });

  test('is put in the place of one that hangs, which goes when nobody waits for it', async () => {
    const hanging = `
import os, time

class Model:
    def predict(self, request):
        print(f"pid {os.getpid()}", flush=True)
        time.sleep(3600)
`;
    const { served, next } = await serveTwo(hanging, gated('next'));
    const overdue = served.predict({}, { headers: { 'x-request-timeout-ms': '300' } });
    const { message } = await served.log.until(/pid/);
    await served.replace(next, TRIAL);
    expect((await overdue).status).toBe(504);
    await untilGone(Number(String(message).split(' ')[1]));
  }, 20_000);

  test('with more workers and other limits', async () => {
    const { served, next } = await serveTwo(gated('former'), gated('next'));
    const { config } = next;
    const runtime = { ...config.runtime, max_body: 10 };
    await served.replace({ ...next, workers: 2, config: { ...config, runtime } }, NO_TRIAL);
    expect((await served.predict({ inputs: 'too large for ten bytes' })).status).toBe(413);
    expect((await answerOf(served.predict({}))).name).toBe('next');
  });

  test('replaces one that cannot be loaded', async () => {
    const served = await serveEntries([modelEntry('import nowhere_to_be_found\n')]);
    await rejection(served.ready);
    await served.replace(modelEntry(gated('next')), TRIAL);
    expect((await answerOf(served.predict({}))).name).toBe('next');
    expect((await fetch(`${served.url}/v1/models/model`)).status).toBe(200);
  });
});

describe('what answers stays', () => {
  const raising = 'class Model:\n    def predict(self, request):\n        raise ValueError("not this")\n';
  const dying = 'import os\nclass Model:\n    def predict(self, request):\n        os._exit(3)\n';

  test.each([
    ['does not import', 'import nowhere_to_be_found\n', 'MODEL_IMPORT_FAILED'],
    ['raises at the trial', raising, 'MODEL_RAISED'],
    ['dies at the trial', dying, 'WORKER_DIED'],
  ])('where the next one %s', async (_how, code, expected) => {
    const { served, next } = await serveTwo(gated('former'), code);
    expect((await rejection(served.replace(next, TRIAL))).code).toBe(expected);
    expect((await answerOf(served.predict({}))).name).toBe('former');
    const { records } = served.log;
    expect(records.filter(({ message }) => message === 'A worker will be started again')).toEqual([]);
  });

  test('where the replacement is given up while it loads', async () => {
    const loading = `
import os, time

class Model:
    def load(self):
        print(f"pid {os.getpid()}", flush=True)
        time.sleep(3600)

    def predict(self, request):
        return 1
`;
    const { served, next } = await serveTwo(gated('former'), loading);
    const controller = new AbortController();
    const replaced = rejection(served.replace(next, { trial: null, signal: controller.signal }));
    const { message } = await served.log.until(/pid/);
    controller.abort(new TrussError('INTERRUPTED', { message: 'given up' }));
    expect((await replaced).message).toBe('given up');
    await untilGone(Number(String(message).split(' ')[1]));
    expect((await answerOf(served.predict({}))).name).toBe('former');
  });

  test('and a shutdown ends both', async () => {
    const { served, next } = await serveTwo(
      gated('former'),
      'import time\nprint("loading", flush=True)\ntime.sleep(3600)\n',
    );
    const replaced = rejection(served.replace(next, NO_TRIAL));
    await served.log.until(/loading/);
    await served.drain();
    expect((await replaced).code).toBe('SERVER_DRAINING');
  });
});
