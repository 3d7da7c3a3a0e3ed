import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { isMissing } from '../../../system/system-error.ts';
import { isLeftover } from '../files/leftovers.ts';
import type { KeptFile } from './generated-file.ts';

/**
 * Names what lies among the bundled packages of a truss and does not come with the new model: an earlier model may have needed
 * it, or the user's own code. `packages`: the directory in the truss, `staged`: the one of the new model.
 */
export async function leftPackages(
  directory: string,
  { packages, staged }: { readonly packages: string; readonly staged: string },
): Promise<KeptFile[]> {
  const [present, taken] = await Promise.all([namesIn(join(directory, packages)), namesIn(staged)]);
  const why = 'the model does not need it; delete it unless your own code does';
  return present
    .filter((name) => !name.startsWith('.') && !isLeftover(name) && !taken.includes(name))
    .toSorted()
    .map((name) => ({ path: join(packages, name), why }));
}

/** A directory that is not there has no names. */
export async function namesIn(directory: string): Promise<readonly string[]> {
  return readdir(directory).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
}
