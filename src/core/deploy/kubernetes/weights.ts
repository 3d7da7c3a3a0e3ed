// How a pod comes by the weights that its image does not hold.
import { PLACES } from '../../image/places.ts';
import type { PlannedWeights } from '../../weights/planned-weights.ts';
import { plannedWeights } from '../../weights/planned-weights.ts';
import type { DeployPlan } from '../plan.ts';

/** The name of the volume. */
export const WEIGHTS_VOLUME = 'weights';

/** Whether the pods of a plan have a volume with weights. */
export function hasWeightsVolume({ settings, config }: Pick<DeployPlan, 'settings' | 'config'>): boolean {
  return settings.weights.from !== 'image' && plannedWeights(config).length > 0;
}

/** Each source is a folder of the volume, called by its name, and stands where the model looks for it. */
export function weightMounts(plan: DeployPlan): readonly Readonly<Record<string, unknown>>[] {
  if (!hasWeightsVolume(plan)) return [];
  return plannedWeights(plan.config).flatMap((planned) => {
    const mountPath = placeOf(planned, plan);
    return mountPath === null ? [] : [{ name: WEIGHTS_VOLUME, mountPath, subPath: folderOf(planned), readOnly: true }];
  });
}

/** Null for what is but a cache: a model fetches it by itself where it is not there. */
function placeOf({ place }: PlannedWeights, { config }: DeployPlan): string | null {
  if (place.kind === 'hub') return null;
  return place.kind === 'mount' ? place.path : `${PLACES.app}/${config.data_dir}/${place.path}`;
}

/** A source of one file is that file in its folder. */
function folderOf({ name, place }: PlannedWeights): string {
  return place.kind !== 'hub' && place.isFile ? `${name}/${place.path.slice(place.path.lastIndexOf('/') + 1)}` : name;
}

/** The volume itself. */
export function weightVolumes(plan: DeployPlan): readonly Readonly<Record<string, unknown>>[] {
  if (!hasWeightsVolume(plan)) return [];
  const { claim, size, from } = plan.settings.weights;
  if (claim === null) return [{ name: WEIGHTS_VOLUME, emptyDir: size === null ? {} : { sizeLimit: size } }];
  return [
    { name: WEIGHTS_VOLUME, persistentVolumeClaim: { claimName: claim, ...(from === 'volume' && { readOnly: true }) } },
  ];
}
