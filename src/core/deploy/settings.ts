// `deploy:` of a config as it is meant in one stage: the fields of the stage over those of all, and what is meant where nothing is written.
import type { Config } from '../config/config.ts';

type Written = Omit<Config['deploy'], 'stages'>;

/** Between how many replicas there are; the same number twice where it does not follow the load. */
interface ReplicaRange {
  readonly min: number;
  readonly max: number;
}

/** What the number of replicas follows. */
type Signal = NonNullable<NonNullable<Written['autoscaling']>['signal']>;

/** How a truss is deployed. Null: nothing is asked for. */
export interface DeploySettings extends Pick<
  Written,
  'namespace' | 'registry' | 'secret' | 'service_account' | 'node_selector' | 'ingress' | 'route'
> {
  readonly replicas: ReplicaRange;
  readonly autoscaling: Omit<NonNullable<Written['autoscaling']>, 'signal' | 'target'> & {
    readonly signal: Signal;
    readonly target: number;
  };
  /** How long a server may take to answer what it has accepted, in seconds. */
  readonly drainSeconds: number;
  /** How long a model may take to load, in seconds. */
  readonly startSeconds: number;
  readonly pullSecrets: readonly string[];
  readonly tolerations: NonNullable<Written['tolerations']>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly network: NonNullable<Written['network']>;
  readonly monitoring: boolean;
  readonly rollout: NonNullable<Written['rollout']>;
  readonly weights: NonNullable<Written['weights']>;
  readonly kserve: NonNullable<Written['kserve']>;
}

/** The longest drain where none is written: what takes longer is likely to hang. */
const MOST_DRAIN_SECONDS = 300;

/** As long as an image's own health check gives a model. */
const START_SECONDS = 1800;

/** The settings of a stage; null: those of none. A stage of which the config says nothing has those of all. */
export function deploySettings(config: Config, stage: string | null): DeploySettings {
  const { runtime } = config;
  const meant = written(config, stage);
  const scaling = meant.autoscaling ?? {
    signal: null,
    target: null,
    by: 'hpa',
    prometheus: 'http://prometheus-operated.monitoring:9090',
  };
  const kserve = meant.kserve ?? { mode: 'standard', protocol: 'http', storage: null, runtime: 'truss' };
  const signal = scaling.signal ?? (kserve.mode === 'knative' ? 'concurrency' : 'cpu');
  return {
    namespace: meant.namespace,
    registry: meant.registry,
    secret: meant.secret,
    service_account: meant.service_account,
    node_selector: meant.node_selector,
    ingress: meant.ingress,
    route: meant.route,
    replicas: toRange(meant.replicas ?? 1),
    autoscaling: { ...scaling, signal, target: scaling.target ?? usualTarget(signal, config) },
    drainSeconds: Math.ceil(meant.drain_timeout ?? Math.min(runtime.request_timeout, MOST_DRAIN_SECONDS)),
    startSeconds: Math.ceil(meant.start_timeout ?? START_SECONDS),
    pullSecrets: meant.image_pull_secrets ?? [],
    tolerations: meant.tolerations ?? [],
    annotations: meant.annotations ?? {},
    network: meant.network ?? { from_namespaces: null, egress: true },
    monitoring: meant.monitoring ?? false,
    rollout: meant.rollout ?? 'add_first',
    weights: meant.weights ?? { from: 'image', claim: null, size: null },
    kserve,
  };
}

/** The fields as they are written, those of the stage in the place of those of all. */
function written({ deploy }: Config, stage: string | null): Written {
  const { stages, ...common } = deploy;
  const own = Object.entries(stage === null ? {} : (stages[stage] ?? {}));
  const meant: Written = { ...common, ...Object.fromEntries(own.filter(([, value]) => value !== null)) };
  return meant;
}

function toRange(replicas: number | ReplicaRange): ReplicaRange {
  return typeof replicas === 'number' ? { min: replicas, max: replicas } : replicas;
}

/** A pod that is full has as many requests as its workers take at once, each as many as are merged. */
function usualTarget(signal: Signal, { runtime }: Config): number {
  if (signal === 'cpu') return 80;
  if (signal === 'queue') return 1;
  return runtime.workers * Math.max(runtime.predict_concurrency, runtime.batching?.max_batch_size ?? 1);
}
