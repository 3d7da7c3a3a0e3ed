import { TrussError } from '../../core/errors/truss-error.ts';
import type { PlannedTruss } from '../../host/deploy/deploy-trusses.ts';
import type { Cluster } from '../../toolchain/kubernetes/cluster.ts';
import { chooseCluster } from '../../toolchain/kubernetes/cluster.ts';
import { findKubectl } from '../../toolchain/kubernetes/kubectl.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import type { DeployWords } from './plan-deployments.ts';
import { planDeployments } from './plan-deployments.ts';

/** What the options of `truss deploy` say. */
interface ApplyWords extends DeployWords {
  readonly context: string | null;
}

/** Trusses, and the place that they are meant for. */
export interface PlannedTrusses {
  readonly cluster: Cluster;
  readonly trusses: readonly PlannedTruss[];
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
  const plans = planDeployments(projects, words, PENDING);
  const namespaces = [...new Set(plans.map(({ namespace }) => namespace))];
  if (namespaces.length > 1) {
    throw new TrussError('USAGE', {
      message: `The trusses are for several namespaces: ${namespaces.map((each) => each ?? 'that of the context').join(', ')}.`,
      hint: 'Deploy them one by one, or say one for all: --namespace',
    });
  }
  const { context } = words;
  const cluster = await chooseCluster(await findKubectl(), { context, namespace: namespaces[0] ?? null }, signal);
  const trusses = plans.flatMap((plan, index) => {
    const project = projects[index];
    return project === undefined ? [] : [{ project, plan, image: plan.image === PENDING ? null : plan.image }];
  });
  return { cluster, trusses };
}
