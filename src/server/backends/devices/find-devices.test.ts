import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expect, onTestFinished, test, vi } from 'vitest';

import type { ServedModel } from '../../../../test/support/served-model.ts';
import { serveModel } from '../../../../test/support/served-model.ts';
import { defaultConfig } from '../../../core/config/config.ts';
import { findDevices } from './find-devices.ts';

const { resources } = defaultConfig();
const GPU = { config: { resources: { ...resources, use_gpu: true } } };

/** Says what it sees, and waits until every worker has said it. */
const MODEL = `
import os

class Model:
    def predict(self, request):
        seen = os.environ.get("CUDA_VISIBLE_DEVICES")
        open("seen-by-" + str(seen), "w").close()
        while len([name for name in os.listdir() if name.startswith("seen-by-")]) < request["workers"]:
            pass
        return seen
`;

/** Puts a program called nvidia-smi, of these lines of shell, before all others; it knows nothing else of the machine. */
function fakeDriver(script: string): void {
  const directory = realpathSync(mkdtempSync(path.join(tmpdir(), 'truss-nvidia-')));
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(directory, { recursive: true, force: true });
  });
  writeFileSync(path.join(directory, 'nvidia-smi'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  vi.stubEnv('PATH', `${directory}:${process.env['PATH'] ?? ''}`);
  vi.stubEnv('CUDA_VISIBLE_DEVICES', undefined);
}

const TWO_DEVICES = 'echo "0, GPU-aa, NVIDIA L4"; echo "1, GPU-bb, NVIDIA L4"';

async function seenBy(served: ServedModel, workers: number): Promise<Set<unknown>> {
  const answers = Array.from({ length: workers }, async () => (await served.predict({ workers })).json());
  return new Set(await Promise.all(answers));
}

function warnings({ log }: ServedModel): unknown[] {
  return log.records.filter(({ level }) => level === 'warn').map(({ message }) => message);
}

// On macOS nvidia-smi is not asked for: there is no driver of NVIDIA's.
test.skipIf(process.platform === 'darwin')('each worker of a GPU model sees a device of its own', async () => {
  fakeDriver(TWO_DEVICES);
  const served = await serveModel(MODEL, { ...GPU, workers: null });
  expect(served.workersOf('echo')).toBe(2);
  expect(await seenBy(served, 2)).toEqual(new Set(['0', '1']));
  expect(warnings(served)).toEqual([]);
});

test.skipIf(process.platform === 'darwin')('a model that asks for none sees what there is', async () => {
  fakeDriver(TWO_DEVICES);
  const served = await serveModel(MODEL, { workers: null });
  expect(served.workersOf('echo')).toBe(1);
  expect(await seenBy(served, 1)).toEqual(new Set([null]));
});

test.skipIf(process.platform === 'darwin').each(['exit 9', 'echo No devices were found', 'exec /no/such/driver'])(
  'a driver that says %j has no devices: the model runs, and one warning says so',
  async (script) => {
    fakeDriver(script);
    expect(await findDevices()).toEqual({ nvidia: [], hasApple: false });
    const served = await serveModel(MODEL, { ...GPU, workers: null });
    expect(await seenBy(served, 1)).toEqual(new Set([null]));
    expect(warnings(served)).toEqual([
      'The model asks for a GPU, and none was found: it runs on the processor, unless it finds a device by itself',
    ]);
  },
);
