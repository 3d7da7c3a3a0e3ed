import { lstat, readdir, readlink, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

import { TrussError } from '../../../core/errors/truss-error.ts';
import { systemErrorCode } from '../../../system/system-error.ts';

/**
 * Looks whether what is about to be copied has an end. A copy follows links, and says of one that it cannot follow that the target
 * cannot be written.
 *
 * @throws {TrussError} `FILE_MISSING` for a link to nowhere, `FILE_UNREADABLE` for one that leads in a circle.
 */
export async function refuseBrokenLinks(path: string, around: readonly string[] = []): Promise<void> {
  const isLink = (await lstat(path)).isSymbolicLink();
  const found = await stat(path).catch(async (error: unknown) => {
    if (isLink) throw await brokenLink(path, systemErrorCode(error));
    throw error;
  });
  if (!found.isDirectory()) return;
  const itself = await realpath(path);
  if (around.includes(itself)) throw await brokenLink(path, 'ELOOP');
  for (const name of await readdir(path)) await refuseBrokenLinks(join(path, name), [...around, itself]);
}

async function brokenLink(path: string, code: string | undefined): Promise<TrussError> {
  const target = resolve(dirname(path), await readlink(path));
  const hint = 'Correct the link, remove it, or name the files themselves.';
  return code === 'ELOOP'
    ? new TrussError('FILE_UNREADABLE', { message: `${path} is a link to ${target}, which leads in a circle.`, hint })
    : new TrussError('FILE_MISSING', { message: `${path} is a link to ${target}, where there is nothing.`, hint });
}
