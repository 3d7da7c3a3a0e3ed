import { readLogs } from '../../toolchain/kubernetes/follow-logs.ts';
import { deploymentOptions } from '../definition/cluster-options.ts';
import { defineCommand } from '../definition/define-command.ts';
import { flag, integer } from '../definition/define-options.ts';
import { deployedArgument } from '../definition/deployed-argument.ts';
import { meantDeployment } from '../input/meant-deployment.ts';

export const deployLogsCommand = defineCommand({
  description: 'Prints what all pods of a deployment log, on stdout, each line with the name of its pod before it.',
  examples: [
    { command: 'truss deploy logs iris_rfc', about: 'of the deployment of this truss' },
    { command: 'truss deploy logs -f iris-rfc', about: 'and what they log from now on, also those that come' },
    { command: 'truss deploy logs iris-rfc --previous', about: 'of what has crashed' },
  ],
  arguments: { deployment: deployedArgument },
  options: {
    ...deploymentOptions,
    follow: flag('-f, --follow', 'go on until Ctrl-C'),
    tail: integer('--tail <number>', 'only the last lines of each', { min: 0, max: 1_000_000, fallback: null }),
    previous: flag('-p, --previous', 'of the containers that have ended before those that run'),
  },
  json: 'a line for each: {"pod", "line"}',
  async run({ arguments: given, options, output, signal }) {
    const { name, cluster } = await meantDeployment(given.deployment, options, signal);
    const { follow, tail, previous } = options;
    const onLine = (pod: string, line: string): void => {
      const tagged = output.json ? JSON.stringify({ pod, line }) : `${pod} ${line}`;
      output.stdout.write(`${tagged}\n`);
    };
    const heard = await readLogs(cluster, name, { follow, tail, previous, onLine, signal });
    if (heard > 0 || signal.aborted) return;
    output.note(() => (previous ? `No container of ${name} has ended before.` : `No pod of ${name} has begun.`));
  },
});
