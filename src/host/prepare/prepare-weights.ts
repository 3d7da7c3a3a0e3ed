// The weights of a truss, brought to where its model looks, before it starts or while it does.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Issue } from '../../core/errors/issue.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { plannedWeights } from '../../core/weights/planned-weights.ts';
import type { Arrival } from '../../server/backends/backend.ts';
import type { ModelWeights } from '../../server/backends/workers/handshake.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import { findWeightsLock } from '../../toolchain/weights/lock-place.ts';
import { linkMounts } from '../../toolchain/weights/mount-links.ts';
import type { ComingWeights, PlacedWeights, PullOptions } from '../../toolchain/weights/pull-weights.ts';
import type { Warn } from './open-truss.ts';

/** What a model without weights is told. */
const NONE: ModelWeights = { places: {}, mounts: [] };

/** How weights are prepared. */
export interface PrepareWeightsOptions extends PullOptions {
  readonly warn: Warn;
}

/**
 * Fetches what is missing of the weights of a truss: first, or where somebody hears what is coming (`onComing`) while the model starts.
 *
 * @throws {TrussError} `WEIGHTS_*`, `SECRET_*`, `DISK_FULL`, `FILE_UNWRITABLE`
 */
export async function prepareWeights(project: Project, options: PrepareWeightsOptions): Promise<ModelWeights> {
  // A lock alone may tell of data that is kept apart. What fetches is 400 KB of code with TLS and more: not for most servers.
  if (plannedWeights(project.config).length === 0 && (await findWeightsLock(project.directory)) === null) return NONE;
  const { beginPull } = await import('../../toolchain/weights/pull-weights.ts');
  const coming = await beginPull(project, options);
  const { weights, missing, arrived } = coming;
  const isComing = options.onComing !== undefined && missing.length > 0;
  if (!isComing) options.warn((await arrived).doubts);
  if (weights.length === 0) return NONE;
  const { taken } = await linkMounts(weights);
  options.warn(taken.map((path) => takenMount(path, project)));
  return isComing ? { ...described(weights), ...arriving(coming, project, options) } : described(weights);
}

function arriving(
  { missing, arrived, share }: ComingWeights,
  project: Project,
  { warn }: PrepareWeightsOptions,
): Pick<ModelWeights, 'arrival' | 'markers'> {
  let isOver = false;
  const over = arrived.then(
    ({ doubts }) => {
      warn(doubts);
      return null;
    },
    (error: unknown) => asTrussError(error),
  );
  void over.then(() => (isOver = true));
  // What belongs to the data of a truss is opened by its path.
  const isAwaitedByModel = missing.every(({ planned }) => planned.place.kind === 'mount') && asksResolver(project);
  const arrival: Arrival = { over, share: () => (isOver ? '' : share()), isAwaitedByModel };
  const markers = Object.fromEntries(missing.map(({ planned, here }) => [planned.name, here.marker]));
  return { arrival, markers: () => (isOver ? {} : markers) };
}

function asTrussError(error: unknown): TrussError {
  if (error instanceof TrussError) return error;
  return new TrussError('WEIGHTS_UNREACHABLE', { message: 'The weights could not be fetched', cause: error });
}

/** Whether the code of a model waits for its files by itself: it has the word for it. */
function asksResolver({ directory, config }: Project): boolean {
  const folder = join(directory, config.model_module_dir);
  try {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true });
    return files
      .filter((entry) => entry.isFile() && entry.name.endsWith('.py'))
      .some(({ parentPath, name }) =>
        readFileSync(join(parentPath, name), 'latin1').includes('block_until_download_complete'),
      );
  } catch {
    return false;
  }
}

function described(weights: readonly PlacedWeights[]): ModelWeights {
  return {
    places: Object.fromEntries(weights.map(({ planned, here }) => [planned.name, here.path])),
    mounts: weights.flatMap(({ planned, here }) =>
      planned.place.kind === 'mount' ? [[planned.place.path, here.path] as const] : [],
    ),
  };
}

function takenMount(path: string, { configPath }: Project): Issue {
  return {
    path: 'weights',
    code: 'WEIGHTS_PLACE_TAKEN',
    severity: 'warning',
    message: `At ${path} something else lies on this machine: the weights are not linked there`,
    hint: 'The model finds them by context.weights, wherever they are; or move away what lies there.',
    file: configPath,
  };
}
