import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { TrussError } from '../core/errors/truss-error.ts';

/** Where the Python worker lies beside this module: in the npm package or an image, in the sources, in the wheel. */
const PLACES = ['./python/', '../../python/src/', '../../'];

/**
 * The path of the script that is the Python worker.
 *
 * @throws {TrussError} `WORKER_START_FAILED` where it is in none of its places: an installation that lost files
 */
export function findWorkerScript(): string {
  const candidates = PLACES.map((place) => fileURLToPath(new URL(`${place}truss_worker/main.py`, import.meta.url)));
  const script = candidates.find((candidate) => existsSync(candidate));
  if (script !== undefined) return script;
  throw new TrussError('WORKER_START_FAILED', {
    message: `The Python worker, truss_worker/main.py, is missing (looked for: ${candidates.join(', ')})`,
    hint: 'Install truss again.',
  });
}
