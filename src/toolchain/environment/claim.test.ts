import { spawnSync } from 'node:child_process';
import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

import { expect, test, vi } from 'vitest';

import { temporaryTruss, useTemporaryHome } from '../../../test/support/temporary-home.ts';
import { claimHolder, withClaim } from './claim.ts';

useTemporaryHome();
const what = 'the thing';

function claimFile(holder?: object): string {
  const path = join(temporaryTruss({}), 'thing.claim');
  if (holder !== undefined) writeFileSync(path, JSON.stringify({ start: '', host: hostname(), token: 't', ...holder }));
  return path;
}

function deadPid(): number {
  return spawnSync('true').pid;
}

test('of many that want it, one works at a time', async () => {
  const path = claimFile();
  let working = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    working += 1;
    most = Math.max(most, working);
    await new Promise((resolve) => setImmediate(resolve));
    working -= 1;
  };
  await Promise.all(Array.from({ length: 5 }, () => withClaim(path, { what }, work)));
  expect(most).toBe(1);
  expect(existsSync(path)).toBe(false);
});

test('it is given back when the work fails', async () => {
  const path = claimFile();
  await expect(withClaim(path, { what }, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(existsSync(path)).toBe(false);
});

test.each([
  ['of a process that is dead', () => claimFile({ pid: deadPid() })],
  ['of a process whose id another one has now', () => claimFile({ pid: process.pid, start: 'long ago' })],
  [
    'that was never written',
    () => {
      const path = claimFile();
      writeFileSync(path, '');
      utimesSync(path, 0, 0);
      return path;
    },
  ],
])('a claim %s is taken over', async (_, leave) => {
  const path = leave();
  expect(await claimHolder(path)).toBeNull();
  expect(await withClaim(path, { what }, () => Promise.resolve('done'))).toBe('done');
});

test('several that find a dead one do not take it from each other', async () => {
  const path = claimFile({ pid: deadPid() });
  let working = 0;
  const work = async (): Promise<number> => {
    working += 1;
    await new Promise((resolve) => setImmediate(resolve));
    const seen = working;
    working -= 1;
    return seen;
  };
  const seen = await Promise.all(Array.from({ length: 5 }, () => withClaim(path, { what }, work)));
  expect(seen).toEqual([1, 1, 1, 1, 1]);
});

test.each([
  ['of a living process', { pid: process.ppid }],
  ['of another machine', { pid: 1, host: 'elsewhere' }],
])('a claim %s is waited for, until the wait is aborted', async (_, holder) => {
  const path = claimFile(holder);
  const controller = new AbortController();
  const progress = vi.fn<(event: { message: string }) => void>(() => controller.abort(new Error('enough')));
  const work = vi.fn<() => Promise<void>>();
  await expect(withClaim(path, { what, progress, signal: controller.signal }, work)).rejects.toThrow('enough');
  expect(progress.mock.calls[0]?.[0].message).toBe(`Waiting for process ${holder.pid}, which works on the thing`);
  expect(work).not.toHaveBeenCalled();
  expect(await claimHolder(path)).toBe(holder.pid);
});
