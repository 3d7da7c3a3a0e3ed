import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { packageName } from '../../../core/requirements/package-name.ts';
import { explainWriteError } from '../../home/system-error.ts';
import type { Progress } from '../../progress.ts';
import type { Project } from '../../project/open-project.ts';
import { withClaim } from '../claim.ts';
import { lockedLines, readLockEntries } from '../lock/lock-file.ts';
import type { FreshLock } from '../lock/lock-file.ts';
import { readSources } from '../lock/requirement-sources.ts';
import type { Python } from '../python/python.ts';
import { restoreCredentials } from '../uv/credentials.ts';
import { explainUvFailure } from '../uv/explain-uv-failure.ts';
import { runUv } from '../uv/run-uv.ts';
import { uvProgress } from '../uv/uv-progress.ts';
import { environmentKey } from './environment-key.ts';
import { environmentClaimPath, environmentHome, writeMarker } from './environment-marker.ts';
import type { ReadyEnvironment } from './ready-environment.ts';
import { readyEnvironment } from './ready-environment.ts';
import { refreshOptions } from './refresh-options.ts';

export interface BuildOptions {
  readonly python: Python;
  readonly progress?: Progress | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface BuiltEnvironment extends ReadyEnvironment {
  /** False where it was there already, or another command has built it meanwhile. */
  readonly created: boolean;
}

/** The environment of a lock: the one that is there, or a new one. Fails with `ENV_*`. */
export async function buildEnvironment(
  project: Project,
  lock: FreshLock,
  options: BuildOptions,
): Promise<BuiltEnvironment> {
  const key = await environmentKey(lock, project.directory);
  const what = `the environment ${key}`;
  return withClaim(environmentClaimPath(key), { ...options, what }, async () => {
    const ready = await readyEnvironment(lock, project.directory);
    if (ready !== null) return { ...ready, created: false };
    const home = environmentHome(key);
    await removeBuilds(home);
    const name = randomBytes(3).toString('hex');
    const directory = join(home, name);
    await createVenv(project, directory, options);
    await install(project, lock, { ...options, directory });
    const { version } = options.python;
    await writeMarker(key, { format: 1, directory: name, version, created: new Date().toISOString() });
    return { key, directory, python: join(directory, 'bin', 'python'), version, created: true };
  });
}

/** What an earlier build left when it was killed. A file that its uv is still writing may stay behind; nobody will look at it. */
async function removeBuilds(home: string): Promise<void> {
  try {
    await mkdir(home, { recursive: true });
    for (const name of await readdir(home)) {
      await rm(join(home, name), { recursive: true, force: true }).catch(() => undefined);
    }
  } catch (error) {
    throw explainWriteError(error, home);
  }
}

async function createVenv(
  project: Project,
  directory: string,
  { python, progress, signal }: BuildOptions,
): Promise<void> {
  progress?.({ phase: 'install', message: `Making an environment of Python ${python.version}` });
  const result = await runUv({ args: ['venv', directory, '--python', python.base], cwd: project.directory, signal });
  if (result.status !== 0) throw explainUvFailure(result, { step: 'install', project, lines: [], input: '' });
}

async function install(
  project: Project,
  lock: FreshLock,
  { directory, progress, signal }: BuildOptions & { readonly directory: string },
): Promise<void> {
  const entries = readLockEntries(lock.text);
  if (entries.length === 0) return;
  const { size } = new Set(entries.map(({ requirement }) => packageName(requirement) ?? requirement));
  progress?.({ phase: 'install', message: `Installing ${size === 1 ? '1 package' : `${size} packages`}` });
  const sources = await readSources(project);
  // The lock holds no credentials; uv gets those that the requirements have.
  const input = restoreCredentials(lockedLines(lock.text).join('\n'), sources.texts);
  // One line without a hash makes uv refuse all; then it verifies the hashes that there are.
  const strict = entries.every(({ hashed }) => hashed) ? ['--require-hashes'] : [];
  const refresh = await refreshOptions(lock.text, project.directory);
  const result = await runUv({
    args: ['pip', 'sync', '-', '--python', join(directory, 'bin', 'python'), ...strict, ...refresh],
    cwd: project.directory,
    input,
    signal,
    onLine: uvProgress('install', progress),
  });
  if (result.status !== 0) throw explainUvFailure(result, { step: 'install', project, lines: sources.lines, input });
}
