// What a lock may not bring along, though nobody has written it: what the requirements were never tried with.
import { exactPin } from '../../../core/requirements/exact-pin.ts';
import { needsNumpyOne } from '../../../core/requirements/numpy-one.ts';
import type { LockState } from './lock-state.ts';
import { timeOfPins } from './time-of-pins.ts';

/** Bounds of what is brought along. */
export interface Bounds {
  /** Nothing is newer. */
  readonly asOf: Date | null;
  /** Constraints of pip, such as `numpy<2`. */
  readonly constraints: readonly string[];
}

export const NO_BOUNDS: Bounds = { asOf: null, constraints: [] };

/**
 * The bounds of what the requirements of a truss bring along: old pins get what there was in their time. `times`: the default index,
 * which tells of it, and the minor version of Python; null: it does not matter.
 */
export async function boundsOf(
  { sources, implied }: LockState,
  times: { readonly index: string; readonly minor: number } | null,
): Promise<Bounds> {
  const pins = sources.lines.flatMap(({ text }) => exactPin(text) ?? []);
  const named = new Set(sources.lines.flatMap(({ name }) => name ?? []));
  const constraints = [
    ...(!named.has('numpy') && pins.some(needsNumpyOne) ? ['numpy<2'] : []),
    // Later ones are without it.
    ...(!named.has('setuptools') && implied.some(({ by }) => by.module.startsWith('pkg_resources'))
      ? ['setuptools<81']
      : []),
  ];
  return { asOf: times === null ? null : await timeOfPins(sources.lines, times), constraints };
}

/** The options of uv for bounds. `file`: where their constraints are written. */
export function boundOptions({ asOf, constraints }: Bounds, file: string): readonly string[] {
  return [
    ...(asOf === null ? [] : ['--exclude-newer', asOf.toISOString()]),
    ...(constraints.length === 0 ? [] : ['--constraint', file]),
  ];
}

/** Nobody has asked for bounds: where nothing is found within them, one after the other is given up. Null: there are none left. */
export function loosened({ asOf, constraints }: Bounds): Bounds | null {
  if (asOf !== null) return { asOf: null, constraints };
  return constraints.length === 0 ? null : NO_BOUNDS;
}

/** What uv has resolved, without the file of constraints, which it names beside what is bound by it. */
export function withoutMention(resolved: string, file: string): string {
  return resolved
    .split('\n')
    .filter((line) => !line.endsWith(`-c ${file}`))
    .join('\n');
}
