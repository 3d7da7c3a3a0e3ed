import { rollBack } from '../../toolchain/kubernetes/change-deployment.ts';
import { watchRollout } from '../../toolchain/kubernetes/watch-rollout.ts';
import { changeOptions, deploymentOptions, patienceOption } from '../definition/cluster-options.ts';
import { defineCommand } from '../definition/define-command.ts';
import { flag, integer, keptUnless } from '../definition/define-options.ts';
import { deployedArgument } from '../definition/deployed-argument.ts';
import { confirmChange } from '../input/confirm-change.ts';
import { meantDeployment } from '../input/meant-deployment.ts';
import { createRolloutOutput } from '../output/rollout-output.ts';

export const deployRollbackCommand = defineCommand({
  description:
    'Goes back to the version before: its image and all that its pods were made of. The cluster keeps the last ten. What answers now answers until that one does.',
  examples: [
    { command: 'truss deploy rollback iris_rfc', about: 'to the one before' },
    { command: 'truss deploy rollback iris-rfc --to 3', about: 'to one that `truss deploy status` has shown' },
  ],
  arguments: { deployment: deployedArgument },
  options: {
    ...deploymentOptions,
    to: integer('--to <version>', 'the number of a former version', { min: 1, max: 1_000_000_000, fallback: null }),
    wait: keptUnless(flag('--no-wait', 'end at once, whether it answers or not')),
    timeout: patienceOption,
    ...changeOptions,
  },
  json: '{"name", "context", "namespace", "from", "to", "image", "ready": bool | null}',
  async run({ arguments: given, options, output, signal }) {
    const { name, cluster } = await meantDeployment(given.deployment, options, signal);
    await confirmChange(cluster, { what: `Rolling back ${name}`, yes: options.yes, output, signal });
    const { from, to, image } = await rollBack(cluster, name, { revision: options.to, signal });
    if (options.wait) {
      const watched = { timeoutMs: options.timeout, onState: createRolloutOutput(name, output), signal };
      await watchRollout(cluster, name, watched);
    }
    const place = { name, context: cluster.context, namespace: cluster.namespace };
    output.answer({ ...place, from, to, image, ready: options.wait ? true : null }, ({ success, bold }) => {
      return `${success('✔')} ${bold(name)} is as in version ${to} again (${image})`;
    });
  },
});
