import { TrussError } from '../../../core/errors/truss-error.ts';
import { firstUsable } from './find-python.ts';
import { launchingPython, pythonsOfShell } from './python-places.ts';
import type { Python } from './python.ts';
import { OLDEST_MINOR, showMinor } from './python-version.ts';

/**
 * The Python at hand, for `--env current`: the one that launched truss, or the shell's. What it has installed is the user's affair: there
 * is no lock, and nothing is checked but its version.
 */
export async function currentPython(): Promise<Python> {
  const launching = launchingPython();
  const python = await firstUsable([...(launching === null ? [] : [launching]), ...pythonsOfShell()]);
  if (python === null) {
    throw new TrussError('ENV_PYTHON_MISSING', {
      message: 'There is no python3 on the PATH, and with --env current no other one is looked for.',
      hint: 'Activate the environment that has your packages, or leave --env current out.',
    });
  }
  if (python.minor < OLDEST_MINOR) {
    throw new TrussError('ENV_PYTHON_UNSUPPORTED', {
      message: `The Python at hand is ${python.version} (${python.path}); models run on ${showMinor(OLDEST_MINOR)} and newer.`,
      hint: 'Leave --env current out: an environment of a newer Python is made.',
    });
  }
  return python;
}
