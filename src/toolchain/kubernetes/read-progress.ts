// Where a rollout is, with what a container says of itself that comes before the model: how much of the weights is there, for one.
import type { Cluster } from './cluster.ts';
import { readRollout } from './find-deployments.ts';
import type { RolloutFacts, RolloutState } from './judge-rollout.ts';
import { firstContainer, isReady, judgeRollout, podsOf, versionsOf } from './judge-rollout.ts';
import { lastWordOf } from './pod-words.ts';

/** What is known of a deployment, and what follows from it. */
export interface RolloutProgress {
  readonly facts: RolloutFacts;
  readonly state: RolloutState;
}

/**
 * Reads where a rollout is.
 *
 * @throws {TrussError} `DEPLOY_NOT_FOUND`, and what a cluster complains of
 */
export async function readProgress(cluster: Cluster, name: string, signal: AbortSignal): Promise<RolloutProgress> {
  const facts = await readRollout(cluster, name, signal);
  const state = judgeRollout(facts);
  if (state.isDone || state.trouble !== null) return { facts, state };
  const [newest] = versionsOf(facts);
  const pod = (newest === undefined ? [] : podsOf(newest, facts.pods)).find((each) => !isReady(each));
  const container = pod === undefined ? null : firstContainer(pod);
  if (pod === undefined || container === null) return { facts, state };
  const said = await lastWordOf(cluster, pod.metadata.name, container);
  return said === null ? { facts, state } : { facts, state: { ...state, waitsFor: `${pod.metadata.name}: ${said}` } };
}
