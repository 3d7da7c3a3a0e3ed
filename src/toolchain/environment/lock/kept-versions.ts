import { normaliseName } from '../../../core/requirements/requirement-name.ts';
import type { StoredLock } from '../lock-file/lock-place.ts';

/** A version that a package has somewhere, and shall keep where it can. */
export interface SeedVersion {
  readonly name: string;
  readonly version: string;
}

/**
 * The versions that a new lock should keep, as the requirements.txt that uv looks into before it chooses: those of `seed`, and for what
 * is not in it, and not to be upgraded, those of the present lock. (Of two versions uv would take the newer, wherever it comes from.)
 */
export function keptVersions(
  lock: StoredLock | null,
  seed: readonly SeedVersion[],
  upgrade: 'all' | readonly string[],
): string {
  const present = upgrade === 'all' ? null : lock;
  const freed = upgrade === 'all' ? [] : upgrade;
  const except = new Set([...seed.map(({ name }) => name), ...freed].map(normaliseName));
  const isWhole = present !== null && present.header !== null && except.size === 0;
  const locked = isWhole ? present.text : pinsOf(present?.text ?? '', except);
  const pins = seed.map(({ name, version }) => `${name}==${version}`);
  return [locked, ...plainVersions(locked), ...pins, ...plainVersions(pins.join('\n')), ''].join('\n');
}

/** Where no index has a build with a local label (`+cpu`), or another one is asked for now, the plain version is the nearest. */
function plainVersions(pins: string): readonly string[] {
  return Array.from(pins.matchAll(/^([\w.-]+==[\w.!-]+)\+/gm), ([, plain = '']) => plain);
}

/** Of a file of somebody else, or one with the marks of an unfinished merge, only what is plain. */
function pinsOf(text: string, except: ReadonlySet<string>): string {
  const pins = Array.from(text.matchAll(/^([\w.-]+)==[\w.!+-]+/gm), ([pin, name = '']) => ({ pin, name }));
  return pins.flatMap(({ pin, name }) => (except.has(normaliseName(name)) ? [] : [pin])).join('\n');
}
