import type { Issue } from '../../../core/errors/issue.ts';
import { TrussError } from '../../../core/errors/truss-error.ts';
import { isInPythonRange } from '../../../core/requirements/python-range.ts';
import { findPython, findPythons, firstUsable } from './find-python.ts';
import type { Python } from './python.ts';
import { launchingPython, pythonsOfShell } from './python-places.ts';
import { NEWEST_TESTED_MINOR, OLDEST_MINOR, showMinor } from './python-version.ts';

export interface ChosenPython {
  readonly python: Python;
  /** Said where another Python was taken than one would think. */
  readonly warning: Issue | null;
}

/**
 * The Python for a truss. Where the config names a version it is that one, or `ENV_PYTHON_MISSING`. Else it is the one that the lock
 * was made for (so that a truss behaves alike everywhere), or the one that launched truss, or the one of the shell, or the nearest;
 * `ranges`: of which its pyproject.toml asks for one, are kept to. A version that is written and is in none is
 * `ENV_PYTHON_UNSUPPORTED`.
 */
export async function choosePython(
  wanted: number | null,
  lockMinor: number | null,
  ranges: readonly string[] = [],
): Promise<ChosenPython> {
  if (wanted !== null) {
    const python = await findPython(wanted);
    if (python === null) throw await missing(`python_version asks for Python ${showMinor(wanted)}`, wanted);
    if (!isWithin(python, ranges)) throw outside(python, ranges);
    return { python, warning: null };
  }
  const ofLock = lockMinor === null ? null : await findPython(lockMinor);
  if (ofLock !== null && isWithin(ofLock, ranges)) return { python: ofLock, warning: null };
  const launching = launchingPython();
  const atHand = await firstUsable(launching === null ? pythonsOfShell() : [launching]);
  if (atHand !== null && atHand.minor >= OLDEST_MINOR) {
    const python = isWithin(atHand, ranges) ? atHand : await nearestWithin(atHand, ranges);
    return { python, warning: null };
  }
  return nearest(atHand, ranges);
}

function isWithin({ version }: Python, ranges: readonly string[]): boolean {
  return ranges.length === 0 || ranges.some((range) => isInPythonRange(version, range));
}

function outside({ version, minor }: Python, ranges: readonly string[]): TrussError {
  return new TrussError('ENV_PYTHON_UNSUPPORTED', {
    message: `python_version asks for Python ${showMinor(minor)} (here ${version}), and pyproject.toml for ${ranges.join(' or ')}.`,
    hint: 'Change one of them; without python_version a Python is chosen that pyproject.toml allows.',
  });
}

async function nearestWithin(atHand: Python, ranges: readonly string[]): Promise<Python> {
  const [python] = await usableWithin(ranges, atHand.minor);
  if (python === undefined) throw await missing(`pyproject.toml asks for Python ${ranges.join(' or ')}`, null);
  return python;
}

/** The Pythons that are here and that models run on, the nearest to a minor version first. */
async function usableWithin(ranges: readonly string[], goal: number): Promise<readonly Python[]> {
  const usable = (await findPythons()).filter((each) => each.minor >= OLDEST_MINOR && isWithin(each, ranges));
  return usable.sort((a, b) => Math.abs(a.minor - goal) - Math.abs(b.minor - goal));
}

/** The usable Python that is nearest to the one at hand, where that is too old, or to the newest that is tested. */
async function nearest(atHand: Python | null, ranges: readonly string[]): Promise<ChosenPython> {
  const [python] = await usableWithin(ranges, atHand?.minor ?? NEWEST_TESTED_MINOR);
  if (python === undefined) {
    const asked = ranges.length === 0 ? '' : `, and pyproject.toml asks for ${ranges.join(' or ')}`;
    throw await missing(`Models run on Python ${showMinor(OLDEST_MINOR)} and newer${asked}`, null);
  }
  const why =
    atHand === null ? 'There is no python3 on the PATH' : `Python ${atHand.version} (${atHand.base}) is too old for models`;
  const warning: Issue = {
    path: 'python_version',
    code: atHand === null ? 'ENV_PYTHON_MISSING' : 'ENV_PYTHON_UNSUPPORTED',
    message: `${why}, so Python ${python.version} (${python.base}) was taken, the nearest one.`,
    hint: `Write python_version: py3${python.minor} to make this the truss's own choice.`,
    severity: 'warning',
  };
  return { python, warning };
}

async function missing(reason: string, wanted: number | null): Promise<TrussError> {
  const found = await findPythons();
  const usable = found.filter(({ minor }) => minor >= OLDEST_MINOR);
  const [other] = usable;
  const install = `install one (\`uv python install ${showMinor(wanted ?? NEWEST_TESTED_MINOR)}\` does)`;
  return new TrussError('ENV_PYTHON_MISSING', {
    message: `${reason}, and there is none here. ${listPythons(found)}`,
    hint:
      wanted === null || other === undefined
        ? `Please ${install}.`
        : `Either ${install}, or write another version, such as python_version: py3${other.minor}.`,
  });
}

function listPythons(found: readonly Python[]): string {
  if (found.length === 0) return 'No Python was found at all.';
  return `Found: ${found.map(({ version, base }) => `${version} (${base})`).join(', ')}.`;
}
