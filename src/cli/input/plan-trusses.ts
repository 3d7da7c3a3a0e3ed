import type { DeployPlan } from '../../core/deploy/plan.ts';
import { TrussError } from '../../core/errors/truss-error.ts';
import type { CanaryOptions, PlannedTruss } from '../../host/deploy/deploy-trusses.ts';
import type { Cluster } from '../../toolchain/kubernetes/cluster.ts';
import { chooseCluster } from '../../toolchain/kubernetes/cluster.ts';
import { findKubectl } from '../../toolchain/kubernetes/kubectl.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import type { DeployWords } from './plan-deployments.ts';
import { planDeployments } from './plan-deployments.ts';

/** What the options of `truss deploy` say. */
interface ApplyWords extends DeployWords {
  readonly context: string | null;
  /** Whether the new version is tried beside the one that answers. */
  readonly canary: boolean;
}

/** Trusses, and the place that they are meant for. */
export interface PlannedTrusses {
  readonly cluster: Cluster;
  readonly trusses: readonly PlannedTruss[];
  readonly canary: CanaryOptions | null;
}

/**
 * What is to be deployed, wherever that is.
 *
 * @throws {TrussError} `USAGE`, `DEPLOY_UNSUPPORTED`
 */
export function pendingTrusses(projects: readonly Project[], words: DeployWords): readonly PlannedTruss[] {
  return withProjects(projects, planDeployments(projects, words, PENDING));
}

function withProjects(projects: readonly Project[], plans: readonly DeployPlan[]): readonly PlannedTruss[] {
  return plans.flatMap((plan, index) => {
    const project = projects[index];
    return project === undefined ? [] : [{ project, plan, image: plan.image === PENDING ? null : plan.image }];
  });
}

/** Stands for the image until it is made. */
const PENDING = 'pending';

/**
 * What is to be deployed, and where; nothing is asked of the cluster.
 *
 * @throws {TrussError} `USAGE`, `DEPLOY_KUBECTL_MISSING`, `DEPLOY_CONTEXT_MISSING`
 */
export async function planTrusses(
  projects: readonly Project[],
  words: ApplyWords,
  signal: AbortSignal,
): Promise<PlannedTrusses> {
  const { canaryImage = null } = words;
  const isCanary = words.canary || canaryImage !== null;
  const image = canaryImage === null ? words.image : [canaryImage];
  const plans = planDeployments(projects, { ...words, image, canaryImage: null }, PENDING);
  const namespaces = [...new Set(plans.map(({ namespace }) => namespace))];
  if (namespaces.length > 1) {
    throw new TrussError('USAGE', {
      message: `The trusses are for several namespaces: ${namespaces.map((each) => each ?? 'that of the context').join(', ')}.`,
      hint: 'Deploy them one by one, or say one for all: --namespace',
    });
  }
  const { context } = words;
  const cluster = await chooseCluster(await findKubectl(), { context, namespace: namespaces[0] ?? null }, signal);
  const trusses = withProjects(projects, plans);
  // The image of the canary is the one that is made; `--canary-image` names one that is there.
  return { cluster, trusses, canary: isCanary ? { percent: words.canaryPercent ?? 0 } : null };
}
