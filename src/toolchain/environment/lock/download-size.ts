import { arch, platform } from 'node:process';

import { z } from 'zod';

/** The form of an index's pages that tells sizes (PEP 691 and PEP 700). */
const JSON_PAGE = 'application/vnd.pypi.simple.v1+json';

const pageSchema = z.object({ files: z.array(z.object({ filename: z.string(), size: z.number().optional() })) });

/** A warning is not worth a longer wait. */
const PATIENCE_MS = 3000;

/** Pages of the packages with most files have some megabytes. */
const LONGEST_PAGE_BYTES = 32 * 2 ** 20;

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

/**
 * The bytes of the file that this machine would download for a package; null where the index does not say, or not at once. No
 * credentials are sent.
 */
export async function downloadSize(wanted: LookedUp): Promise<number | null> {
  if ((process.env['UV_OFFLINE'] ?? '') !== '') return null;
  try {
    const response = await fetch(`${wanted.index.replace(/\/$/, '')}/${wanted.name}/`, {
      headers: { accept: JSON_PAGE },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!response.ok || Number(response.headers.get('content-length') ?? 0) > LONGEST_PAGE_BYTES) return null;
    const { files } = pageSchema.parse(await response.json());
    return files.find(({ filename }) => fits(filename, wanted))?.size ?? null;
  } catch {
    // An index that has no such page, or cannot be reached this way: uv has reached it, and nobody needs the size.
    return null;
  }
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
