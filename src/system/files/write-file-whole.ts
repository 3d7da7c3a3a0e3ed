import { randomBytes } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { makeDirectory } from './make-directory.ts';

/**
 * Writes a file so that nobody ever sees half of it: beside its place first, then renamed. Makes its directory.
 *
 * `mode`: who may do what with it, `0o666` less the umask where not given.
 */
export async function writeFileWhole(path: string, text: string, options: { mode?: number } = {}): Promise<void> {
  await makeDirectory(dirname(path));
  const beside = `${path}.${randomBytes(4).toString('hex')}.new`;
  try {
    await writeFile(beside, text, options);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
