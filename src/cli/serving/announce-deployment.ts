// What was deployed, where it answers, and how to try it.
import { SERVICE_PORTS } from '../../core/deploy/kubernetes/ports.ts';
import type { DeployPlan } from '../../core/deploy/plan.ts';
import type { Deployed, PlannedTruss } from '../../host/deploy/deploy-trusses.ts';
import type { Cluster } from '../../toolchain/kubernetes/cluster.ts';
import { describeCluster } from '../../toolchain/kubernetes/cluster.ts';
import type { Output } from '../output/output.ts';
import { renderTable } from '../output/table.ts';
import { askLine } from './ask-line.ts';

/** What there is to say. */
interface Announcement extends Deployed {
  readonly cluster: Cluster;
  readonly trusses: readonly PlannedTruss[];
  readonly dryRun: 'none' | 'client' | 'server';
  /** Whether the new version answers; null: it was not waited for. */
  readonly isReady: true | null;
}

/** The port of this machine in what is shown. */
const TRIED_PORT = 8080;

/** Says what was, or would be, applied; and of what is there now, how to ask it. */
export async function announceDeployment(said: Announcement, output: Output): Promise<void> {
  const { cluster, plans, objects, dryRun, isReady } = said;
  const deployments = plans.map((plan) => {
    const { name, model, image } = plan;
    return { name, model, image, url: urlOf(plan, cluster), ready: isReady };
  });
  const place = { context: cluster.context, namespace: cluster.namespace };
  const names = plans.map(({ name }) => name).join(', ');
  output.answer({ ...place, dryRun, deployments, objects }, (styles) => {
    if (dryRun !== 'none') {
      const checked = dryRun === 'server' ? 'The cluster would take' : 'Not asked of the cluster:';
      const rows = objects.map(({ kind, name, outcome }) => [kind, name, outcome]);
      return [
        `${checked} ${names} in ${describeCluster(cluster)}`,
        renderTable([['kind', 'name', 'outcome'], ...rows]),
      ].join('\n');
    }
    const state = isReady === true ? 'answers' : 'is applied, and was not waited for,';
    const head = `${styles.success('✔')} ${styles.bold(names)} ${state} in ${describeCluster(cluster)}`;
    return [head, ...deployments.map(({ url }) => `  ${styles.bold(url)}`)].join('\n');
  });
  if (dryRun === 'none' && isReady === true) output.next(await commandsToTry(said, output));
}

/** Where a deployment is asked from within its cluster. */
function urlOf({ name }: DeployPlan, { namespace }: Cluster): string {
  return `http://${name}.${namespace}.svc`;
}

async function commandsToTry({ cluster, plans, trusses }: Announcement, output: Output): Promise<readonly string[]> {
  const [plan] = plans;
  const project = trusses[0]?.project;
  if (plan === undefined || project === undefined) return [];
  const place = `--context ${cluster.context} --namespace ${cluster.namespace}`;
  const model = { project, entry: plan.model, methods: null, isAlone: true };
  const address = { url: `http://127.0.0.1:${TRIED_PORT}`, certificate: null, needsToken: false };
  return [
    `kubectl ${place} port-forward service/${plan.name} ${TRIED_PORT}:${SERVICE_PORTS.http}`,
    await askLine(address, model, output.warn),
    `truss deploy status ${plan.name} ${place}`,
  ];
}
