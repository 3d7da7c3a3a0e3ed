// Trusses to a cluster: images made and pushed, manifests rendered, checked, applied.
import type { Manifest } from '../../core/deploy/manifest.ts';
import { manifestsToYaml } from '../../core/deploy/manifest.ts';
import { DEPLOY_LABEL } from '../../core/deploy/names.ts';
import type { DeployPlan } from '../../core/deploy/plan.ts';
import type { ClusterTargetName } from '../../core/deploy/targets.ts';
import { renderTarget } from '../../core/deploy/targets.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import type { BuildOptions } from '../../toolchain/image/build-image.ts';
import type { AppliedObject } from '../../toolchain/kubernetes/apply-manifests.ts';
import { applyManifests, diffManifests, requireNamespace } from '../../toolchain/kubernetes/apply-manifests.ts';
import type { Cluster } from '../../toolchain/kubernetes/cluster.ts';
import { describeCluster } from '../../toolchain/kubernetes/cluster.ts';
import { findDeployments } from '../../toolchain/kubernetes/find-deployments.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import { requireSecret } from './cluster-secrets.ts';
import type { DeployedImage } from './deployed-image.ts';
import { deployedImage, expectedImage, requireSource } from './deployed-image.ts';
import { sharesImages } from './local-cluster.ts';

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
  const running = await runningImages(cluster, signal);
  const plans: DeployPlan[] = [];
  for (const truss of trusses) {
    const revision = await requireSecret(cluster, truss.plan, { fromLocal, dryRun: 'none', signal });
    const made = await deployedImage(truss.project, imageSource(cluster, truss, options));
    plans.push(completed(cluster, truss.plan, { made, revision, running, canary: options.canary }));
  }
  progress({ phase: 'apply', message: `Applying to ${cluster.namespace} of ${cluster.context}` });
  const yaml = manifestsToYaml(manifestsOf(plans, options));
  return { plans, objects: await applyManifests(cluster, yaml, { force, dryRun: 'none', signal }) };
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
  const { force, build } = options;
  const isAsked = dryRun === 'server';
  const plans = await expectedPlans(cluster, trusses, { ...options, isAsked });
  const manifests = manifestsOf(plans, options);
  if (!isAsked) {
    const objects = manifests.map(({ kind, metadata: { name } }) => ({ kind, name, outcome: 'not asked' }));
    return { plans, objects };
  }
  const yaml = manifestsToYaml(manifests);
  return { plans, objects: await applyManifests(cluster, yaml, { force, dryRun, signal: build.signal }) };
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
  const yaml = manifestsToYaml(manifestsOf(plans, options));
  return diffManifests(cluster, yaml, options.build.signal);
}

async function expectedPlans(
  cluster: Cluster,
  trusses: readonly PlannedTruss[],
  options: DeployOptions & { readonly isAsked: boolean },
): Promise<readonly DeployPlan[]> {
  const { signal } = options.build;
  const running = options.isAsked ? await runningImages(cluster, signal) : new Map<string, DeployedImage>();
  const plans: DeployPlan[] = [];
  for (const truss of trusses) {
    const secret = { fromLocal: options.localSecrets, dryRun: 'server', signal } as const;
    const revision = options.isAsked ? await requireSecret(cluster, truss.plan, secret) : null;
    const current = running.get(truss.plan.name) ?? null;
    const made = await expectedImage(truss.project, imageSource(cluster, truss, options), current);
    plans.push(completed(cluster, truss.plan, { made, revision, running, canary: options.canary }));
  }
  return plans;
}

/** What runs now, by the name of its deployment. */
async function runningImages(cluster: Cluster, signal: AbortSignal): Promise<Map<string, DeployedImage>> {
  const deployments = await findDeployments(cluster, { allNamespaces: false, signal });
  return new Map(
    deployments.flatMap(({ metadata: { name, annotations }, spec }) => {
      const reference = spec.template.spec.containers[0]?.image ?? null;
      const digest = annotations?.[DEPLOY_LABEL.digest] ?? null;
      return reference === null ? [] : [[name, { reference, digest }] as const];
    }),
  );
}

function imageSource(cluster: Cluster, { plan, image }: PlannedTruss, { registry, build }: DeployOptions) {
  return {
    image,
    registry: registry ?? plan.settings.registry,
    isShared: sharesImages(cluster.context),
    build,
  };
}

/** What is known when the image is made. */
interface Completion {
  readonly made: DeployedImage;
  readonly revision: string | null;
  readonly running: ReadonlyMap<string, DeployedImage>;
  readonly canary: CanaryOptions | null;
}

function completed(cluster: Cluster, plan: DeployPlan, { made, revision, running, canary }: Completion): DeployPlan {
  const secret = plan.secret === null ? null : { ...plan.secret, revision };
  if (canary === null) return { ...plan, image: made.reference, digest: made.digest, secret };
  const stable = running.get(plan.name);
  if (stable !== undefined) {
    const tried = { image: made.reference, digest: made.digest, percent: canary.percent };
    return { ...plan, image: stable.reference, digest: stable.digest, secret, canary: tried };
  }
  throw new TrussError('DEPLOY_NOT_FOUND', {
    message: `There is no ${plan.name} in ${describeCluster(cluster)} beside which a version could be tried.`,
    hint: 'Deploy it first, without --canary.',
  });
}

/** What is applied. A canary leaves what answers as it is, but for the way to both. */
function manifestsOf(
  plans: readonly DeployPlan[],
  { target, canary }: Pick<DeployOptions, 'target' | 'canary'>,
): readonly Manifest[] {
  const all = renderTarget(target, plans);
  if (canary === null || target !== 'kubernetes') return all;
  return all.filter(({ kind, metadata }) => kind === 'HTTPRoute' || metadata.labels[DEPLOY_LABEL.track] === 'canary');
}
