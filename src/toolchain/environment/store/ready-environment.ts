import { join } from 'node:path';

import { isExecutable } from '../../../system/processes/find-executable.ts';
import type { FreshLock } from '../lock-file/lock-file.ts';
import { environmentKey } from './environment-key.ts';
import { environmentHome, readMarker, touchMarker } from './environment-marker.ts';

/** An environment that is whole. */
export interface ReadyEnvironment {
  readonly key: string;
  readonly directory: string;
  readonly python: string;
  /** `3.11.7`. */
  readonly version: string;
}

/** The environment of a lock, if it is there and its Python still is. Notes that it was used. */
export async function readyEnvironment(lock: FreshLock, directory: string): Promise<ReadyEnvironment | null> {
  const key = await environmentKey(lock, directory);
  const marker = await readMarker(key);
  if (marker === null) return null;
  const home = join(environmentHome(key), marker.directory);
  const python = join(home, 'bin', 'python');
  // The link dangles when the Python behind it was removed.
  if (!(await isExecutable(python))) return null;
  await touchMarker(key);
  return { key, directory: home, python, version: marker.version };
}
