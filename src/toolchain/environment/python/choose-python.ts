import type { Issue } from '../../../core/errors/issue.ts';
import { TrussError } from '../../../core/errors/truss-error.ts';
import { isInPythonRange } from '../../../core/requirements/python-range.ts';
import type { FetchPython } from './fetch-python.ts';
import { findPython, findPythons, firstUsable } from './find-python.ts';
import type { Python } from './python.ts';
import { launchingPython, pythonsOfShell } from './python-places.ts';
import { NEWEST_TESTED_MINOR, OLDEST_MINOR, showMinor } from './python-version.ts';

export interface ChosenPython {
  readonly python: Python;
  /** Said where another Python was taken than one would think. */
  readonly warning: Issue | null;
}

/** What a Python is chosen by. */
export interface PythonChoice {
  /** The minor version that the config names; null: none. */
  readonly wanted: number | null;
  /** The one that the lock was made for. */
  readonly lockMinor?: number | null;
  /** The ranges of a pyproject.toml, of which one must hold. */
  readonly ranges?: readonly string[];
  /** How one that is not here is fetched. Default: it is not. */
  readonly fetch?: FetchPython | undefined;
}

/**
 * The Python for a truss. Where the config names a version it is that one. Else it is the one that the lock was made for (so that a
 * truss behaves alike everywhere), or the one that launched truss, or the one of the shell, or the nearest; the `ranges` are kept to. A
 * version that is written and is in none is `ENV_PYTHON_UNSUPPORTED`. Where none will do one is fetched; where that is not possible, it
 * is `ENV_PYTHON_MISSING`.
 */
export async function choosePython({
  wanted,
  lockMinor = null,
  ranges = [],
  fetch,
}: PythonChoice): Promise<ChosenPython> {
  if (wanted !== null) {
    const python =
      (await findPython(wanted)) ??
      (await fetched(wanted, fetch, `python_version asks for Python ${showMinor(wanted)}`));
    if (!isWithin(python, ranges)) throw outside(python, ranges);
    return { python, warning: null };
  }
  const ofLock = lockMinor === null ? null : await findPython(lockMinor);
  if (ofLock !== null && isWithin(ofLock, ranges)) return { python: ofLock, warning: null };
  const launching = launchingPython();
  const atHand = await firstUsable(launching === null ? pythonsOfShell() : [launching]);
  if (atHand !== null && atHand.minor >= OLDEST_MINOR) {
    const python = isWithin(atHand, ranges) ? atHand : await nearestWithin(atHand, ranges, fetch);
    return { python, warning: null };
  }
  return nearest(atHand, ranges, fetch);
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

async function nearestWithin(
  atHand: Python,
  ranges: readonly string[],
  fetch: FetchPython | undefined,
): Promise<Python> {
  const [python] = await usableWithin(ranges, atHand.minor);
  return python ?? fetched(newestWithin(ranges), fetch, `pyproject.toml asks for Python ${ranges.join(' or ')}`);
}

/** The newest tested minor version that ranges allow; null: none. */
function newestWithin(ranges: readonly string[]): number | null {
  for (let minor = NEWEST_TESTED_MINOR; minor >= OLDEST_MINOR; minor -= 1) {
    // Of a version that is fetched the last digits are high.
    if (ranges.length === 0 || ranges.some((range) => isInPythonRange(`3.${minor}.99`, range))) return minor;
  }
  return null;
}

/** A Python that is not here. `reason`: why it is needed. */
async function fetched(minor: number | null, fetch: FetchPython | undefined, reason: string): Promise<Python> {
  const problem = minor === null || fetch === undefined ? null : await fetch(minor);
  const python = minor === null || fetch === undefined || problem !== null ? null : await findPython(minor);
  if (python === null) throw await missing(reason, { minor, problem });
  return python;
}

/** The Pythons that are here and that models run on, the nearest to a minor version first. */
async function usableWithin(ranges: readonly string[], goal: number): Promise<readonly Python[]> {
  const usable = (await findPythons()).filter((each) => each.minor >= OLDEST_MINOR && isWithin(each, ranges));
  return usable.sort((a, b) => Math.abs(a.minor - goal) - Math.abs(b.minor - goal));
}

/** The usable Python that is nearest to the one at hand, where that is too old, or to the newest that is tested. */
async function nearest(
  atHand: Python | null,
  ranges: readonly string[],
  fetch: FetchPython | undefined,
): Promise<ChosenPython> {
  const [here] = await usableWithin(ranges, atHand?.minor ?? NEWEST_TESTED_MINOR);
  const asked = ranges.length === 0 ? '' : `, and pyproject.toml asks for ${ranges.join(' or ')}`;
  const reason = `Models run on Python ${showMinor(OLDEST_MINOR)} and newer${asked}`;
  const python = here ?? (await fetched(newestWithin(ranges), fetch, reason));
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

interface Missing {
  /** The minor version that would do; null: none that is known. */
  readonly minor: number | null;
  /** Why it could not be fetched; null where nobody tried. */
  readonly problem: string | null;
}

async function missing(reason: string, { minor, problem }: Missing): Promise<TrussError> {
  const found = await findPythons();
  const [other] = found.filter((each) => each.minor >= OLDEST_MINOR);
  const why = problem === null ? '' : ` uv has not fetched one: ${problem}.`;
  const install = `install one (\`uv python install ${showMinor(minor ?? NEWEST_TESTED_MINOR)}\` does)`;
  return new TrussError('ENV_PYTHON_MISSING', {
    message: `${reason}, and there is none here.${why} ${listPythons(found)}`,
    hint:
      other === undefined || !reason.startsWith('python_version')
        ? `Please ${install}.`
        : `Either ${install}, or write another version, such as python_version: py3${other.minor}.`,
  });
}

function listPythons(found: readonly Python[]): string {
  if (found.length === 0) return 'No Python was found at all.';
  return `Found: ${found.map(({ version, base }) => `${version} (${base})`).join(', ')}.`;
}
