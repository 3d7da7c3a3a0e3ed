import type { z } from 'zod';

import { TrussError } from '../../core/errors/truss-error.ts';
import type { Cluster } from './cluster.ts';
import { explainClusterFailure } from './explain-cluster-failure.ts';
import type { KubectlOptions, KubectlResult } from './kubectl.ts';

/** A cluster that answers does so within this; one that does not would be waited for by kubectl forever. */
const REQUEST_TIMEOUT = '30s';

/** The options by which kubectl asks that cluster, in that namespace. */
export function placeOptions({ context, namespace }: Cluster): readonly string[] {
  return ['--context', context, '--namespace', namespace];
}

/** Runs kubectl against a cluster; what it complains of is for the caller to read. */
export function tryCluster(
  cluster: Cluster,
  args: readonly string[],
  options: KubectlOptions = {},
): Promise<KubectlResult> {
  return cluster.kubectl.run([...placeOptions(cluster), '--request-timeout', REQUEST_TIMEOUT, ...args], options);
}

/**
 * The same; gives what it wrote to stdout.
 *
 * @throws {TrussError} what it complained of: `DEPLOY_*`
 */
export async function askCluster(
  cluster: Cluster,
  args: readonly string[],
  options: KubectlOptions = {},
): Promise<string> {
  const { status, stdout, stderr } = await tryCluster(cluster, args, options);
  if (status !== 0) throw explainClusterFailure(stderr, cluster);
  return stdout;
}

/**
 * The same, for what is written as JSON.
 *
 * @throws {TrussError} as `askCluster`, and `DEPLOY_FAILED` where it is something else
 */
export async function askClusterForJson<S extends z.ZodType>(
  cluster: Cluster,
  args: readonly string[],
  { schema, ...options }: KubectlOptions & { readonly schema: S },
): Promise<z.infer<S>> {
  const text = await askCluster(cluster, [...args, '--output', 'json'], options);
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new TrussError('DEPLOY_FAILED', {
      message: `kubectl answered what was not expected: ${text.slice(0, 200)}`,
      cause: error,
    });
  }
}
