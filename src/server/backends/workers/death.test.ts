import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { describe, expect, onTestFinished, test } from 'vitest';

import { isAlive, untilGone } from '../../../../test/support/processes.ts';
import type { ServedModel } from '../../../../test/support/served-model.ts';
import { modelEntry, serveModel } from '../../../../test/support/served-model.ts';

/** Takes a millisecond, so that the answers of a worker are sent one by one. */
const ECHO = `
import os, time

class Model:
    def predict(self, request):
        time.sleep(0.001)
        return {"predictions": request["inputs"], "pid": os.getpid()}
`;

interface Answer {
  readonly predictions: unknown;
  readonly pid: number;
}

async function workerPid(served: ServedModel): Promise<number> {
  const response = await served.predict({ inputs: 0 });
  return ((await response.json()) as Answer).pid;
}

describe('a worker that is killed under load', () => {
  test.each([1, 2])('fails only what it had begun, with %d workers', async (workers) => {
    const served = await serveModel(ECHO, { workers });
    const clients = 32;
    const each = 40;
    let done = 0;
    let failed = 0;

    async function client(number: number): Promise<void> {
      for (let index = 0; index < each; index += 1) {
        const inputs = `${number}/${index}`;
        const response = await served.predict({ inputs });
        const body = (await response.json()) as Answer & { code?: string };
        if (response.status === 200) expect(body.predictions).toBe(inputs);
        else {
          expect(body.code).toBe('WORKER_DIED');
          failed += 1;
        }
        done += 1;
        // Twice on the way, whoever has just answered is killed.
        if ((done === 400 || done === 800) && response.status === 200) process.kill(body.pid, 'SIGKILL');
      }
    }

    await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
    expect(done).toBe(clients * each);
    const deaths = served.log.records.filter(({ message }) => message === 'The worker process was killed by SIGKILL');
    expect(deaths.length).toBeGreaterThanOrEqual(1);
    // A worker has begun one request at a time.
    expect(failed).toBeLessThanOrEqual(deaths.length);
  });
});

test('the death says how in the answer, and with the last lines in the log', async () => {
  const served = await serveModel(`
import os, signal

class Model:
    def predict(self, request):
        print("about to fall", flush=True)
        os.kill(os.getpid(), signal.SIGSEGV)
`);
  const response = await served.predict({ inputs: 1 });
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('1');
  expect(await response.json()).toEqual({
    error: 'The worker process was killed by SIGSEGV while it computed the answer',
    code: 'WORKER_DIED',
  });
  const death = await served.log.until(/The worker process was killed by SIGSEGV/);
  expect(death['lastLines']).toContain('about to fall');
  await served.log.until(/A worker is ready/);
});

test('os._exit is a death, too, and what it started dies with it', async () => {
  const served = await serveModel(`
import os, subprocess

class Model:
    def predict(self, request):
        if request["inputs"] == "exit":
            os._exit(7)
        return {"child": subprocess.Popen(["sleep", "600"]).pid}
`);
  const { child } = (await (await served.predict({ inputs: 1 })).json()) as { child: number };
  expect(isAlive(child)).toBe(true);
  const response = await served.predict({ inputs: 'exit' });
  expect(await response.json()).toMatchObject({
    error: 'The worker process ended with status 7 while it computed the answer',
  });
  await untilGone(child);
});

test('readiness is off while the worker is gone, and on again afterwards', async () => {
  const served = await serveModel(`
import os, time

class Model:
    def load(self):
        if os.path.exists("slow"):
            while not os.path.exists("go"):
                time.sleep(0.002)
        open("slow", "w").close()

    def predict(self, request):
        if request["inputs"] == "die":
            os._exit(1)
        return {"predictions": request["inputs"]}
`);
  expect((await served.predict({ inputs: 'die' })).status).toBe(503);
  const unready = await fetch(`${served.url}/v1/models/model`);
  expect(unready.status).toBe(503);
  expect(await unready.json()).toEqual({
    name: 'echo',
    version: '1',
    ready: false,
    reason: 'its worker process ended with status 1',
    error: 'Model with name echo is not ready.',
    code: 'SERVER_NOT_READY',
  });
  // Not refused: the worker is expected back.
  const waiting = served.predict({ inputs: 'patient' });
  writeFileSync(path.join(served.directory, 'go'), '');
  expect(await (await waiting).json()).toEqual({ predictions: 'patient' });
  expect((await fetch(`${served.url}/v1/models/model`)).status).toBe(200);
});

test('a worker that writes nonsense on its data channel is ended, and another one started', async () => {
  const served = await serveModel(`
import os

class Model:
    def predict(self, request):
        if request["inputs"] == "nonsense":
            os.write(3, b"\\xff" * 64)
        return {"predictions": request["inputs"]}
`);
  const response = await served.predict({ inputs: 'nonsense' });
  expect(response.status).toBe(503);
  await served.log.until(/broke the wire protocol: WireError: a frame of 4294967295 bytes/);
  expect(await (await served.predict({ inputs: 2 })).json()).toEqual({ predictions: 2 });
});

test('a killed front leaves neither workers nor what they started', async () => {
  const entry = modelEntry(
    `
import os, subprocess

class Model:
    def predict(self, request):
        return {"worker": os.getpid(), "child": subprocess.Popen(["sleep", "600"]).pid}
`,
    { workers: 1 },
  );
  const script = fileURLToPath(import.meta.resolve('../../../../test/support/server-host.ts'));
  const host = spawn(process.execPath, [script, JSON.stringify(entry)], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void host.kill('SIGKILL'));
  const [url] = (await once(createInterface(host.stdout), 'line')) as [string];
  const response = await fetch(`${url}/v1/models/model:predict`, { method: 'POST', body: new Blob(['{"inputs": 1}']) });
  const { worker, child } = (await response.json()) as { worker: number; child: number };
  expect([isAlive(worker), isAlive(child)]).toEqual([true, true]);
  host.kill('SIGKILL');
  await Promise.all([untilGone(worker), untilGone(child)]);
});

test('closing the server leaves no worker', async () => {
  const served = await serveModel(ECHO, { workers: 2 });
  const pid = await workerPid(served);
  await served.close();
  expect(isAlive(pid)).toBe(false);
});
