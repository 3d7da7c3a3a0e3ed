// What a container does before its server starts, where its weights lie on a volume.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { openWaitingRoom } from '../../src/host/weights/waiting-room.ts';
import { echoTruss } from '../support/echo-truss.ts';
import { freePort } from '../support/free-port.ts';
import { TrussScenario } from '../support/truss-scenario.ts';

const root = resolve(import.meta.dirname, '../..');
const scenario = new TrussScenario();
afterAll(() => scenario.close());

const volume = join(scenario.directory, 'volume');

beforeAll(async () => {
  const far = join(scenario.directory, 'far');
  const config = `weights: [{source: "file://${far}", mount_location: /models/heavy}]\n`;
  scenario.write({ ...echoTruss('echo', { 'config.yaml': config }), 'far/a.bin': 'abc', 'far/sub/b.bin': 'de' });
  expect(await scenario.run(['weights', 'lock', 'echo'])).toMatchObject({ code: 0 });
});

/** Runs the program of an image, and gives the last line of its log. */
async function fill(): Promise<unknown> {
  const program = [join(root, 'src/host/image-weights-main.ts'), join(scenario.directory, 'echo'), volume];
  const { stderr } = await promisify(execFile)(join(root, 'node_modules/.bin/node'), program);
  return JSON.parse(stderr.trim().split('\n').at(-1) ?? '');
}

it('fetches what the volume lacks, where the mounts of the pod look for it', async () => {
  expect(await fill()).toMatchObject({ files: 2, fetched: 2, message: 'The weights are there' });
  expect(readFileSync(join(volume, 'heavy/a.bin'), 'utf8')).toBe('abc');
  expect(readFileSync(join(volume, 'heavy/sub/b.bin'), 'utf8')).toBe('de');
  expect(readFileSync(join(volume, 'heavy.ready'), 'utf8')).toMatch(/^[0-9a-f]{64} {2}a\.bin\n/);
});

it('fetches nothing again, and mends what is gone', async () => {
  expect(await fill()).toMatchObject({ files: 2, fetched: 0 });
  rmSync(join(volume, 'heavy/a.bin'));
  expect(await fill()).toMatchObject({ files: 2, fetched: 0 });
  expect(existsSync(join(volume, 'heavy/a.bin'))).toBe(true);
});

it('says that the lock does not fit the config', async () => {
  const path = join(scenario.directory, 'echo/config.yaml');
  writeFileSync(path, readFileSync(path, 'utf8').replace('far', 'farther'));
  await expect(fill()).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('truss weights lock') });
});

it('says how much is there to whoever asks meanwhile', async () => {
  const port = await freePort();
  const close = await openWaitingRoom(port, () => 'Fetching weights: 1 of 2 files');
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/v2/health/ready`);
    expect([answer.status, await answer.json()]).toEqual([
      503,
      { ready: false, error: 'Fetching weights: 1 of 2 files', code: 'SERVER_NOT_READY' },
    ]);
  } finally {
    close();
  }
});
