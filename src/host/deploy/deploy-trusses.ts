// Trusses to a cluster: images made and pushed, manifests rendered, checked, applied.
import type { DeployPlan } from '../../core/deploy/plan.ts';
import type { ClusterTargetName } from '../../core/deploy/targets.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import type { BuildOptions } from '../../toolchain/image/build-image.ts';
import type { AppliedObject } from '../../toolchain/kubernetes/apply-manifests.ts';
import { requireNamespace } from '../../toolchain/kubernetes/apply-manifests.ts';
import type { Cluster } from '../../toolchain/kubernetes/cluster.ts';
import { describeCluster } from '../../toolchain/kubernetes/cluster.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import type { PlanOptions } from './apply-plans.ts';
import { applyPlans, diffPlans, manifestsOf } from './apply-plans.ts';
import { requireSecret } from './cluster-secrets.ts';
import type { DeployedImage } from './deployed-image.ts';
import { deployedImage, expectedImage, requireSource } from './deployed-image.ts';
import { sharesImages } from './local-cluster.ts';
import type { RunningVersions } from './running-versions.ts';
import { keptReplicas, requireOwnPlace, runningVersions } from './running-versions.ts';

/** A truss, and what shall become of it. Its image is not known yet where `image` is null. */
export interface PlannedTruss {
  readonly project: Project;
  readonly plan: DeployPlan;
  readonly image: string | null;
}

/** A new version that is tried beside the one that answers. */
export interface CanaryOptions {
  /** Of a hundred requests. */
  readonly percent: number;
}

/** How trusses are deployed. */
export interface DeployOptions {
  /** Null: the new version takes the place of the one that answers. */
  readonly canary: CanaryOptions | null;
  readonly target: ClusterTargetName;
  /** Wins over that of the config. */
  readonly registry: string | null;
  /** Whether the Secret is made of the values of this machine. */
  readonly localSecrets: boolean;
  /** Whether fields are taken over that somebody else has set. */
  readonly force: boolean;
  readonly build: BuildOptions;
}

/** What was, or would be, asked of a cluster. */
export interface Deployed {
  readonly plans: readonly DeployPlan[];
  readonly objects: readonly AppliedObject[];
}

/**
 * Makes the images of trusses and gives them to a cluster. What it would refuse is found before anything is changed there.
 *
 * @throws {TrussError} `DEPLOY_*`, `IMAGE_*`, `ENV_*`, `SECRET_*`
 */
export async function deployTrusses(
  cluster: Cluster,
  trusses: readonly PlannedTruss[],
  options: DeployOptions,
): Promise<Deployed> {
  const { localSecrets: fromLocal, force, build } = options;
  const { progress, signal } = build;
  for (const truss of trusses) requireSource(truss.project, imageSource(cluster, truss, options));
  progress({ phase: 'cluster', message: `Asking ${cluster.context}` });
  // Before a build of minutes it is known whether the cluster takes what comes of it.
  await requireNamespace(cluster, signal);
  await tryDeployment(cluster, trusses, { ...options, dryRun: 'server' });
  const made: MadeTruss[] = [];
  for (const truss of trusses) {
    const revision = await requireSecret(cluster, truss.plan, { fromLocal, force, dryRun: 'none', signal });
    const image = await deployedImage(truss.project, imageSource(cluster, truss, options));
    made.push({ plan: truss.plan, image, revision });
  }
  progress({ phase: 'apply', message: `Applying to ${cluster.namespace} of ${cluster.context}` });
  // As it is now: a build takes minutes, in which an autoscaler has changed the number of pods.
  const running = await runningVersions(cluster, signal);
  const plans = made.map((each) => completed(cluster, each, { running, ...options }));
  return { plans, objects: await applyPlans(cluster, plans, { ...planOptions(options), dryRun: 'none' }) };
}

/**
 * What would be asked of a cluster. No image is made; one that is made of the same as what runs stays. `server`: the cluster checks it;
 * `client`: nothing is asked of the cluster.
 *
 * @throws {TrussError} as `deployTrusses`
 */
export async function tryDeployment(
  cluster: Cluster,
  trusses: readonly PlannedTruss[],
  { dryRun, ...options }: DeployOptions & { readonly dryRun: 'client' | 'server' },
): Promise<Deployed> {
  const isAsked = dryRun === 'server';
  const plans = await expectedPlans(cluster, trusses, { ...options, isAsked });
  const how = planOptions(options);
  if (isAsked) return { plans, objects: await applyPlans(cluster, plans, { ...how, dryRun }) };
  const objects = manifestsOf(plans, how).map(({ kind, metadata: { name } }) => ({ kind, name, outcome: 'not asked' }));
  return { plans, objects };
}

/**
 * What would change in a cluster, as `diff -u` writes it.
 *
 * @throws {TrussError} as `deployTrusses`
 */
export async function compareDeployment(
  cluster: Cluster,
  trusses: readonly PlannedTruss[],
  options: DeployOptions,
): Promise<string> {
  const plans = await expectedPlans(cluster, trusses, { ...options, isAsked: true });
  return diffPlans(cluster, plans, planOptions(options));
}

function planOptions({ target, canary, force, build: { signal } }: DeployOptions): PlanOptions {
  return { target, isCanary: canary !== null, force, signal };
}

async function expectedPlans(
  cluster: Cluster,
  trusses: readonly PlannedTruss[],
  options: DeployOptions & { readonly isAsked: boolean },
): Promise<readonly DeployPlan[]> {
  const { signal } = options.build;
  const running: RunningVersions = options.isAsked ? await runningVersions(cluster, signal) : new Map();
  const plans: DeployPlan[] = [];
  for (const truss of trusses) {
    const { plan } = truss;
    const secret = { fromLocal: options.localSecrets, force: options.force, dryRun: 'server', signal } as const;
    const revision = options.isAsked ? await requireSecret(cluster, plan, secret) : null;
    const current = running.get(plan.name) ?? null;
    const image = await expectedImage(truss.project, imageSource(cluster, truss, options), current);
    plans.push(completed(cluster, { plan, image, revision }, { running, ...options }));
  }
  return plans;
}

function imageSource(cluster: Cluster, { plan, image }: PlannedTruss, { registry, build }: DeployOptions) {
  return {
    image,
    registry: registry ?? plan.settings.registry,
    isShared: sharesImages(cluster.context),
    build,
  };
}

/** A truss whose image is made. */
interface MadeTruss {
  readonly plan: DeployPlan;
  readonly image: DeployedImage;
  /** Of its Secret. */
  readonly revision: string | null;
}

function completed(
  cluster: Cluster,
  { plan: meant, image: { reference: image, digest }, revision }: MadeTruss,
  {
    running,
    canary,
    force,
  }: { readonly running: RunningVersions; readonly canary: CanaryOptions | null; readonly force: boolean },
): DeployPlan {
  const secret = meant.secret === null ? null : { ...meant.secret, revision };
  const stable = running.get(meant.name);
  const plan = { ...meant, image, digest, secret, kept: keptReplicas(meant, stable) };
  if (canary === null) {
    if (!force) requireOwnPlace(cluster, plan, running);
    return plan;
  }
  if (stable !== undefined) {
    const tried = { image, digest, percent: canary.percent };
    const both = { ...plan, image: stable.reference, digest: stable.digest, canary: tried };
    if (!force) requireOwnPlace(cluster, both, running);
    return both;
  }
  throw new TrussError('DEPLOY_NOT_FOUND', {
    message: `There is no ${plan.name} in ${describeCluster(cluster)} beside which a version could be tried.`,
    hint: 'Deploy it first, without --canary.',
  });
}
