// What was deployed, where it answers, and how to try it.
import { SERVICE_PORTS } from '../../core/deploy/kubernetes/ports.ts';
import { trackName } from '../../core/deploy/names.ts';
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
  /** Where they answer, by their names, where the cluster says it: KServe does. */
  readonly urls: ReadonlyMap<string, string>;
}

/** The port of this machine in what is shown. */
const TRIED_PORT = 8080;

/** Says what was, or would be, applied; and of what is there now, how to ask it. */
export async function announceDeployment(said: Announcement, output: Output): Promise<void> {
  const { cluster, plans, objects, dryRun, isReady, urls } = said;
  const deployments = plans.map((plan) => {
    const name = deployedName(plan);
    const image = plan.canary?.image ?? plan.image;
    const url = urls.get(plan.name) ?? `http://${name}.${cluster.namespace}.svc`;
    return { name, model: plan.model, image, url, ready: isReady };
  });
  const place = { context: cluster.context, namespace: cluster.namespace };
  const names = plans.map(deployedName).join(', ');
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
    const shares = plans.flatMap(shareOf).map((share) => `  ${share}`);
    return [head, ...deployments.map(({ url }) => `  ${styles.bold(url)}`), ...shares].join('\n');
  });
  if (dryRun === 'none' && isReady === true) output.next(await commandsToTry(said, output));
}

/** What the objects of the version are called that has been deployed. */
function deployedName({ name, canary }: DeployPlan): string {
  return trackName({ name, track: canary === null ? 'stable' : 'canary' });
}

/** Which part of the load a canary gets. */
function shareOf({ name, canary, settings }: DeployPlan): readonly string[] {
  if (canary === null) return [];
  if (settings.route !== null) return [`gets ${canary.percent} of 100 requests to ${name}`];
  return ['gets no part of the load, since the config has no deploy.route: it answers under its own name alone'];
}

async function commandsToTry(
  { cluster, plans, trusses, urls }: Announcement,
  output: Output,
): Promise<readonly string[]> {
  const [plan] = plans;
  const project = trusses[0]?.project;
  if (plan === undefined || project === undefined) return [];
  const place = `--context ${cluster.context} --namespace ${cluster.namespace}`;
  const model = { project, entry: plan.model, methods: null, isAlone: true };
  const served = urls.get(plan.name);
  const address = { url: served ?? `http://127.0.0.1:${TRIED_PORT}`, certificate: null, needsToken: false };
  if (served !== undefined) {
    return [await askLine(address, model, output.warn), `kubectl ${place} get inferenceservice ${plan.name}`];
  }
  const name = deployedName(plan);
  const after = plan.canary === null ? ['status'] : ['promote', 'abort'];
  return [
    `kubectl ${place} port-forward service/${name} ${TRIED_PORT}:${SERVICE_PORTS.http}`,
    await askLine(address, model, output.warn),
    ...after.map((command) => `truss deploy ${command} ${plan.name} ${place}`),
  ];
}
