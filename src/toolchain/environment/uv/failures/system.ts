import { TrussError } from '../../../../core/errors/truss-error.ts';
import { trussHome } from '../../../home/truss-home.ts';
import type { UvFailure } from '../uv-failure.ts';

/** The disk is full, or a directory cannot be written. */
export function explainSystem({ text, details }: UvFailure): TrussError | null {
  const cause = new Error(details);
  if (/No space left on device|Disk quota exceeded/.test(text)) {
    return new TrussError('DISK_FULL', {
      message: `There is no space left for packages. Environments lie in ${trussHome()}, what uv has downloaded in its cache.`,
      hint: 'Free some space: `truss env list` shows what is there, and `uv cache prune` removes what uv does not need.',
      cause,
    });
  }
  if (!/Permission denied|Read-only file system/i.test(text)) return null;
  const [, path] = /failed to [^`]*`([^`]+)`/i.exec(text) ?? [];
  return new TrussError('FILE_UNWRITABLE', {
    message: path === undefined ? `uv may not write where it must: ${details}` : `uv may not write ${path}.`,
    hint: 'Change the permissions, or point TRUSS_HOME and UV_CACHE_DIR to directories of yours.',
    cause,
  });
}
