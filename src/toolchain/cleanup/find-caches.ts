import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { bytesIn } from '../../system/files/bytes-in.ts';
import { COMPILED_MODULES, trussHome } from '../home/truss-home.ts';
import type { Leftover } from './leftover.ts';

/** What stays: the files under which commands wait for each other, and what the next command, or this one, writes again at once. */
const KEPT: ReadonlySet<string> = new Set(['claims', COMPILED_MODULES]);

/** Everything that Truss remembers to be faster. */
export async function findCaches(): Promise<Leftover[]> {
  const directory = join(trussHome(), 'cache');
  const names = await readdir(directory).catch(() => []);
  return Promise.all(
    names
      .filter((name) => !KEPT.has(name))
      .map(async (name) => {
        const path = join(directory, name);
        const remove = (): Promise<void> => rm(path, { recursive: true, force: true });
        return {
          kind: 'cache',
          path,
          bytes: await bytesIn(path),
          why: 'made again when it is needed',
          remove,
        } as const;
      }),
  );
}
