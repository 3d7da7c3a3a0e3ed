import type { ContainedRun } from '../../toolchain/contained/run-contained.ts';
import { createBuildOutput } from '../output/build-output.ts';
import type { Output } from '../output/output.ts';

/** How a command that only asks a model in a container builds its image: under the name of the truss, where it has changed. */
export function containedOptions(frozen: boolean, output: Output, signal: AbortSignal): Omit<ContainedRun, 'run'> {
  const build = { tags: [], platform: null, noCache: false, pull: false, more: [], withData: true };
  return { ...build, ...createBuildOutput(output, 'auto'), frozen, signal };
}
