// What is done to a deployment that is there: back to a former version, more or fewer replicas, away.
import { DEPLOY_LABEL, MANAGER } from '../../core/deploy/names.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { askCluster, askClusterForJson, placeOptions } from './ask-cluster.ts';
import type { ClusterObject, ClusterReplicaSet } from './cluster-objects.ts';
import { anyObjectSchema, listOf } from './cluster-objects.ts';
import type { Cluster } from './cluster.ts';
import { describeCluster } from './cluster.ts';
import { explainClusterFailure } from './explain-cluster-failure.ts';
import { readRollout, requireChangeable, selectorOf } from './find-deployments.ts';
import { revisionOf, versionsOf } from './judge-rollout.ts';
import { labelledObjects } from './labelled-objects.ts';

/** A version that a deployment has gone back to. */
export interface RolledBack {
  readonly from: number;
  readonly to: number;
  readonly image: string | null;
}

/**
 * Lets a deployment be as it was: its pods are made of the former version again. `revision`: which one; null: the one before.
 *
 * @throws {TrussError} `DEPLOY_REVISION_MISSING`, `DEPLOY_NOT_FOUND`
 */
export async function rollBack(
  cluster: Cluster,
  name: string,
  { revision, signal }: { readonly revision: number | null; readonly signal: AbortSignal },
): Promise<RolledBack> {
  const facts = await readRollout(cluster, name, signal);
  requireChangeable(cluster, facts.deployment);
  const [newest, ...formerOnes] = versionsOf(facts);
  const wanted = revision === null ? formerOnes[0] : formerOnes.find((version) => revisionOf(version) === revision);
  if (newest === undefined || wanted === undefined) throw noSuchVersion(cluster, name, { revision, formerOnes });
  const { annotations } = wanted.spec.template.metadata ?? {};
  const digest = annotations?.[DEPLOY_LABEL.digest];
  const change = [
    { op: 'replace', path: '/spec/template', value: withoutHash(wanted.spec.template) },
    ...(digest === undefined
      ? []
      : [{ op: 'add', path: `/metadata/annotations/${DEPLOY_LABEL.digest.replace('/', '~1')}`, value: digest }]),
  ];
  const words = ['patch', 'deployment', name, '--type', 'json', '--field-manager', `${MANAGER}-rollback`];
  await askCluster(cluster, [...words, '--patch', JSON.stringify(change)], { signal });
  const image = wanted.spec.template.spec.containers[0]?.image ?? null;
  return { from: revisionOf(newest), to: revisionOf(wanted), image };
}

function noSuchVersion(
  cluster: Cluster,
  name: string,
  { revision, formerOnes }: { readonly revision: number | null; readonly formerOnes: readonly ClusterReplicaSet[] },
): TrussError {
  const known = formerOnes.map(revisionOf).join(', ');
  return new TrussError('DEPLOY_REVISION_MISSING', {
    message: `${name} in ${describeCluster(cluster)} has no ${revision === null ? 'former version' : `version ${revision}`}${known === '' ? '' : `; there are ${known}`}.`,
    hint: 'What was deployed once can be deployed again: truss deploy',
  });
}

/** The cluster puts it there itself. */
function withoutHash(template: ClusterReplicaSet['spec']['template']): unknown {
  const { labels, ...metadata } = template.metadata ?? {};
  const { 'pod-template-hash': _, ...own } = labels ?? {};
  return { ...template, metadata: { ...metadata, labels: own } };
}

/**
 * Gives a deployment as many replicas.
 *
 * @throws {TrussError} `DEPLOY_SCALED_BY_LOAD` where their number follows the load; `DEPLOY_NOT_FOUND`
 */
export async function scaleDeployment(
  cluster: Cluster,
  name: string,
  { replicas, signal }: { readonly replicas: number; readonly signal: AbortSignal },
): Promise<void> {
  requireChangeable(cluster, (await readRollout(cluster, name, signal)).deployment);
  const scalers = await askClusterForJson(cluster, ['get', 'hpa', '--selector', selectorOf(name)], {
    schema: listOf(anyObjectSchema),
    signal,
  });
  if (scalers.items.length > 0) {
    throw new TrussError('DEPLOY_SCALED_BY_LOAD', {
      message: `The replicas of ${name} in ${describeCluster(cluster)} follow the load: what is set by hand would not last.`,
      hint: 'Change min and max of deploy.replicas in the config, or deploy with --replicas for a number that stays.',
    });
  }
  const words = ['patch', 'deployment', name, '--type', 'merge', '--field-manager', `${MANAGER}-scale`];
  await askCluster(cluster, [...words, '--patch', JSON.stringify({ spec: { replicas } })], { signal });
}

/** What a deployment may be made of. The cluster makes pods, replica sets and endpoints itself, and takes them away. */
const KINDS = [
  'deployments.apps',
  'services',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'serviceaccounts',
  'poddisruptionbudgets.policy',
  'horizontalpodautoscalers.autoscaling',
  'ingresses.networking.k8s.io',
  'networkpolicies.networking.k8s.io',
  'httproutes.gateway.networking.k8s.io',
  'podmonitors.monitoring.coreos.com',
  'scaledobjects.keda.sh',
  'inferenceservices.serving.kserve.io',
] as const;

/**
 * All that belongs to a deployment: whatever of our kinds has its labels, but for what a controller has made of it, and takes away with it.
 *
 * @throws {TrussError} `DEPLOY_*`
 */
export async function objectsOf(
  cluster: Cluster,
  name: string,
  signal: AbortSignal,
): Promise<readonly ClusterObject[]> {
  return labelledObjects(cluster, { kinds: KINDS, selector: selectorOf(name), signal });
}

/**
 * Takes away all that belongs to a deployment, and waits until it is gone, pods included.
 *
 * @throws {TrussError} `DEPLOY_*`
 */
export async function deleteDeployment(
  cluster: Cluster,
  objects: readonly ClusterObject[],
  { wait, timeoutMs, signal }: { readonly wait: boolean; readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<void> {
  if (objects.length === 0) return;
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects.map(named) });
  const how = ['--ignore-not-found', '--cascade=foreground', `--wait=${wait}`, '--timeout', `${timeoutMs / 1000}s`];
  const { status, stderr } = await cluster.kubectl.run(
    [...placeOptions(cluster), 'delete', '--filename', '-', ...how],
    { input, signal },
  );
  if (status !== 0) throw explainClusterFailure(stderr, cluster);
}

function named({ apiVersion, kind, metadata: { name, namespace } }: ClusterObject): unknown {
  return { apiVersion, kind, metadata: { name, namespace } };
}
