import type { StoredLock } from './lock-place.ts';

/** A version that a package has somewhere, and shall keep where it can. */
export interface SeedVersion {
  readonly name: string;
  readonly version: string;
}

/**
 * The versions that a new lock should keep, as the requirements.txt that uv looks into before it chooses: those of the present lock,
 * and `seed` for what is not in it.
 */
export function keptVersions(lock: StoredLock | null, seed: readonly SeedVersion[]): string {
  const locked = lock === null ? '' : lock.header === null ? pinsOf(lock.text) : lock.text;
  const pins = seed.flatMap(({ name, version }) => {
    const plain = version.replace(/\+.*$/, '');
    // Where no index has a build with a local label (`+cpu`), the plain version is the nearest.
    return plain === version ? [`${name}==${version}`] : [`${name}==${version}`, `${name}==${plain}`];
  });
  return [locked, ...pins, ''].join('\n');
}

/** Of a file of somebody else, or one with the marks of an unfinished merge, only what is plain. */
function pinsOf(text: string): string {
  return Array.from(text.matchAll(/^[\w.-]+==[\w.!+-]+/gm), ([pin]) => pin).join('\n');
}
