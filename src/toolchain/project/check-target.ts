import { readdir, stat } from 'node:fs/promises';

import { TrussError } from '../../core/errors/truss-error.ts';
import { isMissing, systemErrorCode } from '../home/system-error.ts';
import { healTruss } from './change/change-truss.ts';
import { isTruss } from './config-file.ts';

/** What is at the place where a truss shall be made. */
export interface Target {
  readonly exists: boolean;
  readonly isTruss: boolean;
}

/**
 * Looks whether a truss can be made in a directory: it is missing, empty or a truss. Hidden files (`.git`, `.DS_Store`) do not
 * count: a truss has none.
 *
 * @throws {TrussError} `PROJECT_TARGET_NOT_EMPTY`, also for a path that is no directory.
 */
export async function checkTarget(directory: string): Promise<Target> {
  await healTruss(directory);
  const found = await stat(directory).catch((error: unknown) => {
    if (isMissing(error) && systemErrorCode(error) === 'ENOENT') {
      return null;
    }
    throw refuse(`${directory} cannot be used: ${String(error)}`, error);
  });
  if (found === null) {
    return { exists: false, isTruss: false };
  }
  if (!found.isDirectory()) {
    throw refuse(`${directory} is a file.`);
  }
  if (await isTruss(directory)) {
    return { exists: true, isTruss: true };
  }
  const names = (await readdir(directory)).filter((name) => !name.startsWith('.'));
  if (names.length > 0) {
    throw refuse(`${directory} is no truss, and has other files in it: ${listSome(names)}.`);
  }
  return { exists: true, isTruss: false };
}

function listSome(names: readonly string[]): string {
  const shown = names.toSorted().slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

function refuse(message: string, cause?: unknown): TrussError {
  return new TrussError('PROJECT_TARGET_NOT_EMPTY', {
    message,
    hint: 'Name a new directory, an empty one, or a truss.',
    cause,
  });
}
