// From a config to weights.lock: which files each source has, byte for byte.
import { platform } from 'node:os';

import type { Issue } from '../../core/errors/issue.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { publicAddress } from '../../core/weights/address.ts';
import { clashOf } from '../../core/weights/file-paths.ts';
import type { SourceChange } from '../../core/weights/lock-diff.ts';
import { sourceChange } from '../../core/weights/lock-diff.ts';
import { nameFilter } from '../../core/weights/name-patterns.ts';
import type { PlannedWeights } from '../../core/weights/planned-weights.ts';
import type { LockedFile, LockedSource, WeightsLock } from '../../core/weights/weights-lock.ts';
import { isSameSource, lockedFor } from '../../core/weights/weights-lock.ts';
import { withClaim } from '../home/with-claim.ts';
import type { TrussPlace } from '../project/files/truss-files.ts';
import { lockFromHubCache } from './hub-cache.ts';
import { findWeightsLock, weightsClaimPath, writeWeightsLock } from './lock-place.ts';
import type { LockedWeightsOf } from './pull-files.ts';
import { FILES_AT_A_TIME } from './pull-files.ts';
import { relockSeparated } from './separated-files.ts';
import { fetchFile } from './transfer/fetch-file.ts';
import { inParallel } from './transfer/in-parallel.ts';
import type { RemoteFile } from './transfer/remote-file.ts';
import { Transfer } from './transfer/transfer.ts';
import type { FetchingOptions } from './weights-session.ts';
import { WeightsSession } from './weights-session.ts';

/** What became of a lock. */
export interface LockedWeights {
  /** Absolute. */
  readonly path: string;
  readonly lock: WeightsLock;
  readonly written: boolean;
  /** What of sources that were locked before is another now. */
  readonly changes: readonly SourceChange[];
  /** Why what would only be cached is not locked. */
  readonly doubts: readonly Issue[];
}

/**
 * Writes the lock of a truss. A source that is locked stays as it is, and is not asked; with `update` all are asked for what they have
 * now. Files whose sha256 a source does not know are fetched for it, into the store.
 *
 * @throws {TrussError} `WEIGHTS_*`, `SECRET_*`, `FILE_UNWRITABLE`, `DISK_FULL`
 */
export function lockWeights(
  truss: TrussPlace,
  options: FetchingOptions & { readonly update: boolean },
): Promise<LockedWeights> {
  const { progress, signal } = options;
  // The lock is written whole, and a file that two fetch at once is stored once.
  const claimed = { what: `the weights of ${truss.directory}`, progress, signal, isHarmlessTwice: true };
  return withClaim(weightsClaimPath(truss.directory), claimed, () =>
    WeightsSession.with(truss, options, (session) => lockWith(session, truss, options.update)),
  );
}

async function lockWith(session: WeightsSession, truss: TrussPlace, update: boolean): Promise<LockedWeights> {
  session.planned.forEach((planned, index) => requireDistinct(session.planned.slice(0, index), planned));
  const { directory } = truss;
  const found = await findWeightsLock(directory);
  const transfer = new Transfer(session.options.progress, 'Locking');
  const brought: LockedWeightsOf[] = [];
  const changes: SourceChange[] = [];
  const doubts: Issue[] = [];
  for (const planned of session.planned) {
    const twin = brought.find(({ locked }) => isSameSource(locked, planned));
    if (twin !== undefined) {
      brought.push({ planned, locked: twin.locked });
      continue;
    }
    const before = lockedFor(found?.lock ?? null, planned);
    const now = before !== null && !update ? before : await resolveOrDoubt(session, planned, { transfer, doubts });
    if (now === null) continue;
    const change = before === null ? null : sourceChange(before, now);
    if (change !== null) changes.push(change);
    brought.push({ planned, locked: now });
  }
  const separated = await relockSeparated(truss, found?.lock ?? null, brought);
  changes.push(...separatedChange(found?.lock ?? null, separated));
  const sources = [...new Set(brought.map(({ locked }) => locked))];
  const lock = { sources: separated === null ? sources : [separated, ...sources] };
  const isSame = found !== null && JSON.stringify(found.lock) === JSON.stringify(lock);
  if (isSame) return { path: found.path, lock, written: false, changes, doubts };
  return { path: await writeWeightsLock(directory, lock), lock, written: true, changes, doubts };
}

/**
 * What differs only in what may be a secret is one source for a lock, in which no secret stands.
 *
 * @throws {TrussError} `CONFIG_INVALID`
 */
function requireDistinct(others: readonly PlannedWeights[], one: PlannedWeights): void {
  const other = others.find((each) => isSameSource(each, one) && each.source !== one.source);
  if (other === undefined) return;
  throw new TrussError('CONFIG_INVALID', {
    message: `${other.field} and ${one.field} are the same but for parameters that may be secret, which weights.lock cannot tell apart: ${publicAddress(one.source)}`,
    hint: 'Give one of them a parameter that tells which file it is, such as &file=name.',
  });
}

/** What became of files without a source, but for those that a source brings now. */
function separatedChange(lock: WeightsLock | null, now: LockedSource | null): SourceChange[] {
  const paths = new Set(now?.files.map(({ path }) => path));
  return (lock?.sources ?? []).flatMap((before) => {
    if (before.source !== null || now === null) return [];
    const change = sourceChange({ ...before, files: before.files.filter(({ path }) => paths.has(path)) }, now);
    return change === null ? [] : [{ ...change, source: 'the data of the truss' }];
  });
}

/** Null where the source fails and the model can do without what it has. */
async function resolveOrDoubt(
  session: WeightsSession,
  planned: PlannedWeights,
  { transfer, doubts }: { readonly transfer: Transfer; readonly doubts: Issue[] },
): Promise<LockedSource | null> {
  try {
    return await resolveSource(session, planned, transfer);
  } catch (error) {
    doubts.push(asDoubt(planned, error));
    return null;
  }
}

/**
 * What keeps files from coming, as a warning where the model fetches them itself if it has to. Where it needs them, the error is thrown.
 */
export function asDoubt({ place, field }: PlannedWeights, error: unknown): Issue {
  if (place.kind !== 'hub' || !(error instanceof TrussError) || !error.code.startsWith('WEIGHTS_')) throw error;
  const { code, message, hint = '' } = error;
  const more = 'The model has to fetch it itself when it loads.';
  return { path: field, code, severity: 'warning', message: `${message} ${more}`, hint };
}

/**
 * What a source has now, of the files that are wanted.
 *
 * @throws {TrussError} `WEIGHTS_NOT_FOUND` where that is nothing; what the source throws
 */
export async function resolveSource(
  session: WeightsSession,
  planned: PlannedWeights,
  transfer: Transfer,
): Promise<LockedSource> {
  const { signal, progress } = session.options;
  const source = await session.open(planned, []);
  progress({ phase: `list ${planned.field}`, message: `Asking ${publicAddress(planned.source)} for its files` });
  const { revision, files } = await source.list(signal);
  const wanted = files.filter(isWanted(planned));
  if (wanted.length === 0) throw nothingWanted(planned, files.length);
  requireRoom(planned, wanted);
  const unknown = wanted.filter(({ sha256 }) => sha256 === null);
  transfer.expect(
    unknown.length,
    unknown.reduce((sum, { size }) => sum + (size ?? 0), 0),
  );
  const onWait = (message: string): void => progress({ phase: 'wait', message });
  const locked = await inParallel(
    wanted,
    { atATime: FILES_AT_A_TIME, signal },
    async (file, either): Promise<LockedFile> => {
      const { path, size, sha256 } = file;
      if (sha256 !== null && size !== null) return { path, size, sha256 };
      const cached = await lockFromHubCache(planned.source, file, session.options.variables ?? process.env);
      if (cached !== null) transfer.onBytes(cached.size);
      const fetched = cached ?? (await fetchFile(file, { onBytes: transfer.onBytes, onWait, signal: either }));
      transfer.fileDone();
      return fetched;
    },
  );
  const { allow, ignore } = planned;
  return {
    source: publicAddress(planned.source),
    revision,
    allow: allow?.slice() ?? null,
    ignore: ignore?.slice() ?? null,
    files: sorted(locked),
  };
}

function sorted(files: readonly LockedFile[]): LockedFile[] {
  return files.toSorted((left, right) => (left.path < right.path ? -1 : 1));
}

/** What lies beside the files of a repository and is none of the model's. */
const NOT_OF_MODELS = new Set(['.gitattributes', '.gitignore']);

function isWanted(planned: PlannedWeights): (file: RemoteFile) => boolean {
  const matches = nameFilter(planned);
  return ({ path }) => !NOT_OF_MODELS.has(path) && matches(path);
}

/** @throws {TrussError} `WEIGHTS_NAMES_CLASH` */
function requireRoom({ source, field }: PlannedWeights, files: readonly RemoteFile[]): void {
  const paths = files.map(({ path }) => path);
  const clash = clashOf(paths, { isCaseBlind: platform() === 'darwin' });
  if (clash === null) return;
  throw new TrussError('WEIGHTS_NAMES_CLASH', {
    message: `${publicAddress(source)} ${clash}.`,
    hint: `Leave out what is not needed: ignore_patterns of ${field}.`,
  });
}

function nothingWanted({ source, field }: PlannedWeights, count: number): TrussError {
  const shown = publicAddress(source);
  return new TrussError('WEIGHTS_NOT_FOUND', {
    message: count === 0 ? `${shown} has no files.` : `None of the ${count} files of ${shown} is wanted.`,
    hint:
      count === 0
        ? `Look whether ${field}.source is right.`
        : `Look at allow_patterns and ignore_patterns of ${field}.`,
  });
}
