import { findCanary, removeCanary, takeCanary } from '../../toolchain/kubernetes/canary.ts';
import { watchRollout } from '../../toolchain/kubernetes/watch-rollout.ts';
import { changeOptions, deploymentOptions, patienceOption } from '../definition/cluster-options.ts';
import { defineCommand } from '../definition/define-command.ts';
import { deployedArgument } from '../definition/deployed-argument.ts';
import { confirmChange } from '../input/confirm-change.ts';
import { meantDeployment } from '../input/meant-deployment.ts';
import { createRolloutOutput } from '../output/rollout-output.ts';

export const deployPromoteCommand = defineCommand({
  description:
    'Takes the version that was tried with --canary for good: the pods that answer are made of it one after another, all of the load goes to them, and the canary is taken away.',
  examples: [
    { command: 'truss deploy promote iris_rfc', about: 'of the deployment of this truss' },
    { command: 'truss deploy promote iris-rfc --stage production --yes', about: 'by its name' },
  ],
  arguments: { deployment: deployedArgument },
  options: {
    ...deploymentOptions,
    timeout: patienceOption,
    ...changeOptions,
  },
  json: '{"name", "context", "namespace", "image"}',
  async run({ arguments: given, options, output, signal }) {
    const { name, cluster } = await meantDeployment(given.deployment, options, signal);
    const pair = await findCanary(cluster, name, signal);
    await confirmChange(cluster, { what: `Taking the canary of ${name} for good`, yes: options.yes, output, signal });
    await takeCanary(cluster, pair, signal);
    const watched = { timeoutMs: options.timeout, onState: createRolloutOutput(name, output), signal };
    await watchRollout(cluster, name, watched);
    await removeCanary(cluster, name, { timeoutMs: options.timeout, signal });
    const image = pair.canary.spec.template.spec.containers[0]?.image ?? null;
    const place = { name, context: cluster.context, namespace: cluster.namespace };
    output.answer({ ...place, image }, ({ success, bold }) => {
      return `${success('✔')} All of ${bold(name)} is ${image}`;
    });
  },
});
