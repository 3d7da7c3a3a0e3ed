import { deleteDeployment, objectsOf } from '../../toolchain/kubernetes/change-deployment.ts';
import { deploymentNotFound } from '../../toolchain/kubernetes/find-deployments.ts';
import { changeOptions, deploymentOptions, patienceOption } from '../definition/cluster-options.ts';
import { defineCommand } from '../definition/define-command.ts';
import { flag, keptUnless } from '../definition/define-options.ts';
import { deployedArgument } from '../definition/deployed-argument.ts';
import { confirmChange } from '../input/confirm-change.ts';
import { meantDeployment } from '../input/meant-deployment.ts';

export const deployDeleteCommand = defineCommand({
  description:
    'Takes a deployment away with all that belongs to it, its Secret included where Truss has made it. Pods answer what they have accepted. Images stay in their registry.',
  examples: [
    { command: 'truss deploy delete iris_rfc', about: 'the deployment of this truss' },
    {
      command: 'truss deploy delete iris-rfc --stage staging --no-wait',
      about: 'that of a stage, without waiting for its pods',
    },
  ],
  arguments: { deployment: deployedArgument },
  options: {
    ...deploymentOptions,
    wait: keptUnless(flag('--no-wait', 'end at once, while pods still answer what they have accepted')),
    timeout: patienceOption,
    ...changeOptions,
  },
  json: '{"name", "context", "namespace", "deleted": [{"kind", "name"}]}',
  async run({ arguments: given, options, output, signal }) {
    const { name, cluster } = await meantDeployment(given.deployment, options, signal);
    const objects = await objectsOf(cluster, name, signal);
    if (objects.length === 0) throw deploymentNotFound(cluster, name);
    await confirmChange(cluster, { what: `Deleting ${name}`, yes: options.yes, output, signal });
    output.progress.show({ phase: 'delete', message: `Deleting ${name}` });
    await deleteDeployment(cluster, objects, { wait: options.wait, timeoutMs: options.timeout, signal });
    const deleted = objects.map(({ kind, metadata }) => ({ kind, name: metadata.name }));
    const place = { name, context: cluster.context, namespace: cluster.namespace };
    output.answer({ ...place, deleted }, ({ success, dim }) =>
      [`${success('✔')} Deleted ${name}`, ...deleted.map((each) => dim(`  ${each.kind} ${each.name}`))].join('\n'),
    );
  },
});
