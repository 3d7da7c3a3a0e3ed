// What is read of the objects of a cluster: as much as is judged here, and nothing else.
import { z } from 'zod';

const names = z.record(z.string(), z.string()).nullish();

/** Who has set which fields: `{"f:spec": {"f:replicas": {}}}`. Only where it is asked for. */
const managedFields = z.object({
  manager: z.string().nullish(),
  operation: z.string().nullish(),
  fieldsV1: z.looseObject({ 'f:spec': z.looseObject({}).nullish() }).nullish(),
});

const metadata = z.object({
  name: z.string(),
  namespace: z.string().nullish(),
  uid: z.string().nullish(),
  generation: z.number().nullish(),
  creationTimestamp: z.string().nullish(),
  deletionTimestamp: z.string().nullish(),
  labels: names,
  annotations: names,
  managedFields: z.array(managedFields).nullish(),
  ownerReferences: z.array(z.object({ kind: z.string(), name: z.string(), uid: z.string() })).nullish(),
});

const condition = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().nullish(),
  message: z.string().nullish(),
});

const podTemplate = z.looseObject({
  metadata: z.looseObject({ labels: names, annotations: names }).nullish(),
  spec: z.looseObject({ containers: z.array(z.looseObject({ name: z.string(), image: z.string().nullish() })) }),
});

/** A Deployment. */
export const deploymentSchema = z.object({
  metadata,
  spec: z.object({ replicas: z.number().nullish(), template: podTemplate }),
  status: z
    .object({
      observedGeneration: z.number().nullish(),
      replicas: z.number().nullish(),
      updatedReplicas: z.number().nullish(),
      readyReplicas: z.number().nullish(),
      availableReplicas: z.number().nullish(),
      conditions: z.array(condition).nullish(),
    })
    .nullish(),
});
export type ClusterDeployment = z.infer<typeof deploymentSchema>;

/** A ReplicaSet: one version of a Deployment. */
export const replicaSetSchema = z.object({
  metadata,
  spec: z.object({ replicas: z.number().nullish(), template: podTemplate }),
  status: z.object({ readyReplicas: z.number().nullish(), conditions: z.array(condition).nullish() }).nullish(),
});
export type ClusterReplicaSet = z.infer<typeof replicaSetSchema>;

const waiting = z.object({ reason: z.string().nullish(), message: z.string().nullish() });
const terminated = z.object({
  exitCode: z.number(),
  reason: z.string().nullish(),
  message: z.string().nullish(),
  finishedAt: z.string().nullish(),
});
const containerState = z.object({ waiting: waiting.nullish(), terminated: terminated.nullish() });
const containerStatus = z.object({
  name: z.string(),
  ready: z.boolean(),
  restartCount: z.number(),
  state: containerState.nullish(),
  lastState: containerState.nullish(),
});

/** A Pod. */
export const podSchema = z.object({
  metadata,
  spec: z.object({ nodeName: z.string().nullish(), containers: z.array(z.object({ name: z.string() })).nullish() }),
  status: z
    .object({
      phase: z.string().nullish(),
      conditions: z.array(condition).nullish(),
      containerStatuses: z.array(containerStatus).nullish(),
      initContainerStatuses: z.array(containerStatus).nullish(),
    })
    .nullish(),
});
export type ClusterPod = z.infer<typeof podSchema>;

/** An Event. */
export const eventSchema = z.object({
  type: z.string().nullish(),
  reason: z.string().nullish(),
  message: z.string().nullish(),
  count: z.number().nullish(),
  lastTimestamp: z.string().nullish(),
  eventTime: z.string().nullish(),
  involvedObject: z.object({ kind: z.string().nullish(), name: z.string().nullish() }),
});
export type ClusterEvent = z.infer<typeof eventSchema>;

/** Of a list of several kinds, what there is of each that is read here. */
export const anyObjectSchema = z.looseObject({ kind: z.string(), metadata });
export type ClusterObject = z.infer<typeof anyObjectSchema>;

/** What `kubectl get` gives for several. */
export function listOf<S extends z.ZodType>(schema: S): z.ZodType<{ items: z.output<S>[] }> {
  return z.object({ items: z.array(schema) });
}
