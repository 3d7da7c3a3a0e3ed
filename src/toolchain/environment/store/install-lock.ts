import { join } from 'node:path';

import { restoreCredentials } from '../../../core/requirements/credentials.ts';
import { FROM_ANY_INDEX } from '../../../core/requirements/from-any-index.ts';
import { packageName } from '../../../core/requirements/package-name.ts';
import type { Progress } from '../../progress.ts';
import type { Project } from '../../project/open/open-project.ts';
import type { FreshLock } from '../lock-file/lock-file.ts';
import { isFromAnyIndex, lockedLines, readLockEntries } from '../lock-file/lock-file.ts';
import type { Python } from '../python/python.ts';
import type { RequirementSources } from '../sources/requirement-sources.ts';
import { torchIndex } from '../sources/torch-build.ts';
import { explainUvFailure } from '../uv/explain-uv-failure.ts';
import { runUv } from '../uv/run-uv.ts';
import { uvProgress } from '../uv/uv-progress.ts';
import { refreshOptions } from './refresh-options.ts';

export interface InstallOptions {
  readonly python: Python;
  /** What the lock was made from. */
  readonly sources: RequirementSources;
  /** Where the virtual environment shall be; nothing is there yet. */
  readonly directory: string;
  readonly progress?: Progress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Makes a virtual environment and installs a lock into it, verifying all hashes that the lock has. Fails with `ENV_*`. */
export async function installLock(project: Project, lock: FreshLock, options: InstallOptions): Promise<void> {
  const { python, sources, directory, progress, signal } = options;
  const entries = readLockEntries(lock.text);
  const requirements = entries.map(({ requirement }) => requirement);
  progress?.({ phase: 'install', message: describe(requirements, python) });
  const run = async (args: readonly string[], input = ''): Promise<void> => {
    const onLine = uvProgress('install', progress);
    const result = await runUv({ args, cwd: project.directory, input, signal, onLine });
    if (result.status !== 0) throw explainUvFailure(result, { step: 'install', project, lines: sources.lines, input });
  };
  await run(['venv', directory, '--python', python.base]);
  if (entries.length === 0) return;
  // One line without a hash makes uv refuse all; without this option it verifies the hashes that there are.
  const strict = entries.every(({ hashed }) => hashed) ? ['--require-hashes'] : [];
  const indexes = isFromAnyIndex(lock.text) ? FROM_ANY_INDEX : [];
  const refresh = await refreshOptions(lock.text, project.directory);
  // The lock holds no credentials; uv gets those that the requirements have.
  const input = restoreCredentials(lockedLines(lock.text).join('\n'), [...sources.texts, torchIndex()]);
  await run(
    ['pip', 'sync', '-', '--python', join(directory, 'bin', 'python'), ...strict, ...indexes, ...refresh],
    input,
  );
}

function describe(requirements: readonly string[], { version }: Python): string {
  // A lock has a package several times where platforms differ.
  const { size } = new Set(requirements.map((requirement) => packageName(requirement) ?? requirement));
  if (size === 0) return `Making an environment of Python ${version}`;
  return `Installing ${size === 1 ? '1 package' : `${size} packages`} for Python ${version}`;
}
