// What of some kinds has our labels, in a cluster that need not know each of these kinds.
import { askCluster, askClusterForJson } from './ask-cluster.ts';
import type { ClusterObject } from './cluster-objects.ts';
import { anyObjectSchema, listOf } from './cluster-objects.ts';
import type { Cluster } from './cluster.ts';

/** What is looked for. */
interface Sought {
  /** As `kubectl api-resources --output name` writes them. */
  readonly kinds: readonly string[];
  readonly selector: string;
  /** Whether it is to be said who has set which field. Default: not. */
  readonly withOwners?: boolean;
  readonly signal: AbortSignal;
}

/**
 * Finds objects, but for what a controller has made of them, and takes away with them.
 *
 * @throws {TrussError} `DEPLOY_*`
 */
export async function labelledObjects(
  cluster: Cluster,
  { kinds, selector, withOwners = false, signal }: Sought,
): Promise<readonly ClusterObject[]> {
  const known = await knownKinds(cluster, kinds, signal);
  // Without --ignore-not-found, with which kubectl writes nothing at all instead of a list of nothing.
  const words = ['get', known.join(','), '--selector', selector, ...(withOwners ? ['--show-managed-fields'] : [])];
  const { items } = await askClusterForJson(cluster, words, { schema: listOf(anyObjectSchema), signal });
  return items.filter(({ metadata }) => (metadata.ownerReferences ?? []).length === 0);
}

/** Those of some kinds that the cluster knows: to ask for another one is an error. */
async function knownKinds(cluster: Cluster, kinds: readonly string[], signal: AbortSignal): Promise<readonly string[]> {
  const words = ['api-resources', '--namespaced', '--verbs', 'list', '--output', 'name'];
  const text = await askCluster(cluster, words, { signal });
  const known = new Set(text.split('\n').map((line) => line.trim()));
  return kinds.filter((kind) => known.has(kind));
}
