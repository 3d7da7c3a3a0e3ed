// What a model starts and leaves behind, wherever it goes; and what it does to the descriptors and threads that keep it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { describe, expect, onTestFinished, test } from 'vitest';

import { isAlive, untilGone } from '../../../../test/support/processes.ts';
import type { ServedModel } from '../../../../test/support/served-model.ts';
import { modelEntry, serveModel } from '../../../../test/support/served-model.ts';

/** Starts what leaves its process group and its parents, and tells all processes. */
const PARENT = `
import ctypes, os, subprocess

def daemon():
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.write(writing, str(os.getpid()).encode())
            os.execvp("sleep", ["sleep", "600"])
        os._exit(0)
    os.wait()
    return int(os.read(reading, 20))

def forked():
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.write(writing, str(os.getpid()).encode())
            while True:
                ctypes.CDLL(None).sleep(600)
        os._exit(0)
    os.wait()
    return int(os.read(reading, 20))

class Model:
    def predict(self, request):
        if request["inputs"] == "flood":
            return {"all": [os.getpid(), subprocess.Popen(["yes", "flooded"], start_new_session=True).pid]}
        if request["inputs"] == "die":
            os._exit(3)
        if request["inputs"] == "hold":
            ctypes.PyDLL(None).sleep(600)
        session = subprocess.Popen(["sleep", "600"], start_new_session=True).pid
        return {"all": [os.getpid(), session, daemon(), forked()]}
`;

async function family(served: Pick<ServedModel, 'url'>, inputs = 'start'): Promise<number[]> {
  const body = JSON.stringify({ inputs });
  const response = await fetch(`${served.url}/v1/models/model:predict`, { method: 'POST', body: new Blob([body]) });
  const { all } = (await response.json()) as { all: number[] };
  return all;
}

/** A server in a process of its own, which can be killed. */
async function host(model: string): Promise<{ url: string; kill: () => void }> {
  const script = fileURLToPath(import.meta.resolve('../../../../test/support/server-host.ts'));
  const entry = JSON.stringify(modelEntry(model));
  const child = spawn(process.execPath, [script, entry], { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = (): void => void child.kill('SIGKILL');
  onTestFinished(kill);
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { url, kill };
}

// Only Linux tells whose a process is that has left everything.
describe.skipIf(process.platform !== 'linux')('what a model has started in sessions of their own goes', () => {
  test('with its worker', async () => {
    const served = await serveModel(PARENT);
    const all = await family(served);
    expect(all.map(isAlive)).toEqual([true, true, true, true]);
    await served.predict({ inputs: 'die' });
    await Promise.all(all.map(untilGone));
    expect((await served.predict({ inputs: 'start' })).status).toBe(200);
  });

  test('with the server', async () => {
    const served = await serveModel(PARENT);
    const all = await family(served);
    await served.drain();
    expect(all.map(isAlive)).toEqual([false, false, false, false]);
  });

  test('with a server that is killed', async () => {
    const served = await host(PARENT);
    const all = await family(served);
    served.kill();
    await Promise.all(all.map(untilGone));
  });

  test('even if it writes for ever, and another worker is started', async () => {
    const served = await serveModel(PARENT);
    const [worker = 0, flood = 0] = await family(served, 'flood');
    await served.log.until(/^flooded$/);
    process.kill(worker, 'SIGKILL');
    await untilGone(flood);
    expect((await served.predict({ inputs: 'start' })).status).toBe(200);
  });
});

test('a killed server takes a model along that lets no other thread of its process run', async () => {
  const served = await host(PARENT);
  const [worker = 0] = await family(served);
  const held = fetch(`${served.url}/v1/models/model:predict`, {
    method: 'POST',
    body: new Blob(['{"inputs": "hold"}']),
  });
  held.catch(() => {});
  await expect
    .poll(async () => (await (await fetch(`${served.url}/metrics`)).text()).match(/in_flight\S* 1$/m))
    .toBeTruthy();
  served.kill();
  await untilGone(worker);
});

test.each(['def', 'async def'])('a worker whose channel the model closes is replaced (%s)', async (keyword) => {
  const served = await serveModel(`
import os

class Model:
    ${keyword} predict(self, request):
        if request["inputs"] == "close":
            os.close(3)
        return {"pid": os.getpid()}
`);
  const response = await served.predict({ inputs: 'close' });
  expect([response.status, await response.json()]).toMatchObject([503, { code: 'WORKER_DIED' }]);
  await served.log.until(/closed the channel|ended with status|was killed/);
  expect((await served.predict({ inputs: 'go' })).status).toBe(200);
});
