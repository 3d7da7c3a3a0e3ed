import type { Issue } from '../../core/errors/issue.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import type { Progress } from '../progress.ts';
import { requireExternalPackages } from '../project/check/external-packages.ts';
import type { Project } from '../project/open/open-project.ts';
import { lockProject } from './lock/lock-project.ts';
import type { LockState } from './lock/lock-state.ts';
import { freshLock, readLockState } from './lock/lock-state.ts';
import { currentPython } from './python/current-python.ts';
import { showMinor, wantedPython } from './python/python-version.ts';
import { configIssue } from './sources/requirement-issue.ts';
import type { BuiltEnvironment } from './store/build-environment.ts';
import { buildEnvironment } from './store/build-environment.ts';
import { readyEnvironment } from './store/ready-environment.ts';
import { ensureWorkerPackages, findWorkerPackages } from './store/worker-packages.ts';
import { fetchWithUv } from './uv/fetch-with-uv.ts';

/** A Python with all that a truss requires. */
export interface Environment {
  /** The absolute path of the interpreter. */
  readonly python: string;
  /** `3.11.7`. */
  readonly version: string;
  /** The directory of the virtual environment; null for the Python at hand (`--env current`). */
  readonly directory: string | null;
  /** Whether it was built now. */
  readonly created: boolean;
  readonly lockPath: string | null;
  /** The folder of packages that make its workers faster; null where there is none. */
  readonly workerPackages: string | null;
  readonly warnings: readonly Issue[];
}

export interface EnsureOptions {
  /** An environment of the truss's own, or the Python at hand with whatever it has. */
  readonly source: 'isolated' | 'current';
  /** A lock that does not fit is `ENV_LOCK_STALE` instead of made anew. */
  readonly frozen?: boolean;
  /** One that is not built yet is `ENV_NOT_FOUND`: to build it takes the network. */
  readonly offline?: boolean;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

/**
 * The environment in which a truss runs. Where it is there and its lock fits, files are read and nothing is started; else the lock is
 * made and the environment built, by uv. Fails with `ENV_*`, and `FILE_MISSING` for packages outside of the truss.
 */
export async function ensureEnvironment(project: Project, options: EnsureOptions): Promise<Environment> {
  await requireExternalPackages(project);
  if (options.source === 'current') return withPythonAtHand();
  const warnings = raisedWarning(project);
  const { progress, signal, frozen = false, offline = false } = options;
  const fetch = offline ? undefined : fetchWithUv({ cwd: project.directory, progress, signal });
  const state = await readLockState(project, fetch);
  const ready = await environmentOf(project, state);
  if (ready !== null) return { ...ready, warnings };
  if (offline) throw notBuilt(project);
  const lock = await lockProject(project, { state, frozen, progress, signal });
  const { python, sources } = lock;
  const built = await buildEnvironment(project, lock, { python, sources, progress, signal });
  if (built.created) await ensureWorkerPackages({ ...built, cwd: project.directory, signal });
  return asEnvironment(built, lock.path, [...warnings, ...lock.warnings]);
}

function notBuilt({ directory }: Project): TrussError {
  return new TrussError('ENV_NOT_FOUND', {
    message: `The environment of ${directory} is not built, or its requirements have changed since; and --offline was given.`,
    hint: 'Build it once where there is a network: truss env create',
  });
}

/** The environment of a truss if it is there and its lock fits, else null. Nothing is made. */
export async function findEnvironment(project: Project): Promise<Environment | null> {
  return environmentOf(project, await readLockState(project));
}

async function environmentOf(project: Project, state: LockState): Promise<Environment | null> {
  const lock = freshLock(state);
  const ready = lock === null ? null : await readyEnvironment(lock, project.directory);
  return lock === null || ready === null ? null : asEnvironment({ ...ready, created: false }, lock.path, []);
}

async function withPythonAtHand(): Promise<Environment> {
  const { path, version } = await currentPython();
  const workerPackages = await findWorkerPackages(version);
  return { python: path, version, directory: null, created: false, lockPath: null, workerPackages, warnings: [] };
}

async function asEnvironment(
  built: BuiltEnvironment,
  lockPath: string,
  warnings: readonly Issue[],
): Promise<Environment> {
  const { python, version, directory, created } = built;
  const workerPackages = await findWorkerPackages(version);
  return { python, version, directory, created, lockPath, workerPackages, warnings };
}

/** Trusses of 2022 ask for 3.7 or 3.8, which nothing supports any longer. */
function raisedWarning(project: Project): readonly Issue[] {
  const { minor, raisedFrom } = wantedPython(project.config.python_version);
  if (minor === null || raisedFrom === null) return [];
  const problem = {
    code: 'ENV_PYTHON_UNSUPPORTED',
    message: `Python ${showMinor(raisedFrom)} is no longer supported, so this truss runs on ${showMinor(minor)}.`,
    hint: `Write python_version: py3${minor}, or a newer one.`,
    severity: 'warning',
  } as const;
  return [configIssue(project, 'python_version', problem)];
}
