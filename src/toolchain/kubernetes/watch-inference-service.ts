// An InferenceService of KServe, waited for: which pods it makes is KServe's to decide, so its own conditions are what counts.
import { setTimeout as sleep } from 'node:timers/promises';

import { z } from 'zod';

import { TrussError } from '../../core/errors/truss-error.ts';
import { askClusterForJson } from './ask-cluster.ts';
import type { Cluster } from './cluster.ts';
import { describeCluster } from './cluster.ts';

/** How it is waited for. */
export interface WatchServiceOptions {
  readonly timeoutMs: number;
  /** Is told what it waits for. */
  readonly onState: (waitsFor: string) => void;
  readonly signal: AbortSignal;
  /** Default: this much between two looks. */
  readonly pollMs?: number;
}

/** Each look is a process. */
const POLL_MS = 1000;

/** https://kserve.github.io/website/docs/reference/crd-api#inferenceservicestatus */
const SERVICE = z.object({
  metadata: z.object({ generation: z.number().optional() }),
  status: z
    .object({
      observedGeneration: z.number().optional(),
      url: z.string().optional(),
      conditions: z
        .array(
          z.object({
            type: z.string(),
            status: z.string(),
            reason: z.string().optional(),
            message: z.string().optional(),
          }),
        )
        .optional(),
    })
    .optional(),
});

type Service = z.infer<typeof SERVICE>;

/**
 * Waits until KServe says that a service is ready.
 *
 * @returns where it answers; null: KServe does not say
 * @throws {TrussError} `DEPLOY_NOT_READY`, with what KServe says of it; what a cluster complains of
 */
export async function watchInferenceService(
  cluster: Cluster,
  name: string,
  { timeoutMs, onState, signal, pollMs = POLL_MS }: WatchServiceOptions,
): Promise<string | null> {
  const endAt = performance.now() + timeoutMs;
  for (;;) {
    const words = ['get', 'inferenceservices.serving.kserve.io', name];
    const service = await askClusterForJson(cluster, words, { schema: SERVICE, signal });
    const reasons = reasonsOf(service);
    if (reasons === null) return service.status?.url ?? null;
    onState(`${name}: ${reasons[0] ?? 'KServe has not looked at it yet'}`);
    if (performance.now() > endAt) {
      const lines = reasons.length === 0 ? ['KServe has not said anything of it: is its controller there?'] : reasons;
      throw new TrussError('DEPLOY_NOT_READY', {
        message: [
          `${name} was not ready after ${Math.round(timeoutMs / 1000)} s in ${describeCluster(cluster)}.`,
          ...lines,
        ].join('\n'),
        hint: `kubectl --context ${cluster.context} --namespace ${cluster.namespace} describe inferenceservice ${name}`,
      });
    }
    await sleep(pollMs, null, { signal }).catch(() => signal.throwIfAborted());
  }
}

/** Why it is not ready, as KServe says; null: it is. */
function reasonsOf({ metadata, status }: Service): readonly string[] | null {
  // Conditions that are older than what was applied speak of the former version.
  if (status === undefined || (status.observedGeneration ?? 0) < (metadata.generation ?? 0)) return [];
  const conditions = status.conditions ?? [];
  if (conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True')) return null;
  return conditions
    .filter(({ type, status: is }) => is !== 'True' && type !== 'Ready')
    .map(({ type, reason, message }) => [`${type}:`, reason, message].filter(Boolean).join(' '));
}
