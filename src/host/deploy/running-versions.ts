// What runs in a namespace under the names of deployments, and what follows from it for those that are to take its place.
import { DEPLOY_LABEL, MANAGER, planLabels, trackName } from '../../core/deploy/names.ts';
import type { DeployPlan } from '../../core/deploy/plan.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import type { ClusterDeployment } from '../../toolchain/kubernetes/cluster-objects.ts';
import type { Cluster } from '../../toolchain/kubernetes/cluster.ts';
import { describeCluster } from '../../toolchain/kubernetes/cluster.ts';
import { findDeployments } from '../../toolchain/kubernetes/find-deployments.ts';
import type { DeployedImage } from './deployed-image.ts';

/** What runs. */
export interface RunningVersion extends DeployedImage {
  readonly labels: Readonly<Record<string, string>>;
  /** How many pods are asked for. */
  readonly replicas: number;
  /** Whether we have said that, and nobody has changed it since. */
  readonly isReplicasOurs: boolean;
}

/** By the names of Deployments. */
export type RunningVersions = ReadonlyMap<string, RunningVersion>;

/**
 * What Truss has deployed in a namespace.
 *
 * @throws {TrussError} `DEPLOY_*`
 */
export async function runningVersions(cluster: Cluster, signal: AbortSignal): Promise<RunningVersions> {
  const deployments = await findDeployments(cluster, { allNamespaces: false, withOwners: true, signal });
  return new Map(
    deployments.flatMap((deployment) => {
      const { metadata, spec } = deployment;
      const reference = spec.template.spec.containers[0]?.image ?? null;
      if (reference === null) return [];
      const running = {
        reference,
        digest: metadata.annotations?.[DEPLOY_LABEL.digest] ?? null,
        labels: metadata.labels ?? {},
        replicas: spec.replicas ?? 1,
        isReplicasOurs: hasSetReplicas(deployment),
      };
      return [[metadata.name, running] as const];
    }),
  );
}

function hasSetReplicas({ metadata }: ClusterDeployment): boolean {
  const own = metadata.managedFields?.find(({ manager, operation }) => manager === MANAGER && operation === 'Apply');
  return own?.fieldsV1?.['f:spec']?.['f:replicas'] !== undefined;
}

/**
 * How many pods have to be asked for where their number follows the load: as many as there are where we have said so before, since a field
 * that is not said any more goes back to one; and the fewest where there are none, which no autoscaler wakes.
 */
export function keptReplicas({ settings }: DeployPlan, running: RunningVersion | undefined): number | null {
  const { min, max } = settings.replicas;
  if (min === max || running === undefined) return null;
  if (running.replicas > 0 && !running.isReplicasOurs) return null;
  return Math.min(max, Math.max(min, running.replicas));
}

/**
 * Makes sure that a deployment takes the place of its own former version, and not that of another model whose objects happen to be called
 * the same: `iris-production` is what a model of that name has, and the stage `production` of `iris`.
 *
 * @throws {TrussError} `DEPLOY_CONFLICT`
 */
export function requireOwnPlace(cluster: Cluster, plan: DeployPlan, running: RunningVersions): void {
  for (const track of plan.canary === null ? (['stable'] as const) : (['stable', 'canary'] as const)) {
    const own = planLabels({ ...plan, track });
    const there = running.get(trackName({ name: plan.name, track }))?.labels;
    if (there === undefined) continue;
    const [wanted, found] = [own, there].map((labels) => wordsFor(labels));
    if (wanted === found) continue;
    throw new TrussError('DEPLOY_CONFLICT', {
      message: `${trackName({ name: plan.name, track })} in ${describeCluster(cluster)} is ${found}, and would become ${wanted}.`,
      hint: 'Give this one a name of its own, with --name or another model_name, or a namespace. Where it is meant to take that place: --force.',
    });
  }
}

function wordsFor(labels: Readonly<Record<string, string>>): string {
  const { [DEPLOY_LABEL.name]: model, [DEPLOY_LABEL.stage]: stage, [DEPLOY_LABEL.track]: track } = labels;
  const what = track === 'canary' ? 'the canary of the model' : 'the model';
  return `${what} ${model}${stage === undefined ? '' : ` in the stage ${stage}`}`;
}
