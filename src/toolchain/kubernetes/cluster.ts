import { z } from 'zod';

import { nearest } from '../../core/config/nearest.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { explainClusterFailure } from './explain-cluster-failure.ts';
import type { Kubectl } from './kubectl.ts';

/** A place in a cluster, as a kubeconfig names it. */
export interface Cluster {
  readonly kubectl: Kubectl;
  readonly context: string;
  /** The address of its API. */
  readonly server: string;
  readonly namespace: string;
}

/** Which place is meant; null: what the kubeconfig says. */
export interface ClusterChoice {
  readonly context: string | null;
  readonly namespace: string | null;
}

/** What `kubectl config view` says, as far as it is read here. */
const kubeconfig = z.object({
  'current-context': z.string().nullish(),
  contexts: z
    .array(z.object({ name: z.string(), context: z.object({ cluster: z.string(), namespace: z.string().nullish() }) }))
    .nullish(),
  clusters: z.array(z.object({ name: z.string(), cluster: z.object({ server: z.string().nullish() }) })).nullish(),
});

const HINT = 'KUBECONFIG, or ~/.kube/config, says which clusters there are: kubectl config get-contexts';

/**
 * The place that is meant. Nothing is asked of the cluster.
 *
 * @throws {TrussError} `DEPLOY_CONTEXT_MISSING`, `DEPLOY_FAILED`
 */
export async function chooseCluster(
  kubectl: Kubectl,
  { context: wanted, namespace }: ClusterChoice,
  signal?: AbortSignal,
): Promise<Cluster> {
  const { status, stdout, stderr } = await kubectl.run(['config', 'view', '--output', 'json'], { signal });
  if (status !== 0) throw explainClusterFailure(stderr, null);
  const { 'current-context': current, contexts, clusters } = kubeconfig.parse(JSON.parse(stdout));
  const context = wanted ?? current ?? '';
  if (context === '') {
    const names = (contexts ?? []).map(({ name }) => name);
    throw new TrussError('DEPLOY_CONTEXT_MISSING', {
      message:
        names.length === 0
          ? 'No cluster is known here: kubectl has no context.'
          : `No context is the current one; there are ${names.join(', ')}.`,
      hint: names.length === 0 ? HINT : `Say which one is meant: --context ${names[0]}`,
    });
  }
  const found = contexts?.find(({ name }) => name === context);
  if (found === undefined) throw unknownContext(context, contexts?.map(({ name }) => name) ?? []);
  const server = clusters?.find(({ name }) => name === found.context.cluster)?.cluster.server ?? 'an unknown address';
  return { kubectl, context, server, namespace: namespace ?? (found.context.namespace || 'default') };
}

function unknownContext(context: string, names: readonly string[]): TrussError {
  const near = nearest(context, names);
  const meant = near === null ? '' : ` Did you mean ${near}?`;
  return new TrussError('DEPLOY_CONTEXT_MISSING', {
    message: `kubectl knows no context ${context}; it knows ${names.length === 0 ? 'none' : names.join(', ')}.${meant}`,
    hint: HINT,
  });
}

/** The place in words, which stand in every message: nobody shall wonder where something has happened. */
export function describeCluster({ context, server, namespace }: Cluster): string {
  return `namespace ${namespace} of ${context} (${server})`;
}

/** What people call those where mistakes are dear: a word of its own in the name. */
const DEAR = /(?:^|[^a-z])(?:prod|production|prd|live)(?:$|[^a-z])/i;

/** Whether a place looks like one that customers use. */
export function looksLikeProduction({ context, namespace }: Pick<Cluster, 'context' | 'namespace'>): boolean {
  return DEAR.test(context) || DEAR.test(namespace);
}
