import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';

import { TrussError } from '../../core/errors/truss-error.ts';
import { explainReadError } from './explain-system-error.ts';

/**
 * What lies at a path, itself and not what it links to; null where nothing does. What may not be looked at is not taken for nothing: it may
 * be the home of another user.
 *
 * @throws {TrussError} `FILE_UNREADABLE`
 */
export async function lookAt(path: string): Promise<Stats | null> {
  return lstat(path).catch((error: unknown) => {
    const explained = explainReadError(error, path);
    if (explained instanceof TrussError) throw explained;
    return null;
  });
}
