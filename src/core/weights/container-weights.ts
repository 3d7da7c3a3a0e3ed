// Where a container has its weights: each at its `mount_location`, or among the data of the truss.
import type { Config } from '../config/config.ts';
import { plannedWeights } from './planned-weights.ts';

/** The weights that a container must have: name → absolute path. What would only be cached is none of them. */
export function containerWeights(
  config: Pick<Config, 'weights' | 'model_cache' | 'external_data' | 'data_dir'>,
  directory: string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    plannedWeights(config).flatMap(({ name, place }) => {
      if (place.kind === 'hub') return [];
      return [[name, place.kind === 'mount' ? place.path : `${directory}/${config.data_dir}/${place.path}`] as const];
    }),
  );
}
