import type { RolloutState } from '../../toolchain/kubernetes/judge-rollout.ts';
import type { Output } from './output.ts';

/** Of a message of the cluster that says why; all of it stands in the error. */
const LONGEST = 160;

/** Shows how far a rollout is: a line that changes, or a line for each change where nobody watches. */
export function createRolloutOutput(name: string, { progress }: Output): (state: RolloutState) => void {
  return (state) => {
    const whole = describeRollout(name, state);
    const message = whole.length > LONGEST ? `${whole.slice(0, LONGEST)}…` : whole;
    progress.show({ phase: message, message });
  };
}

/** How far a rollout is, in words. */
export function describeRollout(name: string, { wanted, ready, former, waitsFor, isDone }: RolloutState): string {
  // It sleeps until somebody asks, or was scaled to nothing.
  if (isDone && wanted === 0) return `${name}: no pods`;
  if (isDone) return `${name}: ${wanted} of ${wanted} ready`;
  const still = former === 0 ? '' : `, ${former} of the former version`;
  return `${name}: ${ready} of ${wanted} ready${still}${waitsFor === null ? '' : `; ${waitsFor}`}`;
}
