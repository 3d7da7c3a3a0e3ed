import { setTimeout as sleep } from 'node:timers/promises';

import { askClusterForJson, placeOptions } from './ask-cluster.ts';
import type { ClusterPod } from './cluster-objects.ts';
import { listOf, podSchema } from './cluster-objects.ts';
import type { Cluster } from './cluster.ts';
import { explainClusterFailure } from './explain-cluster-failure.ts';
import { selectorOf } from './find-deployments.ts';

/** What of the logs is wanted. */
export interface LogOptions {
  /** Whether what is logged from now on is told, too, also of pods that come meanwhile. */
  readonly follow: boolean;
  /** How many of the last lines of each pod; null: all. */
  readonly tail: number | null;
  /** What was logged before the container ended that was there before. */
  readonly previous: boolean;
  readonly onLine: (pod: string, line: string) => void;
  readonly signal: AbortSignal;
}

/** How soon a new pod is heard. */
const LOOK_MS = 2000;

/**
 * Tells what the pods of a deployment log, each line with its pod. Ends where `signal` is aborted, without an error.
 *
 * @throws {TrussError} `DEPLOY_*`
 */
export async function readLogs(cluster: Cluster, name: string, options: LogOptions): Promise<void> {
  const { follow, signal } = options;
  const heard = new Map<string, Promise<void>>();
  const failures: unknown[] = [];
  for (;;) {
    for (const pod of await podsToHear(cluster, name, signal)) {
      if (heard.has(pod)) continue;
      const done = readPod(cluster, pod, options).catch((error: unknown) => {
        if (!follow) failures.push(error);
      });
      // A container that has been started again has a log of its own.
      heard.set(pod, follow ? done.finally(() => heard.delete(pod)) : done);
    }
    if (!follow) break;
    await sleep(LOOK_MS, null, { signal }).catch(() => null);
    if (signal.aborted) break;
  }
  await Promise.all(heard.values());
  if (failures.length > 0) throw failures[0];
}

/** Those whose container has begun. */
async function podsToHear(cluster: Cluster, name: string, signal: AbortSignal): Promise<readonly string[]> {
  if (signal.aborted) return [];
  const words = ['get', 'pods', '--selector', selectorOf(name)];
  const { items } = await askClusterForJson(cluster, words, { schema: listOf(podSchema), signal });
  return items.filter(hasBegun).map(({ metadata }) => metadata.name);
}

function hasBegun({ status }: ClusterPod): boolean {
  return status?.containerStatuses?.some(({ state }) => (state?.waiting ?? null) === null) === true;
}

async function readPod(cluster: Cluster, pod: string, options: LogOptions): Promise<void> {
  const { follow, tail, previous, onLine, signal } = options;
  const words = [
    'logs',
    pod,
    ...(follow ? ['--follow'] : []),
    ...(tail === null ? [] : ['--tail', String(tail)]),
    ...(previous ? ['--previous'] : []),
  ];
  const { status, stderr } = await cluster.kubectl.follow([...placeOptions(cluster), ...words], {
    onLine: (line) => onLine(pod, line),
    signal,
  });
  if (status !== 0 && !signal.aborted) throw explainClusterFailure(stderr, cluster);
}
