import { findPythons } from '../environment/python/find-python.ts';
import { NEWEST_TESTED_MINOR, OLDEST_MINOR, showMinor } from '../environment/python/python-version.ts';
import type { Python } from '../environment/python/python.ts';
import type { Check, Finding } from './check.ts';

/** The Pythons that models can run on. */
export const pythonCheck: Check = { name: 'python', needed: true, look: async () => judgePythons(await findPythons()) };

/** What to think of the Pythons of a machine. */
export function judgePythons(pythons: readonly Python[]): Finding {
  const usable = pythons.filter(({ minor }) => minor >= OLDEST_MINOR);
  const install = `install one: \`uv python install ${showMinor(NEWEST_TESTED_MINOR)}\` does.`;
  if (usable.length === 0) {
    const found = pythons.length === 0 ? 'none' : `only ${list(pythons)}, too old`;
    return {
      status: 'missing',
      found,
      advice: `Models run on Python ${showMinor(OLDEST_MINOR)} and newer; ${install}`,
    };
  }
  if (usable.every(({ minor }) => minor > NEWEST_TESTED_MINOR)) {
    const advice = `None is tested, and packages may have no builds for it yet; ${install}`;
    return { status: 'doubtful', found: list(usable), advice };
  }
  return { status: 'found', found: list(usable) };
}

function list(pythons: readonly Python[]): string {
  return pythons
    .toSorted((left, right) => right.minor - left.minor)
    .map(({ version, base }) => `${version} (${base})`)
    .join(', ');
}
