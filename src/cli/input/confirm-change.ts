// Where something is about to change, said before it does; and a question where a mistake would be dear.
import { confirm, isCancel } from '@clack/prompts';

import { TrussError } from '../../core/errors/truss-error.ts';
import type { Cluster } from '../../toolchain/kubernetes/cluster.ts';
import { describeCluster, looksLikeProduction } from '../../toolchain/kubernetes/cluster.ts';
import type { Output } from '../output/output.ts';
import { isTerminal } from '../output/terminal.ts';

/** A change that somebody has to want. */
export interface Change {
  /** What is done, as `Deploying iris`. */
  readonly what: string;
  /** Nobody is to be asked. */
  readonly yes: boolean;
  readonly output: Output;
  readonly signal: AbortSignal;
}

/**
 * Says which cluster and namespace is meant, and asks where that looks like one that customers use.
 *
 * @throws {TrussError} `DEPLOY_UNCONFIRMED` where nobody can be asked, `INTERRUPTED` where the answer is no
 */
export async function confirmChange(cluster: Cluster, { what, yes, output, signal }: Change): Promise<void> {
  output.note(({ bold }) => `${what} in ${bold(describeCluster(cluster))}`);
  if (yes || !looksLikeProduction(cluster)) return;
  const isAlone = output.json || !process.stdin.isTTY || !isTerminal(output.stderr);
  if (isAlone) {
    throw new TrussError('DEPLOY_UNCONFIRMED', {
      message: `${describeCluster(cluster)} looks like production, and nobody can be asked whether it is meant.`,
      hint: 'Nothing was done. Where it is meant: --yes. Where not: --context, --namespace.',
    });
  }
  output.progress.clear();
  const answer = await confirm({
    message: `That looks like production. Go on?`,
    initialValue: false,
    input: process.stdin,
    output: output.stderr,
    signal,
  });
  if (isCancel(answer) || !answer) throw new TrussError('INTERRUPTED', { message: 'Nothing was done.' });
}
