// Where a rollout is, from what the cluster says of it. Pure: a table test holds it.
import type { ClusterDeployment, ClusterPod, ClusterReplicaSet } from './cluster-objects.ts';

/** What is known of a Deployment at one moment. */
export interface RolloutFacts {
  readonly deployment: ClusterDeployment;
  readonly replicaSets: readonly ClusterReplicaSet[];
  readonly pods: readonly ClusterPod[];
}

/** Why a pod, or all of them, cannot become ready. */
export interface Trouble {
  readonly kind: 'image' | 'crash' | 'config' | 'quota' | 'unschedulable' | 'refused' | 'slow';
  /** The pod; null where there is none. */
  readonly pod: string | null;
  readonly message: string;
}

/** A rollout at one moment. */
export interface RolloutState {
  readonly wanted: number;
  /** Of the new version. */
  readonly updated: number;
  readonly ready: number;
  /** Pods of former versions that are still there. */
  readonly former: number;
  readonly isDone: boolean;
  /** What keeps it from becoming ready and does not go away by waiting; null: nothing is known. */
  readonly trouble: Trouble | null;
  /** What it waits for, in words. */
  readonly waitsFor: string | null;
}

const REVISION = 'deployment.kubernetes.io/revision';

/** The number of a version. */
export function revisionOf({ metadata }: Pick<ClusterReplicaSet, 'metadata'>): number {
  return Number(metadata.annotations?.[REVISION] ?? 0);
}

/** The versions of a Deployment, the newest first. */
export function versionsOf({ deployment, replicaSets }: RolloutFacts): readonly ClusterReplicaSet[] {
  return replicaSets
    .filter(({ metadata }) => metadata.ownerReferences?.some(({ name }) => name === deployment.metadata.name) === true)
    .toSorted((a, b) => revisionOf(b) - revisionOf(a));
}

/** The pods of a version. */
export function podsOf({ metadata }: ClusterReplicaSet, pods: readonly ClusterPod[]): readonly ClusterPod[] {
  return pods.filter(({ metadata: pod }) => pod.ownerReferences?.some(({ name }) => name === metadata.name) === true);
}

/** Whether a pod answers. */
export function isReady({ metadata, status }: ClusterPod): boolean {
  const ready = status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') === true;
  return ready && (metadata.deletionTimestamp ?? null) === null;
}

/** The container that comes before the model, and is not through with it; null: there is none. One beside the model is ready while it runs. */
export function firstContainer({ status }: ClusterPod): string | null {
  return status?.initContainerStatuses?.find(({ ready }) => !ready)?.name ?? null;
}

/** Where a rollout is. */
export function judgeRollout(facts: RolloutFacts): RolloutState {
  const { deployment, pods } = facts;
  const { spec, status, metadata } = deployment;
  const wanted = spec.replicas ?? 1;
  const isSeen = (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0);
  const [newest] = versionsOf(facts);
  // Before the cluster has looked at what was applied, the newest version is the former one.
  const own = newest === undefined || !isSeen ? [] : podsOf(newest, pods);
  const ready = own.filter(isReady).length;
  const leaving = pods.filter((pod) => !own.includes(pod)).length;
  const isDone =
    isSeen &&
    (status?.updatedReplicas ?? 0) === wanted &&
    (status?.replicas ?? 0) === wanted &&
    (status?.availableReplicas ?? 0) === wanted;
  const trouble = isSeen && !isDone ? findTrouble(deployment, newest, own) : null;
  return {
    wanted,
    updated: own.length,
    ready,
    former: leaving,
    isDone,
    trouble,
    waitsFor: isDone ? null : (trouble?.message ?? own.map(waitOf).find((wait) => wait !== null) ?? null),
  };
}

/** After so many crashes it is no accident. */
const CRASHES = 2;

const IMAGE_REASONS = new Set([
  'ImagePullBackOff',
  'ErrImagePull',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ErrImageInspect',
]);
const CONFIG_REASONS = new Set(['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError']);

function findTrouble(
  deployment: ClusterDeployment,
  newest: ClusterReplicaSet | undefined,
  pods: readonly ClusterPod[],
): Trouble | null {
  const ofPods = pods.map(troubleOfPod).find((trouble) => trouble !== null);
  if (ofPods !== undefined) return ofPods;
  const refused = [...(newest?.status?.conditions ?? []), ...(deployment.status?.conditions ?? [])].find(
    ({ type, status }) => type === 'ReplicaFailure' && status === 'True',
  );
  if (refused !== undefined) {
    const message = refused.message ?? 'its pods are refused';
    return { kind: message.includes('exceeded quota') ? 'quota' : 'refused', pod: null, message };
  }
  const late = deployment.status?.conditions?.find(
    ({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded',
  );
  if (late === undefined) return null;
  return { kind: 'slow', pod: pods[0]?.metadata.name ?? null, message: late.message ?? 'it has made no progress' };
}

function troubleOfPod({ metadata: { name: pod }, status }: ClusterPod): Trouble | null {
  for (const { state, lastState, restartCount, name } of [
    ...(status?.initContainerStatuses ?? []),
    ...(status?.containerStatuses ?? []),
  ]) {
    const { reason = null, message = null } = state?.waiting ?? {};
    if (reason !== null && IMAGE_REASONS.has(reason)) {
      return { kind: 'image', pod, message: message ?? reason };
    }
    if (reason !== null && CONFIG_REASONS.has(reason)) return { kind: 'config', pod, message: message ?? reason };
    const end = state?.terminated ?? lastState?.terminated;
    if (restartCount >= CRASHES && end !== undefined && end !== null && state?.terminated?.exitCode !== 0) {
      const why = end.reason === 'OOMKilled' ? 'it used more memory than it may have' : `exit code ${end.exitCode}`;
      return { kind: 'crash', pod, message: `container ${name} has ended ${restartCount} times (${why})` };
    }
  }
  return null;
}

/** What a pod waits for. */
function waitOf(pod: ClusterPod): string | null {
  if (isReady(pod)) return null;
  const { status, metadata } = pod;
  const unscheduled = status?.conditions?.find(({ type, status: is }) => type === 'PodScheduled' && is === 'False');
  if (unscheduled !== undefined) {
    return `no node takes ${metadata.name}: ${unscheduled.message ?? 'it is not said why'}`;
  }
  const first = status?.initContainerStatuses?.find((each) => !each.ready && (each.state?.waiting ?? null) === null);
  if (first !== undefined) return `${metadata.name} is at its container ${first.name}`;
  const [container] = status?.containerStatuses ?? [];
  const { reason } = container?.state?.waiting ?? {};
  if (reason === 'ContainerCreating' || reason === 'PodInitializing') {
    return `${metadata.name} gets its image and volumes`;
  }
  if (container?.state?.terminated !== null && container?.state?.terminated !== undefined) {
    return `${metadata.name} has ended with ${container.state.terminated.exitCode}, and is started again`;
  }
  return container === undefined ? `${metadata.name} is being made` : `${metadata.name} loads its model`;
}
