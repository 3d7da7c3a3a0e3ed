// The weights of a truss, brought to where its model looks, before it starts.
import type { Issue } from '../../core/errors/issue.ts';
import type { ModelWeights } from '../../server/backends/workers/handshake.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import { linkMounts } from '../../toolchain/weights/mount-links.ts';
import type { PlacedWeights, PullOptions } from '../../toolchain/weights/pull-weights.ts';
import { pullWeights } from '../../toolchain/weights/pull-weights.ts';
import type { Warn } from './open-truss.ts';

/** What a model without weights is told. */
const NONE: ModelWeights = { places: {}, mounts: [] };

/**
 * Fetches what is missing of the weights of a truss.
 *
 * @throws {TrussError} `WEIGHTS_*`, `SECRET_*`, `DISK_FULL`, `FILE_UNWRITABLE`
 */
export async function prepareWeights(
  project: Project,
  options: PullOptions & { readonly warn: Warn },
): Promise<ModelWeights> {
  const { weights, doubts } = await pullWeights(project, options);
  options.warn(doubts);
  if (weights.length === 0) return NONE;
  const { taken } = await linkMounts(weights);
  options.warn(taken.map((path) => takenMount(path, project)));
  return described(weights);
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
