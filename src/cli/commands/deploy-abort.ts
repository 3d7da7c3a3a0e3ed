import { findCanary, removeCanary } from '../../toolchain/kubernetes/canary.ts';
import { changeOptions, deploymentOptions, patienceOption } from '../definition/cluster-options.ts';
import { defineCommand } from '../definition/define-command.ts';
import { deployedArgument } from '../definition/deployed-argument.ts';
import { confirmChange } from '../input/confirm-change.ts';
import { meantDeployment } from '../input/meant-deployment.ts';

export const deployAbortCommand = defineCommand({
  description:
    'Takes the version away that was tried with --canary: all of the load goes to the one before it, which has not changed.',
  examples: [
    { command: 'truss deploy abort iris_rfc', about: 'of the deployment of this truss' },
    { command: 'truss deploy abort iris-rfc --stage production --yes', about: 'by its name' },
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
    const { stable } = await findCanary(cluster, name, signal);
    await confirmChange(cluster, { what: `Taking the canary of ${name} away`, yes: options.yes, output, signal });
    await removeCanary(cluster, name, { timeoutMs: options.timeout, signal });
    const image = stable.spec.template.spec.containers[0]?.image ?? null;
    const place = { name, context: cluster.context, namespace: cluster.namespace };
    output.answer({ ...place, image }, ({ success, bold }) => {
      return `${success('✔')} All of ${bold(name)} is ${image}`;
    });
  },
});
