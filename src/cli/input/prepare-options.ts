import type { PrepareOptions } from '../../host/prepare/prepare-entry.ts';
import type { Output } from '../output/output.ts';

/** What `environmentOptions` say, and those who wait for the environment of a truss: the person at the terminal. */
export function prepareOptions(
  { env: source, frozen }: { readonly env: PrepareOptions['source']; readonly frozen: boolean },
  { progress, warn }: Output,
  signal: AbortSignal,
): Omit<PrepareOptions, 'workers'> {
  return { source, frozen, progress: progress.show, warn, signal };
}
