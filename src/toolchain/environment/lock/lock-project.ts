import type { Issue } from '../../../core/errors/issue.ts';
import { TrussError } from '../../../core/errors/truss-error.ts';
import { withClaim } from '../../home/with-claim.ts';
import type { Progress } from '../../progress.ts';
import type { Project } from '../../project/open/open-project.ts';
import { readLockEntries, renderLock } from '../lock-file/lock-file.ts';
import type { FreshLock } from '../lock-file/lock-file.ts';
import { isInTruss, lockClaimPath, writeLock } from '../lock-file/lock-place.ts';
import type { ChosenPython } from '../python/choose-python.ts';
import type { FetchPython } from '../python/fetch-python.ts';
import { pythonForProject } from '../python/python-for-project.ts';
import { showMinor } from '../python/python-version.ts';
import type { Python } from '../python/python.ts';
import { refuseForeign } from '../sources/refuse-foreign.ts';
import type { RequirementSources } from '../sources/requirement-sources.ts';
import { fetchWithUv } from '../uv/fetch-with-uv.ts';
import { boundsOf, NO_BOUNDS } from './bounds.ts';
import { compileForBuild } from './compile-for-build.ts';
import { defaultIndex, nameIndexes } from './index-lines.ts';
import type { SeedVersion } from './kept-versions.ts';
import { keptVersions } from './kept-versions.ts';
import type { LockState } from './lock-state.ts';
import { freshLock, readLockState, rereadLocks } from './lock-state.ts';
import { lockWarnings } from './lock-warnings.ts';

export interface LockOptions {
  /** What was read of the truss already. Default: it is read now. */
  readonly state?: LockState;
  /** Versions that packages have where the model was made: what the requirements bring along stays at them. */
  readonly seed?: readonly SeedVersion[];
  /** Packages that shall go to the newest version that fits, or all of them: the lock is made anew even where it fits. */
  readonly upgrade?: 'all' | readonly string[];
  /** Refuse to write: a lock that does not fit is `ENV_LOCK_STALE`. */
  readonly frozen?: boolean;
  readonly progress?: Progress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A lock that fits the truss, and how it came to be. */
export interface ProjectLock extends FreshLock {
  /** The Python that it is for. */
  readonly python: Python;
  /** What it was made from. */
  readonly sources: RequirementSources;
  /** How many packages are in it. */
  readonly packages: number;
  /** Whether it was written now. */
  readonly written: boolean;
  readonly warnings: readonly Issue[];
}

/**
 * Sees to it that a truss has a lock that fits it: the one that is there, or a new one, in which everything that can keeps its version.
 * It lies in the truss, or under `TRUSS_HOME` where the truss cannot be written. Fails with `ENV_*`.
 */
export async function lockProject(project: Project, options: LockOptions = {}): Promise<ProjectLock> {
  const { upgrade, progress, signal } = options;
  const fetch = fetchWithUv({ cwd: project.directory, progress, signal });
  const before = await usableLock(project, options.state ?? (await readLockState(project, fetch)), fetch);
  if (before.fresh !== null && upgrade === undefined) return asProjectLock(before, before.fresh);
  if (options.frozen === true) throw frozenError(project, before.state);
  // It is written whole.
  const claim = { what: `the lock of ${project.directory}`, progress, signal, isHarmlessTwice: true };
  return withClaim(lockClaimPath(project.directory), claim, async () => {
    // Another command may have written it while this one waited.
    const now = await usableLock(project, await rereadLocks(project, before.state), fetch);
    return now.fresh === null || upgrade !== undefined
      ? makeLock(project, now.state, { ...options, python: now.python })
      : asProjectLock(now, now.fresh);
  });
}

interface UsableLock {
  readonly state: LockState;
  readonly python: ChosenPython;
  readonly fresh: FreshLock | null;
}

/** A lock that fits is of no use without its Python, where the config lets another one be taken. */
async function usableLock(project: Project, given: LockState, fetch: FetchPython): Promise<UsableLock> {
  const fresh = freshLock(given);
  const python = await pythonFor(project, given, fetch);
  const state = { ...given, python };
  if (fresh === null || fresh.minor === python.python.minor) return { state, python, fresh };
  const stale = `it is for Python ${showMinor(fresh.minor)}, which is not here`;
  return { state: { ...state, stale }, python, fresh: null };
}

/** The one that was looked for already, unless the lock in effect is for another one. */
async function pythonFor(project: Project, state: LockState, fetch: FetchPython): Promise<ChosenPython> {
  const { python, lock, sources } = state;
  const minor = lock?.header?.minor ?? null;
  const isRight = python !== null && (minor === null || minor === python.python.minor);
  return isRight ? python : pythonForProject(project, { ranges: sources.pythons, lockMinor: minor, fetch });
}

async function makeLock(
  project: Project,
  state: LockState,
  options: LockOptions & { readonly python: ChosenPython },
): Promise<ProjectLock> {
  await refuseForeign(project, state.sources.lines);
  const { python, warning } = options.python;
  const names = state.sources.lines.length + state.implied.length;
  const empty = names === 0 && state.sources.file === null;
  if (!empty) options.progress?.({ phase: 'lock', message: `Resolving the requirements for Python ${python.version}` });
  const kept = keptVersions(state.lock, options.seed ?? [], options.upgrade ?? []);
  const optionLines = state.sources.lines.flatMap(({ text }) => (text.startsWith('-') ? [text] : []));
  const standard = await defaultIndex(project.directory, optionLines);
  // Where the versions are known that it was made with, or newer ones are asked for, the time of the pins says nothing.
  const isOpen = (options.seed ?? []).length === 0 && options.upgrade === undefined;
  const bounds = empty ? NO_BOUNDS : await boundsOf(state, isOpen ? { index: standard, minor: python.minor } : null);
  const { resolved, asOf, relabelled, leftOut, otherBuild } = empty
    ? { resolved: '', asOf: null, relabelled: [], leftOut: [], otherBuild: null }
    : await compileForBuild(project, state, { ...options, python: python.base, kept, bounds });
  const implied = state.implied
    .map(({ distribution }) => distribution)
    .filter((name) => !leftOut.some((line) => line.text === name));
  const header = { minor: python.minor, sources: state.digest, implied, asOf };
  const text = renderLock(header, nameIndexes(resolved, standard, optionLines));
  const path = await writeLock(project.directory, text);
  const entries = readLockEntries(text);
  const told = await lockWarnings(project, state, {
    entries,
    relabelled,
    leftOut,
    minor: python.minor,
    inTruss: isInTruss(path, project.directory),
    path,
  });
  const warnings = [...(warning === null ? [] : [warning]), ...(otherBuild === null ? [] : [otherBuild]), ...told];
  const lock = { path, text, minor: python.minor, packages: entries.length };
  return { ...lock, python, sources: state.sources, written: true, warnings };
}

function asProjectLock({ state, python: { python, warning } }: UsableLock, lock: FreshLock): ProjectLock {
  const packages = readLockEntries(lock.text).length;
  const warnings = warning === null ? [] : [warning];
  return { ...lock, packages, python, sources: state.sources, written: false, warnings };
}

function frozenError(project: Project, { lock, stale }: LockState): TrussError {
  return new TrussError('ENV_LOCK_STALE', {
    message:
      lock === null
        ? `${project.directory} has no requirements.lock, and with --frozen none is made.`
        : `${lock.path} cannot be used: ${stale}. With --frozen it is not made anew.`,
    hint: 'Run `truss env create` without --frozen, and check in the requirements.lock that it writes.',
  });
}
