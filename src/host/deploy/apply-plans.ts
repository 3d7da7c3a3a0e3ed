// Plans to objects of a cluster, and away with what they do not ask for any more.
import type { Manifest } from '../../core/deploy/manifest.ts';
import { manifestsToYaml } from '../../core/deploy/manifest.ts';
import { DEPLOY_LABEL } from '../../core/deploy/names.ts';
import type { DeployPlan } from '../../core/deploy/plan.ts';
import type { ClusterTargetName } from '../../core/deploy/targets.ts';
import { renderTarget } from '../../core/deploy/targets.ts';
import type { AppliedObject } from '../../toolchain/kubernetes/apply-manifests.ts';
import { applyManifests, diffManifests } from '../../toolchain/kubernetes/apply-manifests.ts';
import { deleteDeployment } from '../../toolchain/kubernetes/change-deployment.ts';
import type { ClusterObject } from '../../toolchain/kubernetes/cluster-objects.ts';
import type { Cluster } from '../../toolchain/kubernetes/cluster.ts';
import { findLeftovers, isScaler } from '../../toolchain/kubernetes/leftover-objects.ts';

/** How plans are applied. */
export interface PlanOptions {
  readonly target: ClusterTargetName;
  /** Whether the version that answers stays as it is, and another one is tried beside it. */
  readonly isCanary: boolean;
  /** Whether fields are taken over that somebody else has set. */
  readonly force: boolean;
  readonly signal: AbortSignal;
}

/** What scales pods and Ingresses go at once. */
const DELETION_MS = 60_000;

/**
 * Asks a cluster for what plans ask for; what it would refuse it refuses before anything has changed. `server`: it checks, and nothing
 * changes.
 *
 * @throws {TrussError} as `applyManifests`
 */
export async function applyPlans(
  cluster: Cluster,
  plans: readonly DeployPlan[],
  options: PlanOptions & { readonly dryRun: 'none' | 'server' },
): Promise<readonly AppliedObject[]> {
  const { force, dryRun, signal } = options;
  const manifests = manifestsOf(plans, options);
  const yaml = manifestsToYaml(manifests);
  const leftovers = await leftoversOf(cluster, plans, { manifests, ...options });
  const how = { force, takesReplicas: leftovers.some(isScaler), signal };
  if (dryRun === 'server') {
    const objects = await applyManifests(cluster, yaml, { ...how, dryRun });
    return [...objects, ...leftovers.map((left) => deleted(left, 'deleted (server dry run)'))];
  }
  if (leftovers.length > 0) await applyManifests(cluster, yaml, { ...how, dryRun: 'server' });
  // An autoscaler would change what is about to be applied.
  await deleteDeployment(cluster, leftovers, { wait: true, timeoutMs: DELETION_MS, signal });
  const objects = await applyManifests(cluster, yaml, { ...how, dryRun });
  return [...objects, ...leftovers.map((left) => deleted(left, 'deleted'))];
}

/**
 * What would change, as `diff -u` writes it.
 *
 * @throws {TrussError} as `applyManifests`
 */
export async function diffPlans(
  cluster: Cluster,
  plans: readonly DeployPlan[],
  options: Omit<PlanOptions, 'force'>,
): Promise<string> {
  const manifests = manifestsOf(plans, options);
  const changed = await diffManifests(cluster, manifestsToYaml(manifests), options.signal);
  const leftovers = await leftoversOf(cluster, plans, { manifests, ...options });
  const gone = leftovers.map(({ kind, metadata: { name } }) => `--- now ${kind} ${name}\n+++ then nothing`);
  return [changed, ...gone].filter((part) => part !== '').join('\n');
}

/** What is applied. A canary leaves what answers as it is, but for the way to both. */
export function manifestsOf(
  plans: readonly DeployPlan[],
  { target, isCanary }: Pick<PlanOptions, 'target' | 'isCanary'>,
): readonly Manifest[] {
  const all = renderTarget(target, plans);
  if (!isCanary || target !== 'kubernetes') return all;
  return all.filter(({ kind, metadata }) => kind === 'HTTPRoute' || metadata.labels[DEPLOY_LABEL.track] === 'canary');
}

async function leftoversOf(
  cluster: Cluster,
  plans: readonly DeployPlan[],
  {
    manifests,
    isCanary,
    signal,
  }: { readonly manifests: readonly Manifest[]; readonly isCanary: boolean; readonly signal: AbortSignal },
): Promise<readonly ClusterObject[]> {
  if (isCanary) return [];
  const found: ClusterObject[] = [];
  for (const { name } of plans) found.push(...(await findLeftovers(cluster, name, { wanted: manifests, signal })));
  return found;
}

function deleted({ kind, metadata: { name } }: ClusterObject, outcome: string): AppliedObject {
  return { kind: kind.toLowerCase(), name, outcome };
}
