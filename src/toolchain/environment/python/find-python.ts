import { realpath } from 'node:fs/promises';

import { openProbeCache } from './probe-cache.ts';
import type { Python } from './python.ts';
import { probePython } from './probe-python.ts';
import { pythonPaths } from './python-places.ts';

/** The first Python of a minor version among all places, or null. */
export async function findPython(minor: number): Promise<Python | null> {
  return firstMatch(await pythonPaths(minor), (python) => python.minor === minor);
}

/** The first of the paths at which there is a working Python, or null. */
export async function firstUsable(paths: readonly string[]): Promise<Python | null> {
  return firstMatch(paths, () => true);
}

/** Every Python of this machine, too old ones as well, best first; one that can be reached in several ways is there once. */
export async function findPythons(): Promise<readonly Python[]> {
  const cache = await openProbeCache();
  const paths = await pythonPaths(null);
  const answers = await Promise.all(paths.map((path) => probePython(path, cache)));
  await cache.save();
  const found = new Map<string, Python>();
  for (const python of answers) {
    if (python === null) continue;
    const itself = await realpath(python.base).catch(() => python.base);
    if (!found.has(itself)) found.set(itself, python);
  }
  return [...found.values()];
}

async function firstMatch(
  paths: readonly string[],
  matches: (python: Python) => boolean,
): Promise<Python | null> {
  const cache = await openProbeCache();
  try {
    for (const path of paths) {
      const python = await probePython(path, cache);
      if (python !== null && matches(python)) return python;
    }
    return null;
  } finally {
    await cache.save();
  }
}
