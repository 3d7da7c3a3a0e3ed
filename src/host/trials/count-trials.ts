import type { Trial } from './trial.ts';

/** How many trials ended in each way. */
export function countTrials(trials: readonly Trial[]): Readonly<Record<Trial['outcome'], number>> {
  const count = (outcome: Trial['outcome']): number => trials.filter((trial) => trial.outcome === outcome).length;
  return {
    passed: count('passed'),
    failed: count('failed'),
    unchecked: count('unchecked'),
    recorded: count('recorded'),
  };
}
