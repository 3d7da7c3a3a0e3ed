import { arch, platform } from 'node:process';

import { readIndexPage } from './index-page.ts';

/** A package at one version, and where and for which Python it is looked for. */
export interface LookedUp {
  /** Normalised. */
  readonly name: string;
  readonly version: string;
  /** The address of an index, without credentials. */
  readonly index: string;
  /** The minor version of Python. */
  readonly minor: number;
}

/** The bytes of the file that this machine would download for a package; null where the index does not say, or not at once. */
export async function downloadSize(wanted: LookedUp): Promise<number | null> {
  const files = await readIndexPage(wanted.name, wanted.index);
  return files?.find(({ filename }) => fits(filename, wanted))?.size ?? null;
}

/** Whether a wheel is for this machine: `torch-2.9.0-cp311-cp311-manylinux_2_28_x86_64.whl`. */
function fits(filename: string, { name, version, minor }: LookedUp): boolean {
  const [, stem = '', python = '', abi = '', system = ''] = /^(.*)-([^-]+)-([^-]+)-([^-]+)\.whl$/.exec(filename) ?? [];
  const [distribution = '', itsVersion = ''] = stem.split('-');
  return (
    distribution.toLowerCase().replaceAll(/[-_.]+/g, '-') === name &&
    itsVersion === version &&
    (/\bpy3\b/.test(python) || python === `cp3${minor}` || abi === 'abi3') &&
    (system === 'any' || isForThisMachine(system))
  );
}

function isForThisMachine(system: string): boolean {
  const processor = arch === 'arm64' ? /arm64|aarch64|universal2/ : /x86_64|universal2/;
  return processor.test(system) && (platform === 'darwin' ? /macosx/ : /linux/).test(system);
}
