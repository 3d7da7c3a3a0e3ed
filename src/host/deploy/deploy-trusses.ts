// Trusses to a cluster: images made and pushed, manifests rendered, checked, applied.
import { manifestsToYaml } from '../../core/deploy/manifest.ts';
import { DEPLOY_LABEL } from '../../core/deploy/names.ts';
import type { DeployPlan } from '../../core/deploy/plan.ts';
import type { ClusterTargetName } from '../../core/deploy/targets.ts';
import { renderTarget } from '../../core/deploy/targets.ts';
import type { BuildOptions } from '../../toolchain/image/build-image.ts';
import type { AppliedObject } from '../../toolchain/kubernetes/apply-manifests.ts';
import { applyManifests, diffManifests, requireNamespace } from '../../toolchain/kubernetes/apply-manifests.ts';
import type { Cluster } from '../../toolchain/kubernetes/cluster.ts';
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

/** How trusses are deployed. */
export interface DeployOptions {
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
  const { target, localSecrets: fromLocal, force, build } = options;
  const { progress, signal } = build;
  for (const truss of trusses) requireSource(truss.project, imageSource(cluster, truss, options));
  progress({ phase: 'cluster', message: `Asking ${cluster.context}` });
  // Before a build of minutes it is known whether the cluster takes what comes of it.
  await requireNamespace(cluster, signal);
  await tryDeployment(cluster, trusses, { ...options, dryRun: 'server' });
  const plans: DeployPlan[] = [];
  for (const truss of trusses) {
    const revision = await requireSecret(cluster, truss.plan, { fromLocal, dryRun: 'none', signal });
    const made = await deployedImage(truss.project, imageSource(cluster, truss, options));
    plans.push(completed(truss.plan, made, revision));
  }
  progress({ phase: 'apply', message: `Applying to ${cluster.namespace} of ${cluster.context}` });
  const yaml = manifestsToYaml(renderTarget(target, plans));
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
  const { target, force, build } = options;
  const isAsked = dryRun === 'server';
  const plans = await expectedPlans(cluster, trusses, { ...options, isAsked });
  const manifests = renderTarget(target, plans);
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
  const yaml = manifestsToYaml(renderTarget(options.target, plans));
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
    const image = await expectedImage(truss.project, imageSource(cluster, truss, options), current);
    plans.push(completed(truss.plan, image, revision));
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

function completed(plan: DeployPlan, { reference, digest }: DeployedImage, revision: string | null): DeployPlan {
  const secret = plan.secret === null ? null : { ...plan.secret, revision };
  return { ...plan, image: reference, digest, secret };
}
