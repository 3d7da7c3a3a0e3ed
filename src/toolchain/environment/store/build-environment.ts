import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { makeDirectory } from '../../../system/files/make-directory.ts';
import { explainWriteError } from '../../home/explain-system-error.ts';
import { withClaim } from '../../home/with-claim.ts';
import type { Project } from '../../project/open/open-project.ts';
import type { FreshLock } from '../lock-file/lock-file.ts';
import { environmentKey } from './environment-key.ts';
import { environmentClaimPath, environmentHome, writeMarker } from './environment-marker.ts';
import type { InstallOptions } from './install-lock.ts';
import { installLock } from './install-lock.ts';
import type { ReadyEnvironment } from './ready-environment.ts';
import { readyEnvironment } from './ready-environment.ts';

export interface BuiltEnvironment extends ReadyEnvironment {
  /** False where it was there already, or another command has built it meanwhile. */
  readonly created: boolean;
}

/** The environment of a lock: the one that is there, or a new one. Fails with `ENV_*`. */
export async function buildEnvironment(
  project: Project,
  lock: FreshLock,
  options: Omit<InstallOptions, 'directory'>,
): Promise<BuiltEnvironment> {
  const key = await environmentKey(lock, project.directory);
  const what = `the environment ${key}`;
  // In a home that others have filled, and that is only read, nothing could be claimed.
  const before = await readyEnvironment(lock, project.directory);
  if (before !== null) return { ...before, created: false };
  return withClaim(environmentClaimPath(key), { ...options, what }, async () => {
    const ready = await readyEnvironment(lock, project.directory);
    if (ready !== null) return { ...ready, created: false };
    const home = environmentHome(key);
    await clear(home);
    try {
      const name = randomBytes(3).toString('hex');
      const directory = join(home, name);
      await installLock(project, lock, { ...options, directory });
      const { version } = options.python;
      await writeMarker(key, { format: 1, directory: name, version, created: new Date().toISOString() });
      return { key, directory, python: join(directory, 'bin', 'python'), version, created: true };
    } catch (error) {
      // Nobody wants to see half an environment in the list; what cannot be removed now is removed by the next build.
      await rm(home, { recursive: true, force: true }).catch(() => undefined);
      throw error;
    }
  });
}

/** What an earlier build left when it was killed. A file that its uv is still writing may stay behind; nobody will look at it. */
async function clear(home: string): Promise<void> {
  try {
    await makeDirectory(home);
    for (const name of await readdir(home)) {
      await rm(join(home, name), { recursive: true, force: true }).catch(() => undefined);
    }
  } catch (error) {
    throw explainWriteError(error, home);
  }
}
