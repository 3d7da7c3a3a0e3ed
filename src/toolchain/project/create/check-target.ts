import { readdir, readlink, stat } from 'node:fs/promises';

import { TrussError } from '../../../core/errors/truss-error.ts';
import { systemErrorCode } from '../../../system/system-error.ts';
import { explainWriteError } from '../../home/explain-system-error.ts';
import { healTruss } from '../change/change-truss.ts';
import { isTruss } from '../files/is-truss.ts';
import { requirePath } from '../open/require-path.ts';

/** What is at the place where a truss shall be made. */
export interface Target {
  readonly exists: boolean;
  readonly isTruss: boolean;
}

/**
 * Looks whether a truss can be made in a directory: it is missing, empty or a truss. Hidden files (`.git`, `.DS_Store`) do not
 * count: a truss has none.
 *
 * @throws {TrussError} `PROJECT_TARGET_NOT_EMPTY`, also for a path that is no directory; `FILE_UNWRITABLE` and `INPUT_INVALID` for
 * one that cannot be a directory.
 */
export async function checkTarget(directory: string): Promise<Target> {
  requirePath(directory);
  await healTruss(directory);
  const found = await stat(directory).catch((error: unknown) => {
    if (systemErrorCode(error) === 'ENOENT') return null;
    throw systemErrorCode(error) === 'ENOTDIR'
      ? refuse(`${directory} cannot be used: a part of its path is a file.`, error)
      : explainWriteError(error, directory);
  });
  if (found === null) {
    await refuseLinkToNowhere(directory);
    return { exists: false, isTruss: false };
  }
  if (!found.isDirectory()) throw refuse(`${directory} is a file.`);

  if (await isTruss(directory)) return { exists: true, isTruss: true };
  const names = (await readdir(directory)).filter((name) => !name.startsWith('.'));
  if (names.length > 0) throw refuse(`${directory} is no truss, and has other files in it: ${listSome(names)}.`);
  return { exists: true, isTruss: false };
}

/** Nothing can be made in the place of a link, and where it points to is for whoever made it. */
async function refuseLinkToNowhere(path: string): Promise<void> {
  const target = await readlink(path).catch(() => null);
  if (target !== null) throw refuse(`${path} is a link to ${target}, where there is nothing.`);
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
