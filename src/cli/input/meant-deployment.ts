import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { CONFIG_FILE } from '../../core/config/config-file.ts';
import { openTruss } from '../../host/prepare/open-truss.ts';
import type { Cluster } from '../../toolchain/kubernetes/cluster.ts';
import { chooseCluster } from '../../toolchain/kubernetes/cluster.ts';
import { findKubectl } from '../../toolchain/kubernetes/kubectl.ts';
import { planDeployments } from './plan-deployments.ts';

/** What a person has said of a deployment: the directory of its truss, or its name. */
export interface DeploymentWords {
  readonly context: string | null;
  readonly namespace: string | null;
  readonly stage: string | null;
}

/** A deployment, and where it is. */
export interface MeantDeployment {
  readonly name: string;
  readonly cluster: Cluster;
}

/**
 * The deployment that is meant. Nothing is asked of the cluster.
 *
 * @throws {TrussError} `DEPLOY_KUBECTL_MISSING`, `DEPLOY_CONTEXT_MISSING`, `PROJECT_NOT_FOUND`
 */
export async function meantDeployment(
  given: string,
  { context, namespace, stage }: DeploymentWords,
  signal: AbortSignal,
): Promise<MeantDeployment> {
  const isName = /^[a-z][a-z0-9-]*$/.test(given) && !existsSync(join(given, CONFIG_FILE));
  const plan = isName ? null : await planOf(given, stage);
  const name = plan?.name ?? (stage === null ? given : `${given}-${stage}`);
  const cluster = await chooseCluster(
    await findKubectl(),
    { context, namespace: namespace ?? plan?.namespace ?? null },
    signal,
  );
  return { name, cluster };
}

async function planOf(
  directory: string,
  stage: string | null,
): Promise<ReturnType<typeof planDeployments>[number] | undefined> {
  const project = await openTruss(directory, () => undefined, 'image');
  const words = { image: ['none'], stage, namespace: null, name: null, replicas: null };
  return planDeployments([project], words)[0];
}
