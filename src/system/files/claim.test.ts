import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

import { expect, test, vi } from 'vitest';

import { temporaryTruss } from '../../../test/support/temporary-home.ts';
import { claimHolder, takeClaim } from './claim.ts';

const what = 'the thing';

function claimFile(holder?: object): string {
  const path = join(temporaryTruss({}), 'thing.claim');
  if (holder !== undefined) writeFileSync(path, JSON.stringify({ start: '', host: hostname(), token: 't', ...holder }));
  return path;
}

async function withClaim<T>(path: string, work: () => Promise<T>): Promise<T> {
  const claim = await takeClaim(path, { what });
  try {
    return await work();
  } finally {
    await claim.release();
  }
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
  await Promise.all(Array.from({ length: 5 }, () => withClaim(path, work)));
  expect(most).toBe(1);
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
  [
    'that was never written, of a time that has yet to come',
    () => {
      const path = claimFile();
      const nextYear = Date.now() / 1000 + 365 * 24 * 3600;
      writeFileSync(path, '');
      utimesSync(path, nextYear, nextYear);
      return path;
    },
  ],
  [
    'that is a directory',
    () => {
      const path = claimFile();
      mkdirSync(join(path, 'in'), { recursive: true });
      return path;
    },
  ],
  [
    'that is a link to nowhere',
    () => {
      const path = claimFile();
      symlinkSync('nowhere', path);
      return path;
    },
  ],
  [
    'that was being broken by a process that is dead',
    () => {
      const path = claimFile({ pid: deadPid() });
      mkdirSync(`${path}.break`);
      utimesSync(`${path}.break`, 0, 0);
      return path;
    },
  ],
])('a claim %s is taken over', async (_, leave) => {
  const path = leave();
  expect(await claimHolder(path)).toBeNull();
  expect(await withClaim(path, () => Promise.resolve('done'))).toBe('done');
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
  const seen = await Promise.all(Array.from({ length: 5 }, () => withClaim(path, work)));
  expect(seen).toEqual([1, 1, 1, 1, 1]);
});

test.each([
  ['of a living process', { pid: process.ppid }],
  ['of another machine', { pid: 1, host: 'elsewhere' }],
])('a claim %s is waited for, until the wait is aborted', async (_, holder) => {
  const path = claimFile(holder);
  const controller = new AbortController();
  const onWait = vi.fn<(who: string) => void>(() => controller.abort(new Error('enough')));
  await expect(takeClaim(path, { what, onWait, signal: controller.signal })).rejects.toThrow('enough');
  expect(onWait).toHaveBeenCalledExactlyOnceWith(`process ${holder.pid}`);
  expect(await claimHolder(path)).toBe(holder.pid);
});
