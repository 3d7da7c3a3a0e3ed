import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { TrussError } from '../../../core/errors/truss-error.ts';

/** Where the program of an image lies: in what is installed, in what was built beside it, beside the sources. */
const BUNDLES = ['./image/', '../image/', '../../../../dist/image/'];

/** Where the worker lies: beside the program, in the npm package, in the wheel, in the sources. */
const WORKERS = ['./python/', '../../', '../../../../python/src/'];

/** The parts of a server that goes into images. */
export interface ImageBundle {
  /** The directory of the program's modules. */
  readonly program: string;
  /** The directory of the package `truss_worker`. */
  readonly worker: string;
}

/**
 * Finds the program that images start, and the worker that goes with it.
 *
 * @throws {TrussError} `FILE_MISSING` where an installation has lost it
 */
export function findImageBundle(): ImageBundle {
  return { program: dirname(find(BUNDLES, 'image.mjs')), worker: dirname(find(WORKERS, 'truss_worker/main.py')) };
}

function find(places: readonly string[], file: string): string {
  const candidates = places.map((place) => fileURLToPath(new URL(`${place}${file}`, import.meta.url)));
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found !== undefined) return found;
  throw new TrussError('FILE_MISSING', {
    message: `The server of images, ${file}, is missing (looked for: ${candidates.join(', ')})`,
    hint: 'Install truss again; from the sources, run `npm run build` first.',
  });
}
