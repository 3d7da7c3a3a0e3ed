import { access, constants, stat } from 'node:fs/promises';

import { TrussError } from '../../core/errors/truss-error.ts';
import { trussHome } from '../home/truss-home.ts';
import { readLocalStore } from '../secrets/local-store.ts';
import type { Check, Finding } from './check.ts';
import { nearestDirectory } from './nearest-directory.ts';

/** Whoever may write there decides which code models run. */
const WRITABLE_BY_OTHERS = 0o022;

/** The directory of everything that Truss keeps: it must be writable, by its owner alone. */
export const homeCheck: Check = { name: 'home', needed: true, look: lookAtHome };

async function lookAtHome(): Promise<Finding> {
  const home = trussHome();
  const directory = await nearestDirectory(home);
  const isWritable = await access(directory, constants.W_OK).then(
    () => true,
    () => false,
  );
  const there = await stat(home).catch(() => null);
  if (!isWritable || there?.isDirectory() === false) {
    const advice = 'Change its permissions, or point TRUSS_HOME to a directory of yours.';
    return { status: 'missing', found: `${home} cannot be written`, advice };
  }
  if (there === null) return { status: 'found', found: `${home} (made when it is needed)` };
  if ((there.mode & WRITABLE_BY_OTHERS) !== 0) {
    return { status: 'doubtful', found: `${home} can be written by others`, advice: `Close it: chmod 700 ${home}` };
  }
  return (await problemOfSecrets()) ?? { status: 'found', found: home };
}

async function problemOfSecrets(): Promise<Finding | null> {
  try {
    await readLocalStore();
    return null;
  } catch (error) {
    if (!(error instanceof TrussError)) throw error;
    return { status: 'doubtful', found: error.message, advice: error.hint ?? '' };
  }
}
