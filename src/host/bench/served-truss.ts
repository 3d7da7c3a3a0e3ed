// A truss that is served for as long as a load lasts.
import type { Project } from '../../toolchain/project/open/open-project.ts';
import { modelLines } from '../ask/model-lines.ts';
import type { PrepareOptions } from '../prepare/prepare-entry.ts';
import { serveTrusses } from '../serve-trusses.ts';
import type { BenchTarget } from './bench-target.ts';

/** How it is run. */
export interface ServedRun extends PrepareOptions {
  /** Is told when the environment is there, before the model is loaded. */
  readonly onPrepared: () => void;
}

/**
 * Serves a truss on a free port of this machine, lets `use` load it, and ends it. Nothing of its log is shown: what the load
 * meets, it tells by itself.
 *
 * @throws {TrussError} `ENV_*`; `SERVER_*`; what keeps the model from loading, and what `use` throws.
 */
export async function withServedTruss<T>(
  project: Project,
  run: ServedRun,
  use: (target: BenchTarget) => Promise<T>,
): Promise<T> {
  const served = await serveTrusses([project], {
    ...run,
    listening: { host: '127.0.0.1', port: 0, dev: false },
    log: { logger: modelLines(() => undefined), started: () => undefined },
    onReload: null,
  });
  if (served === null) throw run.signal.reason;
  const name = served.entries[0]?.name ?? '';
  try {
    return await use({ modelUrl: `${served.server.url}/v1/models/${encodeURIComponent(name)}`, caller: {} });
  } finally {
    await served.stop();
  }
}
