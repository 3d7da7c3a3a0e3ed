import { existsSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

import { expect, test, vi } from 'vitest';

import { temporaryTruss, useTemporaryHome } from '../../../test/support/temporary-home.ts';
import { withClaim } from './with-claim.ts';

useTemporaryHome();
const what = 'the thing';

test('it is given back when the work fails', async () => {
  const path = join(temporaryTruss({}), 'thing.claim');
  const held: boolean[] = [];
  const work = (): Promise<never> => {
    held.push(existsSync(path));
    return Promise.reject(new Error('no'));
  };
  await expect(withClaim(path, { what }, work)).rejects.toThrow('no');
  expect([...held, existsSync(path)]).toEqual([true, false]);
});

test('who waits is told for whom, and does nothing meanwhile', async () => {
  const path = join(temporaryTruss({}), 'thing.claim');
  writeFileSync(path, JSON.stringify({ pid: process.ppid, start: '', host: hostname(), token: 't' }));
  const controller = new AbortController();
  const progress = vi.fn<(event: { message: string }) => void>(() => controller.abort(new Error('enough')));
  const work = vi.fn<() => Promise<void>>();
  await expect(withClaim(path, { what, progress, signal: controller.signal }, work)).rejects.toThrow('enough');
  expect(progress.mock.calls[0]?.[0].message).toBe(`Waiting for process ${process.ppid}, which works on the thing`);
  expect(work).not.toHaveBeenCalled();
});
