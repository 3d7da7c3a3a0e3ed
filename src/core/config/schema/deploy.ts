import { z } from 'zod';

import { section } from './section.ts';
import { duration } from './values/duration.ts';
import { filledMap } from './values/filled-map.ts';
import { hostname } from './values/network-names.ts';

/** What Kubernetes takes as the name of a namespace, a service account, a secret … in a label of DNS. */
const LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

const objectName = z.string().regex(LABEL, { error: 'a name of at most 63 lower-case letters, digits and -' });

/** As `docker push` takes it, without a tag: `registry.example.com/team`. */
const REGISTRY = /^[a-z0-9][a-z0-9.-]*(?::\d{1,5})?(?:\/[a-z0-9][a-z0-9._-]*)*$/;

const registry = z
  .string()
  .regex(REGISTRY, { error: 'a registry with or without a path, such as registry.example.com/team' });

/** The key of a label, a taint or an annotation: a name, and before it a domain where it is not the cluster's own. */
const KEY = /^(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

const key = z.string().regex(KEY, { error: 'a key such as disk or example.com/disk' });
const labelValue = z.string().regex(LABEL_VALUE, { error: 'at most 63 letters, digits, -, _ and .' });

const count = z.int().min(0).max(10_000);

/**
 * Between which numbers the replicas follow the load. Strict, since within a choice nobody looks for unknown keys.
 * ../check/deploy-rules.ts holds that the fewest are not more than the most.
 */
const REPLICAS = { error: 'a number of pods, or `{min: 1, max: 10}`' };

const replicaRange = z.strictObject({ min: count.default(1), max: z.int().min(1).max(10_000) }, REPLICAS);

const replicas = z.union([count, replicaRange], REPLICAS);

const autoscaling = section({
  signal: z.enum(['cpu', 'concurrency', 'queue']).nullable().default(null).meta({
    description:
      'What the number of pods follows: how busy their processors are, how many requests are in them, or how many of those wait. Not given: `cpu`, and with Knative `concurrency`.',
  }),
  target: z.int().min(1).nullable().default(null).meta({
    description:
      'How much of that a pod may have: percent of `resources.cpu`, or requests. Not given: 80 percent, as many requests as its workers take at once, or 1 that waits.',
  }),
  by: z.enum(['hpa', 'keda']).default('hpa').meta({
    description:
      'Who scales: the HorizontalPodAutoscaler of Kubernetes, which needs an adapter for custom metrics where the signal is not `cpu`, or KEDA, which asks Prometheus by itself.',
  }),
  prometheus: z
    .string()
    .regex(/^https?:\/\/[^\s/]+(?:\/\S*)?$/, { error: 'an address such as http://prometheus.monitoring:9090' })
    .default('http://prometheus-operated.monitoring:9090')
    .meta({ description: 'For KEDA: where Prometheus answers.' }),
});

const toleration = section({
  key: key.nullable().default(null).meta({ description: 'The key of the taint. Not given: any.' }),
  operator: z.enum(['Equal', 'Exists']).nullable().default(null).meta({
    description: 'How the value is compared. Not given: `Equal` where there is a value, else `Exists`.',
  }),
  value: labelValue.nullable().default(null).meta({ description: 'The value of the taint.' }),
  effect: z
    .enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute'])
    .nullable()
    .default(null)
    .meta({ description: 'What the taint does. Not given: anything.' }),
});

const ingress = section({
  host: hostname.meta({ description: 'The name under which it is found from outside.' }),
  class: objectName
    .nullable()
    .default(null)
    .meta({ description: 'Who serves it, such as `nginx`. Not given: the default of the cluster.' }),
  tls_secret: objectName
    .nullable()
    .default(null)
    .meta({ description: 'The Secret with the certificate of the host. Not given: no TLS.' }),
  annotations: z.record(key, z.string()).default({}).meta({ description: 'What the controller is told besides.' }),
});

const route = section({
  gateway: objectName.meta({ description: 'The Gateway that it goes through.' }),
  gateway_namespace: objectName
    .nullable()
    .default(null)
    .meta({ description: 'The namespace of the Gateway. Not given: the same.' }),
  hosts: z
    .array(hostname)
    .default([])
    .meta({ description: 'The names under which it is found from outside. Not given: those of the Gateway.' }),
});

const network = section({
  from_namespaces: z
    .array(objectName)
    .nullable()
    .default(null)
    .meta({ description: 'From which other namespaces the pods can be asked. Not given: from everywhere.' }),
  egress: z
    .boolean()
    .default(true)
    .meta({ description: 'Whether the model may open connections. False: to look up names alone.' }),
});

const weightsDelivery = section({
  from: z.enum(['image', 'volume', 'init']).default('image').meta({
    description:
      'Where a pod has `weights` from: baked into the image; a volume that somebody has filled; or a volume that each pod fills before it starts. What is said for all stages decides whether the image holds them.',
  }),
  claim: objectName.nullable().default(null).meta({
    description:
      'The PersistentVolumeClaim with the files, a folder for each name of `weights`. Needed where they come from a volume; with `init` the pods share what the first has fetched.',
  }),
  size: z
    .string()
    .regex(/^\d+(?:Mi|Gi|Ti)$/, { error: 'a size such as 20Gi' })
    .nullable()
    .default(null)
    .meta({ description: 'For `init` without a claim: the most that a pod may fetch. Not given: what the node has.' }),
});

const kserve = section({
  mode: z.enum(['standard', 'knative']).default('standard').meta({
    description: 'How KServe runs it: with Deployments, or with Knative, which can scale to zero.',
  }),
  protocol: z.enum(['http', 'grpc']).default('http').meta({
    description: 'What is spoken on the one port that Knative has. With `standard` both are to be had.',
  }),
  storage: z
    .string()
    .regex(/^[a-z0-9]+:\/\/\S+$/, { error: 'an address such as s3://bucket/iris' })
    .nullable()
    .default(null)
    .meta({
      description:
        'Where the directory of the truss lies: KServe fetches it, and the image is a ServingRuntime for every model of the format `truss` with the same packages. Not given: the truss is in the image.',
    }),
  runtime: objectName.default('truss').meta({ description: 'For `storage`: what the ServingRuntime is called.' }),
});

/** What may be written for all stages, and for each alone; nothing is the default here: ../../deploy/settings.ts has what is meant then. */
const fields = {
  namespace: objectName
    .nullable()
    .default(null)
    .meta({
      description: 'The namespace. Not given: that of the context.',
      examples: ['ml'],
    }),
  registry: registry
    .nullable()
    .default(null)
    .meta({
      description: 'Where images are pushed to, and pulled from.',
      examples: ['registry.example.com/team'],
    }),
  replicas: replicas
    .nullable()
    .default(null)
    .meta({
      description: 'How many pods, or between how many they follow the load: `{min: 2, max: 10}`. Default: 1.',
      examples: [{ min: 2, max: 10 }],
    }),
  autoscaling: autoscaling
    .nullable()
    .default(null)
    .meta({
      description: 'What the number of pods follows, where `replicas` has a min and a max.',
      examples: [{ signal: 'concurrency', by: 'keda' }],
    }),
  start_timeout: duration
    .nullable()
    .default(null)
    .meta({
      description: 'How long the model may take to load. Default: 30m.',
      examples: ['10m'],
    }),
  drain_timeout: duration
    .nullable()
    .default(null)
    .meta({
      description:
        'How long a pod that ends may take to answer what it has accepted. Not given: `runtime.request_timeout`, at most 5m.',
      examples: ['60s'],
    }),
  secret: objectName.nullable().default(null).meta({
    description: 'The Secret with the values of `secrets`, a key for each. Not given: `<name>-secrets`.',
  }),
  image_pull_secrets: z
    .array(objectName)
    .nullable()
    .default(null)
    .meta({ description: 'The Secrets with which nodes log in to the registry.', examples: [['registry-login']] }),
  service_account: objectName
    .nullable()
    .default(null)
    .meta({ description: 'Whom the pods are to the cluster. They get no token of it.' }),
  node_selector: z
    .record(key, labelValue)
    .nullable()
    .default(null)
    .meta({
      description:
        'Labels that a node must have. Not given: those of the kind of GPU that `resources.accelerator` names.',
      examples: [{ 'cloud.google.com/gke-accelerator': 'nvidia-l4' }],
    }),
  tolerations: z
    .array(toleration)
    .nullable()
    .default(null)
    .meta({ description: 'Taints of nodes that do not matter.', examples: [[{ key: 'team', value: 'ml' }]] }),
  annotations: filledMap(key, z.string())
    .nullable()
    .default(null)
    .meta({ description: 'Annotations of the pods.', examples: [{ 'example.com/owner': 'ml' }] }),
  ingress: ingress
    .nullable()
    .default(null)
    .meta({ description: 'An Ingress: a name for the world outside.', examples: [{ host: 'models.example.com' }] }),
  route: route
    .nullable()
    .default(null)
    .meta({
      description:
        'An HTTPRoute, in the place of an Ingress: through a Gateway, which can also share out the load of a canary.',
      examples: [{ gateway: 'public', hosts: ['models.example.com'] }],
    }),
  network: network
    .nullable()
    .default(null)
    .meta({ description: 'Who may ask the pods, and whom they may.', examples: [{ from_namespaces: ['web'] }] }),
  monitoring: z.boolean().nullable().default(null).meta({
    description:
      'Whether there is a PodMonitor, by which the operator of Prometheus finds the metrics. Default: false.',
  }),
  rollout: z.enum(['add_first', 'remove_first']).nullable().default(null).meta({
    description:
      'Whether a new pod is ready before an old one goes, or takes its place: where there is no GPU to spare. Default: add_first.',
  }),
  weights: weightsDelivery
    .nullable()
    .default(null)
    .meta({
      description: 'How the pods come by the files of `weights`.',
      examples: [{ from: 'volume', claim: 'llama' }],
    }),
  kserve: kserve
    .nullable()
    .default(null)
    .meta({
      description: 'What only `--target kserve` asks for.',
      examples: [{ mode: 'knative' }],
    }),
};

/** What a stage may be called: it is part of names, and the value of a label. */
export const STAGE_NAME: RegExp = LABEL;

const stageName = z.string().regex(STAGE_NAME, { error: 'a name of lower-case letters, digits and -' });

/** Where the truss is deployed to, and how. */
export const deploy = section({
  ...fields,
  stages: z
    .record(stageName, section(fields))
    .default({})
    .meta({
      description:
        'What is different in a stage (`--stage production`): a field that stands here takes the place of the same field above. The model sees the stage as `environment`.',
      examples: [{ production: { namespace: 'ml-prod', replicas: { min: 3, max: 20 } } }],
    }),
});
