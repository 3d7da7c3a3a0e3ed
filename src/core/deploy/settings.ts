// `deploy:` of a config as it is meant in one stage: the fields of the stage over those of all, and what is meant where nothing is written.
import type { Config } from '../config/config.ts';

/** Between how many replicas there are; the same number twice where it does not follow the load. */
interface ReplicaRange {
  readonly min: number;
  readonly max: number;
}

/** How a truss is deployed. */
export interface DeploySettings {
  readonly namespace: string | null;
  readonly registry: string | null;
  readonly replicas: ReplicaRange;
  /** How long a server may take to answer what it has accepted, in seconds. */
  readonly drainSeconds: number;
  /** How long a model may take to load, in seconds. */
  readonly startSeconds: number;
}

/** The longest drain where none is written: what takes longer is likely to hang. */
const MOST_DRAIN_SECONDS = 300;

/** As long as an image's own health check gives a model. */
const START_SECONDS = 1800;

/** The settings of a stage; null: those of none. A stage of which the config says nothing has those of all. */
export function deploySettings({ deploy, runtime }: Config, stage: string | null): DeploySettings {
  const { stages, ...common } = deploy;
  const own = stage === null ? undefined : stages[stage];
  const written = Object.fromEntries(Object.entries(own ?? {}).filter(([, value]) => value !== null));
  const meant: typeof common = { ...common, ...written };
  return {
    namespace: meant.namespace,
    registry: meant.registry,
    replicas: toRange(meant.replicas ?? 1),
    drainSeconds: Math.ceil(Math.min(runtime.request_timeout, MOST_DRAIN_SECONDS)),
    startSeconds: START_SECONDS,
  };
}

function toRange(replicas: number | ReplicaRange): ReplicaRange {
  return typeof replicas === 'number' ? { min: replicas, max: replicas } : replicas;
}
