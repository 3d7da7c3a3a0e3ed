import { takeCanary } from '../../toolchain/kubernetes/canary.ts';
import { watchRollout } from '../../toolchain/kubernetes/watch-rollout.ts';
import { createRolloutOutput } from '../output/rollout-output.ts';
import { canaryCommand } from './canary-command.ts';

export const deployPromoteCommand = canaryCommand({
  verb: 'promote',
  description:
    'Takes the version that was tried with --canary for good: the pods that answer are made of it one after another, all of the load goes to them, and the canary is taken away.',
  what: (name) => `Taking the canary of ${name} for good`,
  stays: 'canary',
  before: async ({ cluster, name, stable, canary, timeoutMs, output, signal }) => {
    await takeCanary(cluster, { stable, canary }, signal);
    await watchRollout(cluster, name, { timeoutMs, onState: createRolloutOutput(name, output), signal });
  },
});
