import { scaleDeployment } from '../../toolchain/kubernetes/change-deployment.ts';
import { watchRollout } from '../../toolchain/kubernetes/watch-rollout.ts';
import { changeOptions, deploymentOptions, patienceOption } from '../definition/cluster-options.ts';
import { defineCommand } from '../definition/define-command.ts';
import { flag, integer, keptUnless } from '../definition/define-options.ts';
import { deployedArgument } from '../definition/deployed-argument.ts';
import { confirmChange } from '../input/confirm-change.ts';
import { meantDeployment } from '../input/meant-deployment.ts';
import { requireReplicas } from '../input/require-replicas.ts';
import { createRolloutOutput } from '../output/rollout-output.ts';

export const deployScaleCommand = defineCommand({
  description:
    'Gives a deployment so many replicas, until it is deployed again. Where their number follows the load, the config says between which bounds.',
  examples: [
    { command: 'truss deploy scale iris_rfc --replicas 5', about: 'five pods' },
    { command: 'truss deploy scale iris-rfc --replicas 0', about: 'none: nothing answers, and nothing is lost of it' },
  ],
  arguments: { deployment: deployedArgument },
  options: {
    replicas: integer('--replicas <number>', 'how many pods', { min: 0, max: 10_000, fallback: null }),
    ...deploymentOptions,
    wait: keptUnless(flag('--no-wait', 'end at once, whether they are there or not')),
    timeout: patienceOption,
    ...changeOptions,
  },
  json: '{"name", "context", "namespace", "replicas", "ready": bool | null}',
  async run({ arguments: given, options, output, signal }) {
    const replicas = requireReplicas(options.replicas);
    const { name, cluster } = await meantDeployment(given.deployment, options, signal);
    await confirmChange(cluster, { what: `Scaling ${name}`, yes: options.yes, output, signal });
    await scaleDeployment(cluster, name, { replicas, signal });
    if (options.wait) {
      const watched = { timeoutMs: options.timeout, onState: createRolloutOutput(name, output), signal };
      await watchRollout(cluster, name, watched);
    }
    const place = { name, context: cluster.context, namespace: cluster.namespace };
    output.answer({ ...place, replicas, ready: options.wait ? true : null }, ({ success, bold }) => {
      return `${success('✔')} ${bold(name)} has ${replicas} ${replicas === 1 ? 'replica' : 'replicas'}`;
    });
  },
});
