import type { ClusterPod } from '../../toolchain/kubernetes/cluster-objects.ts';
import { describeCluster } from '../../toolchain/kubernetes/cluster.ts';
import { isReady, podsOf, revisionOf, versionsOf } from '../../toolchain/kubernetes/judge-rollout.ts';
import { readProgress } from '../../toolchain/kubernetes/read-progress.ts';
import { watchRollout } from '../../toolchain/kubernetes/watch-rollout.ts';
import { deploymentOptions, patienceOption } from '../definition/cluster-options.ts';
import { defineCommand } from '../definition/define-command.ts';
import { flag } from '../definition/define-options.ts';
import { deployedArgument } from '../definition/deployed-argument.ts';
import { meantDeployment } from '../input/meant-deployment.ts';
import { createRolloutOutput, describeRollout } from '../output/rollout-output.ts';
import { renderTable } from '../output/table.ts';

export const deployStatusCommand = defineCommand({
  description:
    'Shows how a deployment is: its version, its pods, and what they wait for. Exit code 1 where not all of it is ready.',
  examples: [
    { command: 'truss deploy status iris_rfc', about: 'the deployment of this truss' },
    { command: 'truss deploy status iris-rfc --wait', about: 'by its name; until it is ready' },
  ],
  arguments: { deployment: deployedArgument },
  options: {
    ...deploymentOptions,
    wait: flag('--wait', 'wait until it is ready'),
    timeout: patienceOption,
  },
  json: '{"name", "context", "namespace", "revision", "image", "wanted", "ready", "former", "done": bool, "waitsFor": text | null, "pods": [{"name", "revision", "ready": bool, "state", "restarts", "node"}]}',
  async run({ arguments: given, options, output, signal }) {
    const { name, cluster } = await meantDeployment(given.deployment, options, signal);
    if (options.wait) {
      const watched = { timeoutMs: options.timeout, onState: createRolloutOutput(name, output), signal };
      await watchRollout(cluster, name, watched);
    }
    const { facts, state } = await readProgress(cluster, name, signal);
    const versions = versionsOf(facts);
    const pods = versions.flatMap((version) =>
      podsOf(version, facts.pods).map((pod) => podFacts(pod, revisionOf(version))),
    );
    const [newest] = versions;
    const data = {
      name,
      context: cluster.context,
      namespace: cluster.namespace,
      revision: newest === undefined ? null : revisionOf(newest),
      image: facts.deployment.spec.template.spec.containers[0]?.image ?? null,
      wanted: state.wanted,
      ready: state.ready,
      former: state.former,
      done: state.isDone,
      waitsFor: state.waitsFor,
      pods,
    };
    output.answer(data, ({ success, warning, dim }) => {
      const mark = state.isDone ? success('✔') : warning('…');
      const rows = pods.map((pod) => [pod.name, String(pod.revision), pod.state, String(pod.restarts), pod.node ?? '']);
      return [
        `${mark} ${describeRollout(name, state)}`,
        dim(`  version ${data.revision}, ${data.image}, in ${describeCluster(cluster)}`),
        ...(pods.length === 0 ? [] : [renderTable([['pod', 'version', 'state', 'restarts', 'node'], ...rows])]),
      ].join('\n');
    });
    return state.isDone ? undefined : 'failed';
  },
});

/** What there is to say of a pod. */
function podFacts(pod: ClusterPod, revision: number) {
  const { metadata, spec, status } = pod;
  const containers = status?.containerStatuses ?? [];
  const all = [...(status?.initContainerStatuses ?? []), ...containers];
  const restarts = all.reduce((sum, { restartCount }) => sum + restartCount, 0);
  const waiting = containers.map(({ state }) => state?.waiting?.reason).find((reason) => typeof reason === 'string');
  const isLeaving = (metadata.deletionTimestamp ?? null) !== null;
  const state = isLeaving ? 'leaving' : isReady(pod) ? 'ready' : (waiting ?? status?.phase ?? 'unknown');
  return { name: metadata.name, revision, ready: isReady(pod), state, restarts, node: spec.nodeName ?? null };
}
