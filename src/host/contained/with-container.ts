import type { ContainedRun } from '../../toolchain/contained/run-contained.ts';
import { gpusOf, runContained } from '../../toolchain/contained/run-contained.ts';
import { removeContainer } from '../../toolchain/containers/start-container.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import type { CallModel } from '../ask/call-model.ts';
import { askContainer } from './ask-container.ts';

/**
 * Runs a truss in a container on a port that is free, lets `use` ask its model, and takes the container away.
 *
 * @throws {TrussError} as `runContained`; what `use` throws
 */
export async function withContainer<T>(
  project: Project,
  options: Omit<ContainedRun, 'run'>,
  use: (call: CallModel) => Promise<T>,
): Promise<T> {
  const run = { port: 0, gpus: gpusOf(project), memory: null, cpus: null, env: [], readOnly: false, name: null };
  const model = await runContained(project, { ...options, run });
  try {
    return await use(askContainer(model.url, options.signal));
  } finally {
    await removeContainer(model.engine, model.id);
  }
}
