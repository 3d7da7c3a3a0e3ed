// The files of a lock that this machine does not have, fetched into the store.
import type { PlannedWeights } from '../../core/weights/planned-weights.ts';
import type { LockedFile, LockedSource } from '../../core/weights/weights-lock.ts';
import { isStored } from '../store/content-store.ts';
import { takeFromHubCache } from './hub-cache.ts';
import { fetchFile } from './transfer/fetch-file.ts';
import { inParallel } from './transfer/in-parallel.ts';
import type { Transfer } from './transfer/transfer.ts';
import type { WeightsSession } from './weights-session.ts';

/** Connections at a time: many small files wait for each other's latency, and a large one takes the whole line anyway. */
export const FILES_AT_A_TIME = 8;

/** Weights, and what a lock says of them. */
export interface LockedWeightsOf {
  readonly planned: PlannedWeights;
  readonly locked: LockedSource;
}

/** The files of a source that the store does not have. */
export async function missingFiles({ files }: LockedSource): Promise<LockedFile[]> {
  const there = await Promise.all(files.map(({ sha256, size }) => isStored(sha256, size)));
  return files.filter((_, index) => there[index] !== true);
}

/**
 * Fetches the missing files of a source. `onFile` is told of each that is in the store then.
 *
 * @throws {TrussError} `WEIGHTS_*`, `DISK_FULL`, `FILE_UNWRITABLE`
 */
export async function pullFiles(
  session: WeightsSession,
  { planned, locked }: LockedWeightsOf,
  {
    missing,
    transfer,
    onFile,
  }: { missing: readonly LockedFile[]; transfer: Transfer; onFile: (file: LockedFile) => Promise<void> },
): Promise<void> {
  const { signal, progress, variables = process.env } = session.options;
  const asked: LockedFile[] = [];
  for (const file of missing) {
    if (await takeFromHubCache(planned.source, locked, file, variables)) {
      transfer.onBytes(file.size);
      await onFile(file);
      transfer.fileDone();
    } else asked.push(file);
  }
  if (asked.length === 0) return;
  const source = await session.open(
    planned,
    asked.map(({ path }) => path),
  );
  const onWait = (message: string): void => progress({ phase: 'wait', message });
  await inParallel(asked, { atATime: FILES_AT_A_TIME, signal }, async (file, either) => {
    const remote = source.file(file, locked.revision);
    await fetchFile(remote, { onBytes: transfer.onBytes, onWait, signal: either });
    await onFile(file);
    transfer.fileDone();
  });
}
