// What a deployment had, and its config does not ask for any more: left where it is, an autoscaler would go on to scale, and an Ingress to
// lead to the model.
import { DEPLOY_LABEL, MANAGER } from '../../core/deploy/names.ts';
import type { ClusterObject } from './cluster-objects.ts';
import type { Cluster } from './cluster.ts';
import { selectorOf } from './find-deployments.ts';
import { labelledObjects } from './labelled-objects.ts';

/** Kinds of which a deployment has one or none, as its config says. */
const OPTIONAL_KINDS = [
  'horizontalpodautoscalers.autoscaling',
  'scaledobjects.keda.sh',
  'poddisruptionbudgets.policy',
  'ingresses.networking.k8s.io',
  'httproutes.gateway.networking.k8s.io',
  'podmonitors.monitoring.coreos.com',
] as const;

/** Those by which the number of pods is set. */
const SCALERS: ReadonlySet<string> = new Set(['HorizontalPodAutoscaler', 'ScaledObject']);

/** What is asked for now. */
interface Wanted {
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

/**
 * What Truss itself has once applied for a deployment and is not among what it asks for now. A canary, and what somebody else has made
 * under our labels, is none of it.
 *
 * @throws {TrussError} `DEPLOY_*`
 */
export async function findLeftovers(
  cluster: Cluster,
  name: string,
  { wanted, signal }: { readonly wanted: readonly Wanted[]; readonly signal: AbortSignal },
): Promise<readonly ClusterObject[]> {
  const selector = `${selectorOf(name)},${DEPLOY_LABEL.track}=stable`;
  const items = await labelledObjects(cluster, { kinds: OPTIONAL_KINDS, selector, withOwners: true, signal });
  return items.filter((found) => isApplied(found) && !wanted.some((each) => isSame(each, found)));
}

/** Whether that is what scales pods. */
export function isScaler({ kind }: Pick<ClusterObject, 'kind'>): boolean {
  return SCALERS.has(kind);
}

function isApplied({ metadata: { managedFields } }: ClusterObject): boolean {
  return managedFields?.some(({ manager, operation }) => manager === MANAGER && operation === 'Apply') === true;
}

function isSame(one: Wanted, other: Wanted): boolean {
  return one.kind === other.kind && one.metadata.name === other.metadata.name;
}
