// All weights of a truss to where its model looks for them.
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';

import type { Issue } from '../../core/errors/issue.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { describePickle } from '../../core/weights/pickles/describe-pickle.ts';
import type { PlannedWeights } from '../../core/weights/planned-weights.ts';
import { plannedWeights } from '../../core/weights/planned-weights.ts';
import type { LockedFile, LockedSource, WeightsLock } from '../../core/weights/weights-lock.ts';
import { lockedFor } from '../../core/weights/weights-lock.ts';
import type { Progress } from '../progress.ts';
import type { TrussPlace } from '../project/files/truss-files.ts';
import { trussFiles } from '../project/files/truss-files.ts';
import type { FoundPickle } from './find-pickles.ts';
import { findPickles } from './find-pickles.ts';
import { noteRevision } from './hub-cache.ts';
import { findWeightsLock } from './lock-place.ts';
import { asDoubt, lockWeights } from './lock-weights.ts';
import { missingFiles, pullFiles } from './pull-files.ts';
import { placeSeparated, placeSeparatedOf } from './separated-files.ts';
import { Transfer } from './transfer/transfer.ts';
import type { WeightsHere } from './weight-places.ts';
import { isPlaced, isUser, markPlaced, placeFile, unmarkPlaced, weightsHere } from './weight-places.ts';
import type { FetchingOptions } from './weights-session.ts';
import { WeightsSession } from './weights-session.ts';

/** Some weights of a truss, and where they are. */
export interface PlacedWeights {
  readonly planned: PlannedWeights;
  readonly locked: LockedSource;
  readonly here: WeightsHere;
}

/** How weights are pulled. */
export interface PullOptions extends FetchingOptions {
  /** A lock that is missing is an error, too. */
  readonly frozen: boolean;
  /** Is told of what comes when it is known where it will be. Default: `progress`. */
  readonly onComing?: Progress | undefined;
}

/** Weights of which some may be on their way. */
export interface ComingWeights {
  /** With the places where they are, or will be. */
  readonly weights: readonly PlacedWeights[];
  /** Those that are not all there yet. */
  readonly missing: readonly PlacedWeights[];
  /** How far they are: `3.1 of 15 GB`; empty where nothing has to be fetched. */
  readonly share: () => string;
  /** @throws {TrussError} what `pullWeights` throws */
  readonly arrived: Promise<PulledWeights>;
}

/** What was done. */
export interface PulledWeights {
  readonly weights: readonly PlacedWeights[];
  /** Files of the truss's own data that are kept apart from it, and are in their places. */
  readonly apart: readonly LockedFile[];
  /** What had to be fetched. */
  readonly fetched: readonly LockedFile[];
  /** Pickles among what had to be fetched. */
  readonly pickles: readonly FoundPickle[];
  /** What the model can do without. */
  readonly doubts: readonly Issue[];
}

/**
 * Fetches what is missing of the weights of a truss and puts it where the model looks. What is there already costs a look at each file.
 * A truss without a lock gets one.
 *
 * @throws {TrussError} `WEIGHTS_LOCK_STALE` where the lock does not fit the config; `WEIGHTS_*`, `SECRET_*`, `DISK_FULL`, …
 */
export async function pullWeights(truss: TrussPlace, options: PullOptions): Promise<PulledWeights> {
  return (await beginPull(truss, options)).arrived;
}

/**
 * The same, but resolves as soon as it is known where everything will be. Of what is not there yet the marker is gone, so that whoever
 * waits for it does.
 *
 * @throws {TrussError} as `pullWeights`, for what concerns the lock
 */
export async function beginPull(truss: TrussPlace, options: PullOptions): Promise<ComingWeights> {
  if (plannedWeights(truss.config).length === 0) {
    return allThere({ ...NOTHING, apart: await placeSeparatedOf(truss) });
  }
  const { lock, doubts: made } = await fittingLock(truss, options);
  if (lock === null) return allThere(NOTHING);
  const apart = await placeSeparated(truss, lock);
  const weights = locatedWeights(truss, lock);
  const isThere = await Promise.all(
    weights.map(async ({ here, locked }) => (await isPlaced(here, locked)) && (await isUser(here, truss.directory))),
  );
  const missing = weights.filter((_, index) => isThere[index] !== true);
  if (missing.length === 0) return allThere({ ...NOTHING, weights, apart, doubts: made });
  const jobs = await Promise.all(
    missing.map(async (each) => {
      const others = (await isPlaced(each.here, each.locked)) ? [] : await unmarkPlaced(each.here);
      return { ...each, users: [truss.directory, ...others] };
    }),
  );
  const fetching = { ...options, progress: options.onComing ?? options.progress };
  const transfer = new Transfer(fetching.progress, 'Fetching');
  const arrived = WeightsSession.with(truss, fetching, (session) => bring(session, jobs, transfer)).then(
    ({ fetched, pickles, doubts }) => ({ weights, apart, fetched, pickles, doubts: [...made, ...doubts] }),
  );
  // Whoever cares awaits it.
  arrived.catch(() => {});
  return { weights, missing, share: () => transfer.share, arrived };
}

const NOTHING: PulledWeights = { weights: [], apart: [], fetched: [], pickles: [], doubts: [] };

function allThere(pulled: PulledWeights): ComingWeights {
  return { weights: pulled.weights, missing: [], share: () => '', arrived: Promise.resolve(pulled) };
}

/** The weights of a truss by a lock that fits its config, and where they go. */
export function locatedWeights(truss: TrussPlace, lock: WeightsLock): readonly PlacedWeights[] {
  return plannedWeights(truss.config).flatMap((planned) => {
    const locked = lockedFor(lock, planned);
    return locked === null ? [] : [{ planned, locked, here: weightsHere(truss, planned, locked) }];
  });
}

/** Null where a truss without a lock has its files already, as those have that were downloaded with them. */
async function fittingLock(
  truss: TrussPlace,
  options: PullOptions,
): Promise<{ readonly lock: WeightsLock | null; readonly doubts: readonly Issue[] }> {
  const found = await findWeightsLock(truss.directory);
  if (found !== null) {
    requireFitting(truss, found.lock);
    return { lock: found.lock, doubts: [] };
  }
  if (await hasAllData(truss)) return { lock: null, doubts: [] };
  if (options.frozen) {
    throw new TrussError('WEIGHTS_LOCK_STALE', {
      message: 'The truss has weights and no weights.lock.',
      hint: 'Make it, and keep it with the truss: truss weights lock',
    });
  }
  return lockWeights(truss, { ...options, update: false });
}

async function hasAllData(truss: TrussPlace): Promise<boolean> {
  const { data } = trussFiles(truss);
  const there = await Promise.all(
    plannedWeights(truss.config).map(async ({ place }) => {
      return place.kind === 'data' && place.isFile && (await lstat(join(data, place.path)).catch(() => null)) !== null;
    }),
  );
  return there.every(Boolean);
}

/** @throws {TrussError} `WEIGHTS_LOCK_STALE` */
function requireFitting({ config }: TrussPlace, lock: WeightsLock): void {
  const needed = plannedWeights(config).filter(({ place }) => place.kind !== 'hub');
  const unlocked = needed.filter((planned) => lockedFor(lock, planned) === null);
  if (unlocked.length === 0) return;
  throw new TrussError('WEIGHTS_LOCK_STALE', {
    message: `weights.lock does not know ${unlocked.map(({ field }) => field).join(', ')} as the config has it now.`,
    hint: 'Bring it up to date: truss weights lock',
  });
}

async function bring(
  session: WeightsSession,
  weights: readonly (PlacedWeights & { readonly users: readonly string[] })[],
  transfer: Transfer,
): Promise<Pick<PulledWeights, 'fetched' | 'pickles' | 'doubts'>> {
  const doubts: Issue[] = [];
  const pickles: FoundPickle[] = [];
  const jobs = await Promise.all(weights.map(async (each) => ({ ...each, missing: await missingFiles(each.locked) })));
  const all = jobs.flatMap(({ missing }) => missing);
  const bytes = all.reduce((sum, { size }) => sum + size, 0);
  transfer.expect(all.length, bytes);
  for (const job of jobs) {
    try {
      await bringOne(session, job, transfer);
      await markPlaced(job.here, job.users);
      // Before the model loads them, and once: what was there before is told of by `truss weights pull`.
      const found = await findPickles(job.missing);
      pickles.push(...found);
      doubts.push(...harmfulPickles(job.planned, found));
    } catch (error) {
      doubts.push(asDoubt(job.planned, error));
    }
  }
  return { fetched: all, pickles, doubts };
}

function harmfulPickles({ field }: PlannedWeights, pickles: readonly FoundPickle[]): readonly Issue[] {
  const harmful = pickles.filter(({ risk }) => risk === 'harmful');
  return harmful.map((pickle) => ({
    path: field,
    code: 'WEIGHTS_UNSAFE',
    severity: 'warning',
    message: describePickle(pickle),
    hint: 'Take the same weights as safetensors, or leave this file out: ignore_patterns.',
  }));
}

async function bringOne(
  session: WeightsSession,
  { planned, locked, here, missing }: PlacedWeights & { readonly missing: readonly LockedFile[] },
  transfer: Transfer,
): Promise<void> {
  const fresh = new Set(missing);
  for (const file of locked.files) if (!fresh.has(file)) await placeFile(here, planned, file);
  await pullFiles(
    session,
    { planned, locked },
    { missing, transfer, onFile: (file) => placeFile(here, planned, file) },
  );
  if (planned.place.kind === 'hub') await noteRevision(planned.source, locked.revision, process.env);
}
