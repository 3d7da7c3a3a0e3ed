// Whether the lock of a truss still fits it. Read on every run: no process is started where nothing changed.
import { createHash } from 'node:crypto';

import type { Config } from '../../../core/config/config.ts';
import type { Project } from '../../project/open/open-project.ts';
import type { FreshLock } from '../lock-file/lock-file.ts';
import type { StoredLock } from '../lock-file/lock-place.ts';
import { readLocks } from '../lock-file/lock-place.ts';
import type { ChosenPython } from '../python/choose-python.ts';
import type { FetchPython } from '../python/fetch-python.ts';
import { pythonForProject } from '../python/python-for-project.ts';
import type { WantedPython } from '../python/python-version.ts';
import { showMinor, wantedPython } from '../python/python-version.ts';
import type { ImpliedRequirement } from '../sources/implied-requirements.ts';
import { impliedRequirements } from '../sources/implied-requirements.ts';
import type { RequirementSources } from '../sources/requirement-sources.ts';
import { readSources } from '../sources/requirement-sources.ts';
import { torchBuildOf } from '../sources/torch-build.ts';
import type { ReadyEnvironment } from '../store/ready-environment.ts';
import { readyEnvironment } from '../store/ready-environment.ts';
import { listCodeFiles } from './imports/code-files.ts';
import { modelImports } from './imports/model-imports.ts';

/** What a truss requires now, and what its lock says. */
export interface LockState extends Required {
  /** The lock in effect, also a stale one: its versions are kept where they still fit. */
  readonly lock: StoredLock | null;
  /** Why the lock cannot be used as it is; null where it can. */
  readonly stale: string | null;
}

/** What a truss requires now. */
interface Required {
  readonly sources: RequirementSources;
  readonly implied: readonly ImpliedRequirement[];
  /** Of all that the lock follows from; the lock's header holds the one that it was made from. */
  readonly digest: string;
  /** The Python that was looked for to read the code; null where none was needed. */
  readonly python: ChosenPython | null;
}

/**
 * Reads what a truss requires and compares it with its lock. `fetch`: how its Python is fetched where it is needed to read the code,
 * and is not here; not given: it is not.
 */
export async function readLockState(project: Project, fetch?: FetchPython): Promise<LockState> {
  const [sources, code, locks] = await Promise.all([
    readSources(project),
    listCodeFiles(project),
    readLocks(project.directory),
  ]);
  const readable = locks.find(({ header }) => header !== null) ?? null;
  let python: ChosenPython | null = null;
  const imports = await modelImports(project.directory, code, async () => {
    // Any Python reads code; the best one is that of the truss, and the cheapest to find is that of its environment.
    const ready = await environmentOf(project, readable);
    if (ready !== null) return ready.python;
    const lockMinor = readable?.header?.minor ?? null;
    python = await pythonForProject(project, { ranges: sources.pythons, lockMinor, fetch });
    return python.python.base;
  });
  const required = new Set(sources.lines.flatMap(({ name }) => name ?? []));
  const implied = impliedRequirements(imports, code.ownModules, required);
  return compare(project, { sources, implied, digest: digestOf(project.config, sources, implied), python }, locks);
}

/** The same truss with the locks that it has by now: another command may have written one. */
export async function rereadLocks(project: Project, state: LockState): Promise<LockState> {
  return compare(project, state, await readLocks(project.directory));
}

function compare({ config }: Project, required: Required, locks: readonly StoredLock[]): LockState {
  const wanted = wantedPython(config.python_version);
  const { digest } = required;
  const fitting = locks.find((each) => whyStale(each, digest, wanted) === null);
  const lock = fitting ?? locks[0] ?? null;
  return { ...required, lock, stale: lock === null ? 'there is none' : whyStale(lock, digest, wanted) };
}

/** The lock of a state, if it fits. */
export function freshLock({ lock, stale }: LockState): FreshLock | null {
  if (stale !== null || lock?.header === null || lock === null) return null;
  return { path: lock.path, text: lock.text, minor: lock.header.minor };
}

function whyStale({ header }: StoredLock, digest: string, wanted: WantedPython): string | null {
  if (header === null) return 'it is not as Truss writes it';
  if (wanted.minor !== null && wanted.minor !== header.minor) {
    return `it is for Python ${showMinor(header.minor)}, and the config asks for ${showMinor(wanted.minor)}`;
  }
  return header.sources === digest ? null : 'the requirements have changed since';
}

async function environmentOf(project: Project, lock: StoredLock | null): Promise<ReadyEnvironment | null> {
  const minor = lock?.header?.minor ?? null;
  return lock === null || minor === null
    ? null
    : readyEnvironment({ path: lock.path, text: lock.text, minor }, project.directory);
}

// Changes with the meaning of what is hashed.
const DIGEST_VERSION = 1;

function digestOf(config: Config, sources: RequirementSources, implied: readonly ImpliedRequirement[]): string {
  const distributions = implied.map(({ distribution }) => distribution);
  const build = torchBuildOf(config);
  const builds = build === null ? [] : [build.name];
  const text = JSON.stringify([DIGEST_VERSION, sources.file, sources.texts, distributions, ...builds]);
  return `sha256:${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}
