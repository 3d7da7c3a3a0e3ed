import type { PrepareOptions } from '../../host/prepare/prepare-entry.ts';
import type { Output } from '../output/output.ts';

/** What `environmentOptions` say, and those who wait for the environment of a truss: the person at the terminal. */
export function prepareOptions(
  {
    env: source,
    frozen,
    offline,
  }: Pick<PrepareOptions, 'frozen'> & { readonly env: PrepareOptions['source']; readonly offline: boolean },
  { progress, warn }: Output,
  signal: AbortSignal,
): Omit<PrepareOptions, 'workers'> {
  return { source, frozen, offline, progress: progress.show, warn, signal };
}
