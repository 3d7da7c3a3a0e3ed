// The commands that end the trial of a second version, which differ in the version that stays.
import type { Pair } from '../../toolchain/kubernetes/canary.ts';
import { findCanary, removeCanary } from '../../toolchain/kubernetes/canary.ts';
import type { Cluster } from '../../toolchain/kubernetes/cluster.ts';
import { changeOptions, deploymentOptions, patienceOption } from '../definition/cluster-options.ts';
import type { Command } from '../definition/define-command.ts';
import { defineCommand } from '../definition/define-command.ts';
import { deployedArgument } from '../definition/deployed-argument.ts';
import { confirmChange } from '../input/confirm-change.ts';
import { meantDeployment } from '../input/meant-deployment.ts';
import type { Output } from '../output/output.ts';

/** Two versions of a deployment, and how long may be waited for what becomes of them. */
interface Trial extends Pair {
  readonly cluster: Cluster;
  readonly name: string;
  readonly timeoutMs: number;
  readonly output: Output;
  readonly signal: AbortSignal;
}

/** What of the two its command says. */
interface CanaryWords {
  readonly verb: 'abort' | 'promote';
  readonly description: string;
  /** What is about to happen to a deployment of that name, as `Deploying iris`. */
  readonly what: (name: string) => string;
  readonly stays: keyof Pair;
  /** What is done before the canary is taken away. */
  readonly before?: (trial: Trial) => Promise<void>;
}

/** The command that ends a trial. */
export function canaryCommand({ verb, description, what, stays, before }: CanaryWords): Command {
  return defineCommand({
    description,
    examples: [
      { command: `truss deploy ${verb} iris_rfc`, about: 'of the deployment of this truss' },
      { command: `truss deploy ${verb} iris-rfc --stage production --yes`, about: 'by its name' },
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
      await confirmChange(cluster, { what: what(name), yes: options.yes, output, signal });
      const timeoutMs = options.timeout;
      await before?.({ ...pair, cluster, name, timeoutMs, output, signal });
      await removeCanary(cluster, name, { timeoutMs, signal });
      const image = pair[stays].spec.template.spec.containers[0]?.image ?? null;
      const place = { name, context: cluster.context, namespace: cluster.namespace };
      output.answer({ ...place, image }, ({ success, bold }) => {
        return `${success('✔')} All of ${bold(name)} is ${image}`;
      });
    },
  });
}
