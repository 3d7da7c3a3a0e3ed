// weights.lock on the disk: in the truss, or under TRUSS_HOME where the truss cannot be written.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { TrussError } from '../../core/errors/truss-error.ts';
import type { WeightsLock } from '../../core/weights/weights-lock.ts';
import { readWeightsLock, renderWeightsLock, WEIGHTS_LOCK_FILE } from '../../core/weights/weights-lock.ts';
import { writeFileWhole } from '../../system/files/write-file-whole.ts';
import { isMissing, isUnwritable } from '../../system/system-error.ts';
import { explainReadError, explainWriteError } from '../home/explain-system-error.ts';
import { trussHome } from '../home/truss-home.ts';

/** A lock that was found. */
export interface FoundWeightsLock {
  /** Absolute. */
  readonly path: string;
  readonly lock: WeightsLock;
}

/**
 * The lock of a truss; null where there is none.
 *
 * @throws {TrussError} `WEIGHTS_LOCK_INVALID`, `FILE_UNREADABLE`
 */
export async function findWeightsLock(directory: string): Promise<FoundWeightsLock | null> {
  for (const path of [join(directory, WEIGHTS_LOCK_FILE), lockOutside(directory)]) {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      if (isMissing(error)) return null;
      throw explainReadError(error, path);
    });
    if (text === null) continue;
    const lock = readWeightsLock(text);
    if (lock !== null) return { path, lock };
    throw new TrussError('WEIGHTS_LOCK_INVALID', {
      message: `${path} cannot be understood: it was edited, merged by half, or written by a later version.`,
      hint: 'Take it back from version control, or remove it and run `truss weights lock`.',
    });
  }
  return null;
}

/**
 * Writes the lock of a truss, and gives where it lies.
 *
 * @throws {TrussError} `FILE_UNWRITABLE`, `DISK_FULL`
 */
export async function writeWeightsLock(directory: string, lock: WeightsLock): Promise<string> {
  const path = join(directory, WEIGHTS_LOCK_FILE);
  const text = renderWeightsLock(lock);
  try {
    await writeFileWhole(path, text);
    return path;
  } catch (error) {
    if (!isUnwritable(error)) throw explainWriteError(error, path);
  }
  const outside = lockOutside(directory);
  await writeFileWhole(outside, text).catch((error: unknown) => {
    throw explainWriteError(error, outside);
  });
  return outside;
}

/** The file that two commands must not both write a lock under. */
export function weightsClaimPath(directory: string): string {
  return `${lockOutside(directory)}.claim`;
}

// Two trusses of the same name differ in the digest of their paths.
function lockOutside(directory: string): string {
  const digest = createHash('sha256').update(directory).digest('hex').slice(0, 12);
  return join(trussHome(), 'locks', `${basename(directory)}-${digest}.weights.lock`);
}
