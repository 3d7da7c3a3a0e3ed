import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';

import { describe, expect, onTestFinished, test } from 'vitest';

import { keepLog } from '../../test/support/kept-log.ts';
import type { ServedModel } from '../../test/support/served-model.ts';
import { modelEntry, serveEntries, serveModel } from '../../test/support/served-model.ts';
import { TrussError } from '../core/errors/truss-error.ts';
import { Form } from '../core/wire/frame.ts';
import { startServer } from './main.ts';
import type { InferenceService } from './service/inference-service.ts';
import { startService } from './start-service.ts';

const ECHO = `
import time

class Model:
    def predict(self, request):
        time.sleep(0.002)
        return {"predictions": request["inputs"]}
`;

async function rejection(promise: Promise<unknown>): Promise<TrussError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof TrussError)) throw new Error(`not a TrussError: ${String(error)}`);
  return error;
}

describe('a model that cannot be loaded', () => {
  test('that does not import: the reason is everywhere, and nothing is tried again', async () => {
    const served = await serveEntries([modelEntry('import nowhere_to_be_found\n')]);
    const error = await rejection(served.ready);
    expect(error.code).toBe('MODEL_IMPORT_FAILED');
    expect(error.message).toBe('model/model.py could not be imported: ModuleNotFoundError');
    expect(error.exception?.traceback).toContain('import nowhere_to_be_found');
    const ready = await fetch(`${served.url}/v1/models/model`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ ready: false, reason: error.message, code: 'SERVER_NOT_READY' });
    const answer = await served.predict({ inputs: 1 });
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('ModuleNotFoundError');
    const { traceback } = await served.log.until(/could not be imported/);
    expect(traceback).toContain('import nowhere_to_be_found');
    expect(served.log.records.some(({ message }) => message === 'A worker will be started again')).toBe(false);
    expect((await fetch(served.url)).status).toBe(200);
  });

  test('whose load() raises is tried again', async () => {
    const model = `
class Model:
    def load(self):
        open("weights").close()

    def predict(self, request):
        return {"predictions": request["inputs"]}
`;
    const served = await serveEntries([modelEntry(model)]);
    const error = await rejection(served.ready);
    expect(error.code).toBe('MODEL_LOAD_FAILED');
    expect(error.exception?.traceback).toContain('open("weights").close()');
    writeFileSync(path.join(served.directory, 'weights'), '');
    await served.log.until(/A worker is ready/);
    expect((await served.predict({ inputs: 1 })).status).toBe(200);
  });

  test('whose process ends before it says anything', async () => {
    const served = await serveEntries([modelEntry('import os\nprint("dying", flush=True)\nos._exit(9)\n')]);
    const error = await rejection(served.ready);
    expect(error.code).toBe('WORKER_START_FAILED');
    expect(error.message).toBe('The worker process ended with status 9 before the model was loaded');
    expect(error.hint).toBe('The last that it printed:\ndying');
  });

  test('for want of an interpreter', async () => {
    const served = await serveEntries([{ ...modelEntry(ECHO), python: '/nowhere/python' }]);
    const error = await rejection(served.ready);
    expect(error.code).toBe('WORKER_START_FAILED');
    expect(error.message).toBe('The interpreter of the truss cannot be executed: there is no such file');
  });
});

test('while it loads, a model is not ready, and says so', async () => {
  const model = `
import os, time

class Model:
    def load(self):
        while not os.path.exists("go"):
            time.sleep(0.002)

    def predict(self, request):
        return 1
`;
  const served = await serveEntries([modelEntry(model)]);
  expect(await (await fetch(`${served.url}/v1/models/model`)).json()).toMatchObject({ reason: 'it is loading' });
  const answer = await served.predict({ inputs: 1 });
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('1');
  expect(await answer.json()).toEqual({ error: 'Model echo is not ready: it is loading', code: 'SERVER_NOT_READY' });
  writeFileSync(path.join(served.directory, 'go'), '');
  await served.ready;
});

test('a port that is in use', async () => {
  const served = await serveModel(ECHO);
  const error = await rejection(serveEntries([modelEntry(ECHO)], { port: served.port }));
  expect(error.code).toBe('SERVER_PORT_IN_USE');
  expect(error.message).toBe(`Port ${served.port} of 127.0.0.1 is in use`);
});

test('models that were started before it was seen that the port is in use end', async () => {
  const served = await serveModel(ECHO);
  const entry = modelEntry(ECHO);
  const log = keepLog();
  const started = path.join(entry.directory, 'started');
  const python = path.join(entry.directory, 'python');
  writeFileSync(python, `#!/bin/sh\necho $$ > '${started}'\nexec '${entry.python}' "$@"\n`, { mode: 0o755 });
  const options = { entries: [{ ...entry, python }], host: '127.0.0.1', port: served.port, dev: false, ...log };
  await rejection(startServer(options));
  // It may have been ended before it has written down what it is called.
  const pid = existsSync(started) ? Number(readFileSync(started, 'utf8')) : 0;
  expect(pid > 0 && isAlive(pid)).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('an address that is not ours', async () => {
  const error = await rejection(serveEntries([modelEntry(ECHO)], { host: '192.0.2.1' }));
  expect(error.code).toBe('SERVER_LISTEN_FAILED');
});

describe('drain', () => {
  /** Predicts again and again over one connection until the server takes no more; gives what it was answered. */
  async function client(served: ServedModel, number: number): Promise<(number | string)[]> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const seen: (number | string)[] = [];
    for (let index = 0; seen.at(-1) === undefined || seen.at(-1) === 200; index += 1) {
      seen.push(await once(served, agent, `${number}/${index}`));
    }

    agent.destroy();
    return seen;
  }

  function once(served: ServedModel, agent: Agent, inputs: string): Promise<number | string> {
    return new Promise((resolve) => {
      const sent = request(`${served.url}/v1/models/model:predict`, { method: 'POST', agent });
      sent.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      sent.on('response', async (response) => {
        const body = await text(response);
        if (response.statusCode === 200) expect(JSON.parse(body)).toEqual({ predictions: inputs });
        resolve(response.statusCode ?? 0);
      });
      sent.end(JSON.stringify({ inputs }));
    });
  }

  test('under load answers everything that was accepted', async () => {
    const served = await serveModel(ECHO, { workers: 2 });
    const clients = Array.from({ length: 24 }, (_, number) => client(served, number));
    await served.log.until(/^answered$/);
    await served.drain();
    const last = (await Promise.all(clients)).map((seen) => seen.at(-1));
    // Refused before it was accepted, by a word or by the closed door; never cut off.
    expect(last.filter((end) => end !== 503 && end !== 'ECONNREFUSED')).toEqual([]);
  });

  test('finishes a stream', async () => {
    const served = await serveModel(`
import os, time

class Model:
    def predict(self, request):
        yield "first,"
        while not os.path.exists("go"):
            time.sleep(0.002)
        yield "last"
`);
    const response = await served.predict({ inputs: 1 });
    const drained = served.drain();
    writeFileSync(path.join(served.directory, 'go'), '');
    expect(await response.text()).toBe('first,last');
    await drained;
  });

  test('does not wait for clients that left with requests in the pipeline', async () => {
    const served = await serveModel(`
import time

class Model:
    def predict(self, request):
        print("begun", flush=True)
        time.sleep(1)
        return 1
`);
    const socket = connect(served.port, '127.0.0.1');
    const one = 'POST /v1/models/model:predict HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}';
    socket.write(one.repeat(5));
    await served.log.until(/begun/);
    socket.destroy();
    await served.drain();
    const cancelled = served.log.records.filter((record) => record['code'] === 'REQUEST_CANCELLED');
    expect(cancelled).toHaveLength(5);
  });

  test('of a server whose model still loads ends at once', async () => {
    const served = await serveEntries([
      modelEntry(
        'import time\nclass Model:\n    def load(self):\n        time.sleep(600)\n    def predict(self, r):\n        return 1\n',
      ),
    ]);
    await served.drain();
  });

  test('lets a model say goodbye', async () => {
    const served = await serveModel(`
import atexit

class Model:
    def load(self):
        atexit.register(lambda: print("goodbye", flush=True))

    def predict(self, request):
        return 1
`);
    await served.drain();
    await served.log.until(/goodbye/);
  });
});

describe('the service without HTTP', () => {
  async function serve(model: string): Promise<InferenceService> {
    const service = await startService([modelEntry(model)], { logger: keepLog().logger });
    onTestFinished(() => service.close());
    return service;
  }

  const ask = { entry: 'model', body: Buffer.from('{"inputs": [1]}'), form: Form.JSON, accept: Form.JSON };

  test('predicts', async () => {
    const service = await serve(ECHO);
    await service.ready;
    const { form, contentType, body } = await service.predict(ask);
    expect([form, contentType, Buffer.from(body).toString()]).toEqual([Form.JSON, null, '{"predictions":[1]}']);
  });

  test('joins a stream', async () => {
    const service = await serve(`
class Model:
    def predict(self, request):
        for number in range(100):
            yield str(number) * 50_000
`);
    await service.ready;
    const { contentType, body } = await service.predict(ask);
    expect([contentType, body.length]).toEqual(['text/plain; charset=utf-8', 190 * 50_000]);
  });

  test('fails with the error of whatever went wrong', async () => {
    const service = await serve(`
import time

class Model:
    def predict(self, request):
        if request["inputs"] == "slow":
            time.sleep(600)
        raise ValueError("no")
`);
    await service.ready;
    const raised = await rejection(service.predict(ask));
    expect([raised.code, raised.exception?.type]).toEqual(['MODEL_RAISED', 'ValueError']);
    expect((await rejection(service.predict({ ...ask, entry: 'other' }))).code).toBe('MODEL_NOT_FOUND');
    const slow = { ...ask, body: Buffer.from('{"inputs": "slow"}') };
    expect((await rejection(service.predict({ ...slow, timeoutMs: 30 }))).code).toBe('REQUEST_DEADLINE');
    const controller = new AbortController();
    const cancelled = rejection(service.predict({ ...slow, signal: controller.signal }));
    controller.abort();
    expect((await cancelled).code).toBe('REQUEST_CANCELLED');
    expect((await rejection(service.predict({ ...slow, signal: AbortSignal.abort() }))).code).toBe('REQUEST_CANCELLED');
  });
});

test("the model's environment: its own variables, none of another Python, and no secret in the log", async () => {
  process.env['PYTHONPATH'] = '/nowhere';
  process.env['TRUSS_TEST_INHERITED'] = 'yes';
  onTestFinished(() => {
    delete process.env['PYTHONPATH'];
    delete process.env['TRUSS_TEST_INHERITED'];
  });
  const model = `
import os

class Model:
    def __init__(self, secrets):
        self.secret = secrets["token"]

    def predict(self, request):
        names = ["PYTHONPATH", "VIRTUAL_ENV", "TRUSS_TEST_INHERITED", "MINE"]
        return {"seen": {name: os.environ.get(name) for name in names}, "secret": self.secret,
                "threads": os.environ["OMP_NUM_THREADS"], "cwd": os.getcwd()}
`;
  const served = await serveModel(model, {
    config: { environment_variables: { MINE: 'mine' }, resources: { cpu: '500m' } as never },
    secrets: { token: 'hunter2' },
  });
  expect(await (await served.predict({ inputs: 1 })).json()).toEqual({
    seen: { PYTHONPATH: null, VIRTUAL_ENV: null, TRUSS_TEST_INHERITED: 'yes', MINE: 'mine' },
    secret: 'hunter2',
    threads: '1',
    cwd: served.directory,
  });
  expect(JSON.stringify(served.log.records)).not.toContain('hunter2');
});
