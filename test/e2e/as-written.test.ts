// A value that somebody wrote counts, also where it is the default.
import { chmodSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { echoTruss } from '../support/echo-truss.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const scenario = new TrussScenario();
beforeAll(() => {
  scenario.write({
    'bin/nvidia-smi': '#!/bin/sh\necho "0, GPU-aa, NVIDIA L4"; echo "1, GPU-bb, NVIDIA L4"\n',
    ...echoTruss('free', { 'config.yaml': 'resources: {use_gpu: true}\n' }),
    ...echoTruss('bound', { 'config.yaml': 'resources: {use_gpu: true, cpu: "1"}\nruntime: {num_workers: 1}\n' }),
  });
  chmodSync(join(scenario.directory, 'bin/nvidia-smi'), 0o755);
});
afterAll(() => scenario.close());

interface Share {
  readonly cpus: number;
  readonly workers: number;
}

/** How a truss is spread over a machine with two GPUs, by the log of the server. */
async function shareOf(name: string): Promise<Share> {
  const env = { PATH: `${scenario.directory}/bin:${process.env['PATH']}`, CUDA_VISIBLE_DEVICES: '0,1' };
  const server = scenario.start(['serve', name, '--env', 'current', '--port', '0', '--json'], { env });
  const [line] = await server.untilPrinted(/^\{.*Numeric libraries get their share.*$/m);
  server.signal('SIGKILL');
  return JSON.parse(line) as Share;
}

it.skipIf(process.platform === 'darwin')('gives a worker to each GPU, unless one is asked for', async () => {
  expect([(await shareOf('free')).workers, (await shareOf('bound')).workers]).toEqual([2, 1]);
});

it.skipIf(cpus().length === 1)('gives all processors, unless one is asked for', async () => {
  expect((await shareOf('free')).cpus).toBeGreaterThan(1);
  expect((await shareOf('bound')).cpus).toBe(1);
});
