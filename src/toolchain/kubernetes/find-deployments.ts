import { DEPLOY_LABEL, MANAGER } from '../../core/deploy/names.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { askClusterForJson } from './ask-cluster.ts';
import type { ClusterDeployment } from './cluster-objects.ts';
import { deploymentSchema, listOf, podSchema, replicaSetSchema } from './cluster-objects.ts';
import type { Cluster } from './cluster.ts';
import { describeCluster } from './cluster.ts';
import type { RolloutFacts } from './judge-rollout.ts';

/** Everything that Truss has deployed. */
const OURS = `${DEPLOY_LABEL.managedBy}=${MANAGER}`;

/** The label by which all that belongs to one deployment is found. */
export function selectorOf(name: string): string {
  return `${OURS},${DEPLOY_LABEL.instance}=${name}`;
}

/** Which deployments are meant. */
export interface DeploymentFilter {
  readonly allNamespaces: boolean;
  /** Whether they say who has set which fields. */
  readonly withOwners?: boolean;
  readonly signal: AbortSignal;
}

/**
 * What is deployed in the namespace, by name.
 *
 * @throws {TrussError} `DEPLOY_*`
 */
export async function findDeployments(
  cluster: Cluster,
  { allNamespaces, withOwners = false, signal }: DeploymentFilter,
): Promise<readonly ClusterDeployment[]> {
  const words = [
    'get',
    'deployments',
    '--selector',
    OURS,
    ...(allNamespaces ? ['--all-namespaces'] : []),
    ...(withOwners ? ['--show-managed-fields'] : []),
  ];
  const { items } = await askClusterForJson(cluster, words, { schema: listOf(deploymentSchema), signal });
  const key = ({ metadata: { namespace, name } }: ClusterDeployment): string => `${namespace}/${name}`;
  return newestRevisions(items).toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

/**
 * All that is known of one deployment at this moment.
 *
 * @throws {TrussError} `DEPLOY_NOT_FOUND` and what else a cluster complains of
 */
export async function readRollout(cluster: Cluster, name: string, signal: AbortSignal): Promise<RolloutFacts> {
  const deployment = await findDeployment(cluster, name, signal);
  if (deployment === undefined) throw deploymentNotFound(cluster, name);
  const get = (kind: string): readonly string[] => ['get', kind, '--selector', versionSelector(deployment)];
  const [replicaSets, pods] = await Promise.all([
    askClusterForJson(cluster, get('replicasets'), { schema: listOf(replicaSetSchema), signal }),
    askClusterForJson(cluster, get('pods'), { schema: listOf(podSchema), signal }),
  ]);
  return { deployment, replicaSets: replicaSets.items, pods: pods.items };
}

async function findDeployment(
  cluster: Cluster,
  name: string,
  signal: AbortSignal,
): Promise<ClusterDeployment | undefined> {
  const get = (selector: string, ...more: readonly string[]) => {
    const words = ['get', 'deployments', '--selector', selector, ...more];
    return askClusterForJson(cluster, words, { schema: listOf(deploymentSchema), signal });
  };
  const named = await get(OURS, '--field-selector', `metadata.name=${name}`);
  const found = named.items.find(({ metadata }) => metadata.name === name);
  if (found !== undefined) return found;
  const made = await get(`${selectorOf(name)},${DEPLOY_LABEL.track}=stable`);
  return newestRevisions(made.items).find((deployment) => serviceOf(deployment) === name);
}

/** KServe's, on all that it makes of an InferenceService. */
const OF_SERVICE = 'serving.kserve.io/inferenceservice';

/** Knative's: which of the states of a service a Deployment was made for; the largest is the newest. */
const GENERATION = 'serving.knative.dev/configurationGeneration';

/**
 * The InferenceService out of which KServe has made a Deployment, with a name of its own and our labels; null: we have made it. In Knative
 * mode a Deployment belongs to a revision, and a label says whose that is.
 */
export function serviceOf({ metadata: { ownerReferences, labels } }: ClusterDeployment): string | null {
  return ownerReferences?.find(({ kind }) => kind === 'InferenceService')?.name ?? labels?.[OF_SERVICE] ?? null;
}

/** Without the revisions that Knative keeps of what a service was before. */
function newestRevisions(deployments: readonly ClusterDeployment[]): readonly ClusterDeployment[] {
  const key = ({ metadata }: ClusterDeployment): string => `${metadata.namespace}/${metadata.labels?.[OF_SERVICE]}`;
  const generation = ({ metadata }: ClusterDeployment): number => Number(metadata.labels?.[GENERATION] ?? 0);
  const newest = new Map<string, number>();
  for (const each of deployments) newest.set(key(each), Math.max(generation(each), newest.get(key(each)) ?? 0));
  return deployments.filter((each) => generation(each) === 0 || generation(each) === newest.get(key(each)));
}

/**
 * Makes sure that a Deployment is ours to change: KServe would make it again as its InferenceService says.
 *
 * @throws {TrussError} `DEPLOY_UNSUPPORTED`
 */
export function requireChangeable(cluster: Cluster, deployment: ClusterDeployment): void {
  const service = serviceOf(deployment);
  if (service === null) return;
  throw new TrussError('DEPLOY_UNSUPPORTED', {
    message: `${service} in ${describeCluster(cluster)} is an InferenceService: KServe makes its pods, as that says.`,
    hint: 'Deploy it as it is meant to be: truss deploy DIR --target kserve, with --image for a former version and --replicas for a number of pods.',
  });
}

/** By what all pods are found that belong to a name: of both versions, where it is not the name of the canary. */
export async function podSelector(cluster: Cluster, name: string, signal: AbortSignal): Promise<string> {
  const deployment = await findDeployment(cluster, name, signal);
  // What KServe makes of an InferenceService has names of its own, and our labels.
  if (deployment?.metadata.labels?.[DEPLOY_LABEL.track] !== 'canary') return selectorOf(name);
  return versionSelector(deployment);
}

/** The pods of this Deployment, and of no canary beside it. */
function versionSelector({ metadata: { name, labels } }: ClusterDeployment): string {
  const track = labels?.[DEPLOY_LABEL.track];
  const own = selectorOf(labels?.[DEPLOY_LABEL.instance] ?? name);
  return track === undefined ? own : `${own},${DEPLOY_LABEL.track}=${track}`;
}

/** Nothing of ours has that name. */
export function deploymentNotFound(cluster: Cluster, name: string): TrussError {
  return new TrussError('DEPLOY_NOT_FOUND', {
    message: `Truss has deployed nothing called ${name} in ${describeCluster(cluster)}.`,
    hint: 'See what is deployed: truss deploy list --all-namespaces',
  });
}
