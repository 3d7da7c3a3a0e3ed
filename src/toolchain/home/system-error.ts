import { TrussError } from '../../core/errors/truss-error.ts';

/** The code of an error of the operating system (`ENOENT`, `EACCES`, …), or undefined where it is none. */
export function systemErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Whether an error says that there is nothing at a path. */
export function isMissing(error: unknown): boolean {
  const code = systemErrorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** Whether an error says that a place may not be written. */
export function isUnwritable(error: unknown): boolean {
  return ['EACCES', 'EPERM', 'EROFS'].includes(systemErrorCode(error) ?? '');
}

/** A place that is no directory, or none in which anything can be made. */
const UNUSABLE = new Set(['ENOENT', 'ENOTDIR', 'EEXIST', 'ENAMETOOLONG']);

/**
 * What an error of the operating system means to the user, where something of ours was to be written at `path`: a full disk
 * (`ENV_DISK_FULL`), a place that cannot be written (`PROJECT_UNWRITABLE`). Anything else is given back as it is.
 */
export function explainWriteError(error: unknown, path: string): unknown {
  const code = systemErrorCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new TrussError('ENV_DISK_FULL', {
      message: `There is no space left to write ${path}.`,
      hint: 'Free some space, or point TRUSS_HOME to another disk.',
      cause: error,
    });
  }
  if (isUnwritable(error) || UNUSABLE.has(code ?? '')) {
    return new TrussError('PROJECT_UNWRITABLE', {
      message: `${path} cannot be written (${code}).`,
      hint: 'Change its permissions, or point TRUSS_HOME to a directory of yours.',
      cause: error,
    });
  }
  return error;
}
