// Who fills the volume with weights: a container that is over before the server starts.
import { PLACES } from '../../image/places.ts';
import type { DeployPlan } from '../plan.ts';
import { CONTAINER_SECURITY } from './container.ts';
import { containerPort } from './ports.ts';
import { secretMounts } from './secrets.ts';
import { hasWeightsVolume, WEIGHTS_VOLUME } from './weights.ts';

/** Where it has the volume whole. */
const VOLUME_PLACE = '/weights';

/** Files come through it in pieces: it needs little, however large they are. */
const RESOURCES = { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '512Mi' } } as const;

/**
 * The container that fetches what `weights.lock` names and the volume lacks, with the secrets of the truss. It answers on the port of the
 * server meanwhile, that the model is not ready, and how much is there.
 */
export function weightsContainers(plan: DeployPlan): readonly Readonly<Record<string, unknown>>[] {
  if (plan.settings.weights.from !== 'init' || !hasWeightsVolume(plan)) return [];
  const port = String(containerPort(plan));
  return [
    {
      name: 'weights',
      image: plan.image,
      command: [PLACES.node, `${PLACES.server}/weights.mjs`],
      args: [PLACES.app, VOLUME_PLACE, '--port', port],
      resources: RESOURCES,
      securityContext: CONTAINER_SECURITY,
      volumeMounts: [
        { name: 'tmp', mountPath: '/tmp' },
        ...secretMounts(plan),
        { name: WEIGHTS_VOLUME, mountPath: VOLUME_PLACE },
      ],
    },
  ];
}
