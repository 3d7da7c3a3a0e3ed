import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { bytesIn } from '../../system/files/bytes-in.ts';
import { trussHome } from '../home/truss-home.ts';
import type { Leftover } from './leftover.ts';

/** No cache: the files under which commands wait for each other. */
const CLAIMS = 'claims';

/** Everything that Truss remembers to be faster. */
export async function findCaches(): Promise<Leftover[]> {
  const directory = join(trussHome(), 'cache');
  const names = await readdir(directory).catch(() => []);
  return Promise.all(
    names
      .filter((name) => name !== CLAIMS)
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
