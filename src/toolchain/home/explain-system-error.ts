import { sep } from 'node:path';

import { TrussError } from '../../core/errors/truss-error.ts';
import { isUnwritable, systemErrorCode } from '../../system/system-error.ts';
import { trussHome } from './truss-home.ts';

/** No space, none that is the user's to fill, or no file that may grow so large. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Longer paths are cut in messages. */
const LONGEST_PATH = 200;

/** Why nothing can be made at a place. */
const UNUSABLE: Readonly<Record<string, string>> = {
  EACCES: 'its permissions do not allow it',
  EPERM: 'its permissions do not allow it',
  EROFS: 'the file system is read-only',
  ENOENT: 'nothing can be made there',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'something else is there',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'links on the way lead in a circle',
};

/**
 * What an error of the operating system means to the user, where something of ours was to be written at `path`: a full disk
 * (`DISK_FULL`), a place that cannot be written (`FILE_UNWRITABLE`). Anything else is given back as it is.
 */
export function explainWriteError(error: unknown, path: string): unknown {
  const code = systemErrorCode(error) ?? '';
  const isOurs = isInHome(path);
  if (FULL.has(code)) {
    return new TrussError('DISK_FULL', {
      message: `There is no space left to write ${shorten(path)}.`,
      hint: isOurs ? 'Free some space, or point TRUSS_HOME to another disk.' : 'Free some space.',
      cause: error,
    });
  }
  const reason = UNUSABLE[code];
  if (reason === undefined) return error;
  const mayHelp = isUnwritable(error) && code !== 'EROFS' ? 'change its permissions, or ' : '';
  return new TrussError('FILE_UNWRITABLE', {
    message: `${shorten(path)} cannot be written: ${reason} (${code}).`,
    hint: capitalise(`${mayHelp}${isOurs ? 'point TRUSS_HOME to a directory of yours.' : 'name another directory.'}`),
    cause: error,
  });
}

/** Why something that is there cannot be read, and what to do where it is a file of a truss. */
const UNREADABLE: Readonly<Record<string, readonly [reason: string, advice: string]>> = {
  EACCES: ['its permissions do not allow it', 'Change its permissions, or those of the directories that it is in.'],
  EPERM: ['its permissions do not allow it', 'Change its permissions, or those of the directories that it is in.'],
  EISDIR: ['it is a directory', 'Put a file in its place.'],
  ENXIO: ['it is a socket or a device, and not a file', 'Put a file in its place.'],
  ELOOP: ['links on the way lead in a circle', 'Correct the links.'],
  ENAMETOOLONG: ['the name is too long', 'Give it a shorter name.'],
  EIO: ['the disk fails', 'Look at the disk and at the log of the system.'],
};

/**
 * What an error of the operating system means to the user, where something at `path` was to be read that is there
 * (`FILE_UNREADABLE`). Anything else is given back as it is.
 */
export function explainReadError(error: unknown, path: string): unknown {
  const code = systemErrorCode(error) ?? '';
  const explanation = UNREADABLE[code];
  if (explanation === undefined) return error;
  const [reason, advice] = explanation;
  return new TrussError('FILE_UNREADABLE', {
    message: `${shorten(placeOf(error, path))} cannot be read: ${reason} (${code}).`,
    hint: isInHome(path) ? `${advice} TRUSS_HOME names another directory for it.` : advice,
    cause: error,
  });
}

/** What below a directory it was, where the system says so. */
function placeOf(error: unknown, path: string): string {
  const told = error instanceof Error && 'path' in error ? error.path : undefined;
  return typeof told === 'string' && told.startsWith(`${path}/`) ? told : path;
}

/** Whether a path is in the directory of Truss itself. */
function isInHome(path: string): boolean {
  const home = trussHome();
  return path === home || path.startsWith(`${home}${sep}`);
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A path that is too long for the operating system is too long for a message. */
function shorten(path: string): string {
  return path.length <= LONGEST_PATH ? path : `${path.slice(0, LONGEST_PATH)}…`;
}
