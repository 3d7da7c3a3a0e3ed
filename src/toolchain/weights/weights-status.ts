// What of the weights of a truss is on this machine.
import { publicAddress } from '../../core/weights/address.ts';
import type { PlannedWeights } from '../../core/weights/planned-weights.ts';
import { plannedWeights } from '../../core/weights/planned-weights.ts';
import type { WeightsLock } from '../../core/weights/weights-lock.ts';
import { lockedFor, separatedFiles, WEIGHTS_LOCK_FILE } from '../../core/weights/weights-lock.ts';
import type { TrussPlace } from '../project/files/truss-files.ts';
import { trussFiles } from '../project/files/truss-files.ts';
import { findWeightsLock } from './lock-place.ts';
import { missingFiles } from './pull-files.ts';
import { separatedState } from './separated-files.ts';
import { isPlaced, weightsHere } from './weight-places.ts';

/** How far some weights are: not pinned, pinned and not all here, here, and where the model looks. */
type WeightsState = 'unlocked' | 'missing' | 'fetched' | 'ready';

/** Some weights of a truss. */
export interface WeightsStatus {
  readonly name: string;
  readonly field: string;
  /** Null for what was kept apart from the data of the truss, and comes from nowhere. */
  readonly source: string | null;
  readonly revision: string | null;
  readonly state: WeightsState;
  /** Where the model looks; null where that is not known before they are locked. */
  readonly path: string | null;
  readonly files: number;
  readonly bytes: number;
  /** How many of them the store has. */
  readonly filesHere: number;
  readonly bytesHere: number;
}

/**
 * Looks, and changes nothing.
 *
 * @throws {TrussError} `WEIGHTS_LOCK_INVALID`, `FILE_UNREADABLE`
 */
export async function weightsStatus(truss: TrussPlace): Promise<readonly WeightsStatus[]> {
  const found = await findWeightsLock(truss.directory);
  const apart = await separatedStatus(truss, found?.lock ?? null);
  const fetched = await Promise.all(
    plannedWeights(truss.config).map(async (planned): Promise<WeightsStatus> => {
      const { name, field, source } = planned;
      const locked = lockedFor(found?.lock ?? null, planned);
      if (locked === null) return unlocked(planned);
      const here = weightsHere(truss, planned, locked);
      const [missing, placed] = await Promise.all([missingFiles(locked), isPlaced(here, locked)]);
      const bytes = sum(locked.files);
      return {
        name,
        field,
        source: publicAddress(source),
        revision: locked.revision,
        state: placed ? 'ready' : missing.length === 0 ? 'fetched' : 'missing',
        path: here.path,
        files: locked.files.length,
        bytes,
        filesHere: locked.files.length - missing.length,
        bytesHere: bytes - sum(missing),
      };
    }),
  );
  return [...apart, ...fetched];
}

async function separatedStatus(truss: TrussPlace, lock: WeightsLock | null): Promise<readonly WeightsStatus[]> {
  const files = lock === null ? [] : separatedFiles(lock);
  if (files.length === 0) return [];
  const { placed, stored } = await separatedState(truss, lock);
  const here = [...placed, ...stored];
  return [
    {
      name: truss.config.data_dir,
      field: WEIGHTS_LOCK_FILE,
      source: null,
      revision: null,
      state: here.length < files.length ? 'missing' : stored.length === 0 ? 'ready' : 'fetched',
      path: trussFiles(truss).data,
      files: files.length,
      bytes: sum(files),
      filesHere: here.length,
      bytesHere: sum(here),
    },
  ];
}

function unlocked({ name, field, source }: PlannedWeights): WeightsStatus {
  const nothing = { files: 0, bytes: 0, filesHere: 0, bytesHere: 0 };
  return { name, field, source: publicAddress(source), revision: null, state: 'unlocked', path: null, ...nothing };
}

function sum(files: readonly { readonly size: number }[]): number {
  return files.reduce((bytes, { size }) => bytes + size, 0);
}
