import { isTakenAsItIs } from '../../image/image-stages.ts';
import type { DeployPlan } from '../plan.ts';
import { containerPort, HTTP_PORT } from './ports.ts';
import { probes } from './probes.ts';
import { cpuQuantity, gpuCount, memoryQuantity } from './quantities.ts';
import { secretMounts } from './secrets.ts';
import { sharedMemory } from './shared-memory.ts';
import { weightMounts } from './weights.ts';

/** The container that answers; `kubectl logs` needs no name where it is the only one. */
const CONTAINER = 'model';

/**
 * How long a pod that is to end goes on to answer: endpoints are taken out of Services and proxies meanwhile, and what is sent until they
 * are is still taken. Without it a rolling update loses requests.
 */
const LINGER_SECONDS = 5;

/** From the end of the drain to the kill: workers are ended and the log is written. */
const MARGIN_SECONDS = 5;

/** Until a node kills what has not ended. */
export function gracePeriodSeconds({ settings }: Pick<DeployPlan, 'settings'>): number {
  return LINGER_SECONDS + settings.drainSeconds + MARGIN_SECONDS;
}

/** The container of a plan: what it runs, asks for, and is asked. */
export function modelContainer(plan: DeployPlan): Readonly<Record<string, unknown>> {
  return {
    name: CONTAINER,
    image: plan.image,
    ports: [{ name: HTTP_PORT, containerPort: containerPort(plan), protocol: 'TCP' }],
    env: variables(plan),
    resources: resources(plan),
    ...probes(plan),
    ...lifecycle(plan),
    securityContext: CONTAINER_SECURITY,
    volumeMounts: volumeMounts(plan),
  };
}

/** Where the volumes of a pod stand in its container. */
export function volumeMounts(plan: DeployPlan): readonly Readonly<Record<string, unknown>>[] {
  return [
    { name: 'tmp', mountPath: '/tmp' },
    ...sharedMemory(plan).map(({ name }) => ({ name, mountPath: '/dev/shm' })),
    ...secretMounts(plan),
    ...weightMounts(plan),
  ];
}

export const CONTAINER_SECURITY = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
} as const;

/** Under which name the model is served. */
export const MODEL_NAME = 'TRUSS_MODEL_NAME';

/**
 * Our server lingers by itself, and tells the clients that keep connections to leave, which a pod that only sleeps cannot: with its end
 * they would lose what is on its way. Another server is ended later.
 */
function lifecycle({ config }: DeployPlan): Readonly<Record<string, unknown>> {
  return isTakenAsItIs(config) ? { lifecycle: { preStop: { sleep: { seconds: LINGER_SECONDS } } } } : {};
}

/** What the server of an image is told: see src/host/image/settings.ts. Another one would not understand it. */
export function variables(plan: DeployPlan): readonly { readonly name: string; readonly value: string }[] {
  const { config, model, stage, settings } = plan;
  if (isTakenAsItIs(config)) return [];
  return [
    { name: MODEL_NAME, value: model },
    ...(stage === null ? [] : [{ name: 'TRUSS_STAGE', value: stage }]),
    { name: 'TRUSS_LINGER', value: String(LINGER_SECONDS) },
    { name: 'TRUSS_DRAIN_TIMEOUT', value: String(settings.drainSeconds) },
  ];
}

/**
 * Memory is bounded by what is asked for, so that a pod which outgrows it is ended and no other. Processors are not: the server takes
 * `resources.cpu` for its threads, and a bound would only hold it up where the node has time.
 */
export function resources({ config }: DeployPlan): Readonly<Record<string, unknown>> {
  const cpu = cpuQuantity(config.resources.cpu);
  const memory = memoryQuantity(config.resources.memory);
  const gpus = gpuCount(config);
  return {
    requests: { ...(cpu !== null && { cpu }), ...(memory !== null && { memory }) },
    limits: { ...(memory !== null && { memory }), ...(gpus > 0 && { 'nvidia.com/gpu': String(gpus) }) },
  };
}
