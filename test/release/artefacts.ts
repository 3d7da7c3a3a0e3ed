// What `make build` has put into dist/ to be released.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { pythonVersion, version } from '../../src/core/version.ts';

export const root = resolve(import.meta.dirname, '../..');

/** The npm package, packed. */
export const tarball = artefact(`truss-${version}.tgz`);
/** The wheel of the Python package. */
export const wheel = artefact(`truss-${pythonVersion}-py3-none-any.whl`);
/** The bill of materials of both. */
export const billOfMaterials = artefact(`truss-${version}.cdx.json`);

function artefact(name: string): string {
  const path = join(root, 'dist', name);
  if (!existsSync(path)) throw new Error(`${path} does not exist: run \`make build\` first`);
  return path;
}
