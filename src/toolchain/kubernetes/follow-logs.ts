import { setTimeout as sleep } from 'node:timers/promises';

import { askClusterForJson } from './ask-cluster.ts';
import { objectsOf } from './change-deployment.ts';
import type { ClusterPod } from './cluster-objects.ts';
import { listOf, podSchema } from './cluster-objects.ts';
import type { Cluster } from './cluster.ts';
import { runsOf } from './container-runs.ts';
import { deploymentNotFound, podSelector } from './find-deployments.ts';
import type { ListenOptions } from './log-listener.ts';
import { LogListener } from './log-listener.ts';

/**
 * What of the logs is wanted. `follow`: also what is logged from now on, and by pods that come meanwhile. `previous`: what was logged by
 * containers that have ended before those that run.
 */
export interface LogOptions extends ListenOptions {
  /** How many of the last lines of each container that is there at first; null: all. */
  readonly tail: number | null;
  /** Default: how soon a new pod is heard. */
  readonly lookMs?: number;
}

const LOOK_MS = 2000;

/**
 * Tells what the pods of a deployment log, each line with its pod. Ends where `signal` is aborted, without an error.
 *
 * @returns of how many containers
 * @throws {TrussError} `DEPLOY_NOT_FOUND` and what else a cluster complains of
 */
export async function readLogs(cluster: Cluster, name: string, options: LogOptions): Promise<number> {
  const { follow, previous, tail, signal, lookMs = LOOK_MS } = options;
  const ending = new AbortController();
  const listener = new LogListener(cluster, { ...options, signal: AbortSignal.any([signal, ending.signal]) });
  try {
    const selector = await podSelector(cluster, name, signal);
    for (let look = 0; !signal.aborted; look += 1) {
      const pods = await readPods(cluster, selector, signal);
      if (look === 0 && pods.length === 0) await requireDeployment(cluster, name, signal);
      for (const run of pods.flatMap((pod) => runsOf(pod, previous))) listener.hear(run, look === 0 ? tail : null);
      if (!follow) break;
      await sleep(lookMs, null, { signal }).catch(() => null);
      listener.throwIfFailed();
    }
    await listener.untilEnded();
  } catch (error) {
    // What is asked at that moment ends with an error, which means nothing.
    if (!signal.aborted) throw error;
  } finally {
    ending.abort();
  }
  return listener.count;
}

async function readPods(cluster: Cluster, selector: string, signal: AbortSignal): Promise<readonly ClusterPod[]> {
  const words = ['get', 'pods', '--selector', selector];
  return (await askClusterForJson(cluster, words, { schema: listOf(podSchema), signal })).items;
}

/** Without pods there may still be a deployment: one that is scaled to none. */
async function requireDeployment(cluster: Cluster, name: string, signal: AbortSignal): Promise<void> {
  if ((await objectsOf(cluster, name, signal)).length === 0) throw deploymentNotFound(cluster, name);
}
