// A version that is tried beside the one that answers: taken for good, or away.
import { z } from 'zod';

import { DEPLOY_LABEL, MANAGER } from '../../core/deploy/names.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import { askCluster, askClusterForJson } from './ask-cluster.ts';
import { deleteDeployment, objectsOf } from './change-deployment.ts';
import type { ClusterDeployment } from './cluster-objects.ts';
import { deploymentSchema, listOf } from './cluster-objects.ts';
import type { Cluster } from './cluster.ts';
import { describeCluster } from './cluster.ts';
import { selectorOf } from './find-deployments.ts';

/** Both versions of a deployment. */
export interface Pair {
  readonly stable: ClusterDeployment;
  readonly canary: ClusterDeployment;
}

/**
 * The version that answers, and the one that is tried beside it.
 *
 * @throws {TrussError} `DEPLOY_CANARY_MISSING` where there is none
 */
export async function findCanary(cluster: Cluster, name: string, signal: AbortSignal): Promise<Pair> {
  const words = ['get', 'deployments', '--selector', selectorOf(name)];
  const { items } = await askClusterForJson(cluster, words, { schema: listOf(deploymentSchema), signal });
  const of = (track: string) => items.find(({ metadata }) => metadata.labels?.[DEPLOY_LABEL.track] === track);
  const [stable, canary] = [of('stable'), of('canary')];
  if (stable !== undefined && canary !== undefined) return { stable, canary };
  throw new TrussError('DEPLOY_CANARY_MISSING', {
    message: `No second version of ${name} is tried in ${describeCluster(cluster)}.`,
    hint: 'Try one on a part of the load: truss deploy DIR --canary 10',
  });
}

/**
 * Lets the pods of the version that answers be made of what the other one is made of. To be waited for.
 *
 * @throws {TrussError} `DEPLOY_*`
 */
export async function takeCanary(cluster: Cluster, { stable, canary }: Pair, signal: AbortSignal): Promise<void> {
  const { metadata, spec } = canary.spec.template;
  const labels = { ...metadata?.labels, [DEPLOY_LABEL.track]: 'stable' };
  const digest = metadata?.annotations?.[DEPLOY_LABEL.digest];
  const change = [
    { op: 'replace', path: '/spec/template', value: { metadata: { ...metadata, labels }, spec } },
    ...(digest === undefined
      ? []
      : [{ op: 'add', path: `/metadata/annotations/${DEPLOY_LABEL.digest.replace('/', '~1')}`, value: digest }]),
  ];
  const words = ['patch', 'deployment', stable.metadata.name, '--type', 'json'];
  const how = ['--field-manager', `${MANAGER}-rollback`, '--patch', JSON.stringify(change)];
  await askCluster(cluster, [...words, ...how], { signal });
}

/** How a canary is taken away. */
export interface RemovalOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Sends all of the load to the version that answers, and takes the other one away.
 *
 * @throws {TrussError} `DEPLOY_*`
 */
export async function removeCanary(cluster: Cluster, name: string, options: RemovalOptions): Promise<void> {
  const { timeoutMs, signal } = options;
  const objects = await objectsOf(cluster, name, signal);
  for (const { metadata } of objects.filter(({ kind }) => kind === 'HTTPRoute')) {
    await routeToStable(cluster, metadata.name, name, signal);
  }
  const own = objects.filter(({ metadata }) => metadata.labels?.[DEPLOY_LABEL.track] === 'canary');
  await deleteDeployment(cluster, own, { wait: true, timeoutMs, signal });
}

/** What is read of an HTTPRoute. */
const routeSchema = z.object({
  spec: z.object({
    rules: z.array(z.object({ backendRefs: z.array(z.looseObject({ name: z.string() })).nullish() })),
  }),
});

/** The weights of a route, each rule of it alike. */
async function routeToStable(cluster: Cluster, route: string, service: string, signal: AbortSignal): Promise<void> {
  const { spec } = await askClusterForJson(cluster, ['get', 'httproute', route], { schema: routeSchema, signal });
  const change = spec.rules.map(({ backendRefs }, index) => {
    const stable = (backendRefs ?? [])
      .filter(({ name }) => name === service)
      .map((backend) => Object.assign(backend, { weight: 100 }));
    return { op: 'replace', path: `/spec/rules/${index}/backendRefs`, value: stable };
  });
  const words = ['patch', 'httproute', route, '--type', 'json', '--field-manager', `${MANAGER}-rollback`];
  await askCluster(cluster, [...words, '--patch', JSON.stringify(change)], { signal });
}
