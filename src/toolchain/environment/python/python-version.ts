import { TrussError } from '../../../core/errors/truss-error.ts';

/** The oldest Python 3 that the worker runs on. */
export const OLDEST_MINOR = 9;

/** The newest Python 3 that the worker is tested on. Newer ones are taken where nothing else is at hand, or where asked for. */
export const NEWEST_TESTED_MINOR = 13;

/** `3.11` of 11: all versions here are of Python 3. */
export function showMinor(minor: number): string {
  return `3.${minor}`;
}

/** The minor version in `py311`, `3.11` or `3.11.7`; null where the text is none of them. */
export function parseMinor(text: string): number | null {
  const match = /^(?:py)?3\.?(\d{1,2})(?:\.\d+)?/.exec(text);
  return match === null ? null : Number(match[1]);
}

/** What a config asks for: a minor version of Python 3, which may have been raised to what still runs; null: any. */
export interface WantedPython {
  readonly minor: number | null;
  /** The minor version as it was written, where that was too old and another was taken. */
  readonly raisedFrom: number | null;
}

/**
 * The Python that `python_version` of a config asks for. `py37` and `py38`, which old trusses have, mean 3.9 today; older ones
 * are refused (`ENV_PYTHON_UNSUPPORTED`).
 */
export function wantedPython(pythonVersion: string | null): WantedPython {
  if (pythonVersion === null) return { minor: null, raisedFrom: null };
  const minor = parseMinor(pythonVersion);
  if (minor === null || minor < 7) {
    throw new TrussError('ENV_PYTHON_UNSUPPORTED', {
      message: `python_version is ${pythonVersion}; models run on Python ${showMinor(OLDEST_MINOR)} and newer.`,
      hint: `Write python_version: py3${NEWEST_TESTED_MINOR}, or the version that the model was made with.`,
    });
  }
  return minor < OLDEST_MINOR ? { minor: OLDEST_MINOR, raisedFrom: minor } : { minor, raisedFrom: null };
}
