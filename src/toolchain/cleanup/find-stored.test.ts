import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, onTestFinished, test, vi } from 'vitest';

import { useTemporaryHome } from '../../../test/support/temporary-home.ts';
import { linkFromStore, moveIntoStore } from '../store/content-store.ts';
import { partialDirectory, storedPath } from '../store/store-places.ts';
import { cleanUp } from './clean-up.ts';

const home = useTemporaryHome();

/** A file of the store with this text; gives its sha256. */
async function store(text: string): Promise<string> {
  const sha256 = createHash('sha256').update(text).digest('hex');
  const path = join(home(), 'arriving');
  writeFileSync(path, text);
  await moveIntoStore(path, sha256);
  return sha256;
}

function twoDaysLater(): void {
  const now = Date.now() + 2 * 24 * 60 * 60 * 1000;
  const clock = vi.spyOn(Date, 'now').mockReturnValue(now);
  onTestFinished(() => clock.mockRestore());
}

test('Files of the store go that no place has, and downloads that nobody went on with, when they are a day old', async () => {
  const placed = await store('placed');
  await linkFromStore(placed, join(home(), 'weights', 'a', 'placed.bin'));
  const left = await store('left');
  mkdirSync(partialDirectory(), { recursive: true });
  for (const name of ['half', 'half.state']) writeFileSync(join(partialDirectory(), name), 'x');
  expect(await cleanUp({ unusedForDays: null, dryRun: false })).toEqual([]);

  twoDaysLater();
  const options = { unusedForDays: null, dryRun: true };
  const found = (await cleanUp(options)).map(({ kind, bytes, why }) => `${kind} of ${bytes} B: ${why}`);
  expect(found).toEqual([
    'store of 4 B: in no truss and no image any more',
    'temporary of 1 B: of a download that was broken off',
    'temporary of 1 B: of a download that was broken off',
  ]);
  expect(existsSync(storedPath(left))).toBe(true);
  await cleanUp({ ...options, dryRun: false });
  expect([storedPath(left), storedPath(placed)].map((path) => existsSync(path))).toEqual([false, true]);
  expect(existsSync(join(partialDirectory(), 'half'))).toBe(false);
});
