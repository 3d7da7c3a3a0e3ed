// Deployments waited for, each as its target says that it is there.
import { trackName } from '../../core/deploy/names.ts';
import type { DeployPlan } from '../../core/deploy/plan.ts';
import type { ClusterTargetName } from '../../core/deploy/targets.ts';
import type { Cluster } from '../../toolchain/kubernetes/cluster.ts';
import { watchInferenceService } from '../../toolchain/kubernetes/watch-inference-service.ts';
import { watchRollout } from '../../toolchain/kubernetes/watch-rollout.ts';
import type { Output } from '../output/output.ts';
import { createRolloutOutput } from '../output/rollout-output.ts';

/** How they are waited for. */
interface Waiting {
  readonly target: ClusterTargetName;
  readonly canary: boolean;
  readonly timeout: number;
  readonly output: Output;
  readonly signal: AbortSignal;
}

/**
 * Waits until what was applied answers, and shows how far it is.
 *
 * @returns where they answer, by their names, as far as the cluster says it
 * @throws {TrussError} `DEPLOY_NOT_READY` and what else a rollout ends with
 */
export async function waitForDeployments(
  cluster: Cluster,
  plans: readonly DeployPlan[],
  { target, canary, timeout: timeoutMs, output, signal }: Waiting,
): Promise<ReadonlyMap<string, string>> {
  const urls = new Map<string, string>();
  for (const plan of plans) {
    if (target === 'kserve') {
      const onState = (message: string): void => output.progress.show({ phase: message, message });
      const url = await watchInferenceService(cluster, plan.name, { timeoutMs, onState, signal });
      if (url !== null) urls.set(plan.name, url);
      continue;
    }
    const name = canary ? trackName({ name: plan.name, track: 'canary' }) : plan.name;
    await watchRollout(cluster, name, { timeoutMs, onState: createRolloutOutput(name, output), signal });
  }
  return urls;
}
