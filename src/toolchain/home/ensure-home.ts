import { makeDirectory } from '../../system/files/make-directory.ts';
import { explainWriteError } from './explain-system-error.ts';
import { trussHome } from './truss-home.ts';

/**
 * Makes the directory of everything that Truss keeps for the user, readable to its owner alone where it is new, and gives its
 * path. Fails with `FILE_UNWRITABLE` or `DISK_FULL`.
 */
export async function ensureHome(): Promise<string> {
  const home = trussHome();
  try {
    await makeDirectory(home, { mode: 0o700 });
  } catch (error) {
    throw explainWriteError(error, home);
  }
  return home;
}
