import { setTimeout as sleep } from 'node:timers/promises';

import { TrussError } from '../../core/errors/truss-error.ts';
import type { Cluster } from './cluster.ts';
import { describeCluster } from './cluster.ts';
import type { RolloutFacts, RolloutState, Trouble } from './judge-rollout.ts';
import { firstContainer, podsOf, versionsOf } from './judge-rollout.ts';
import { lastWordsOfPod } from './pod-words.ts';
import { readProgress } from './read-progress.ts';

/** How a rollout is waited for. */
export interface WatchOptions {
  readonly timeoutMs: number;
  readonly onState: (state: RolloutState) => void;
  readonly signal: AbortSignal;
  /** Default: this much between two looks. */
  readonly pollMs?: number;
}

/** Each look is three processes; who waits for a model does not miss half a second. */
const POLL_MS = 1000;

/** What does not go away by waiting may do so all the same: an image that is being pushed, a node that is slow. */
const LOOKS_IN_TROUBLE = 3;

/** What failed when it started may have been short of something for a moment. */
const AT_ONCE: ReadonlySet<Trouble['kind']> = new Set(['crash', 'slow']);

/**
 * Waits until the new version of a deployment is all that there is of it, and every pod of it answers.
 *
 * @throws {TrussError} `DEPLOY_NOT_READY`, `DEPLOY_IMAGE_UNPULLABLE`, `DEPLOY_QUOTA`: with the last lines and the events of a pod; the
 *   former version still answers
 */
export async function watchRollout(cluster: Cluster, name: string, options: WatchOptions): Promise<RolloutState> {
  const { timeoutMs, onState, signal, pollMs = POLL_MS } = options;
  const endAt = performance.now() + timeoutMs;
  let looks = 0;
  for (;;) {
    const { facts, state } = await readProgress(cluster, name, signal);
    onState(state);
    if (state.isDone) return state;
    const { trouble } = state;
    looks = trouble === null ? 0 : looks + 1;
    if (trouble !== null && (AT_ONCE.has(trouble.kind) || looks >= LOOKS_IN_TROUBLE)) {
      throw await explainStuck(cluster, facts, trouble);
    }
    if (performance.now() > endAt) {
      const message = `it was not ready after ${Math.round(timeoutMs / 1000)} s${state.waitsFor === null ? '' : `: ${state.waitsFor}`}`;
      throw await explainStuck(cluster, facts, { kind: 'slow', pod: null, message });
    }
    await sleep(pollMs, null, { signal }).catch(() => signal.throwIfAborted());
  }
}

/** Why a rollout does not get on, with all that its pods say of it. */
async function explainStuck(cluster: Cluster, facts: RolloutFacts, trouble: Trouble): Promise<TrussError> {
  const { name } = facts.deployment.metadata;
  const [newest, ...formerOnes] = versionsOf(facts);
  const pods = newest === undefined ? [] : podsOf(newest, facts.pods);
  const pod = trouble.pod ?? pods.find(({ status }) => status !== null)?.metadata.name ?? null;
  const speaker = pods.find(({ metadata }) => metadata.name === pod);
  const container = speaker === undefined ? null : firstContainer(speaker);
  const words = await lastWordsOfPod(cluster, {
    pod,
    container,
    hasCrashed: trouble.kind === 'crash',
    owner: newest?.metadata.name ?? null,
  });
  const stays = formerOnes.some(({ status }) => (status?.readyReplicas ?? 0) > 0);
  const lines = [
    `${name} does not get ready in ${describeCluster(cluster)}: ${sentence(trouble.message)}`,
    ...section(pod === null ? 'Events:' : `Events of ${pod}:`, words.events),
    ...section(pod === null ? 'It said last:' : `${pod} said last:`, words.lines),
    ...(stays ? ['The former version still answers.'] : []),
  ];
  return new TrussError(codeOf(trouble), {
    message: lines.join('\n'),
    hint: `${hintFor(trouble, cluster)}${stays ? ` Back to the former version: truss deploy rollback ${name}` : ''}`,
  });
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function codeOf({ kind }: Trouble): 'DEPLOY_IMAGE_UNPULLABLE' | 'DEPLOY_QUOTA' | 'DEPLOY_NOT_READY' {
  if (kind === 'image') return 'DEPLOY_IMAGE_UNPULLABLE';
  return kind === 'quota' ? 'DEPLOY_QUOTA' : 'DEPLOY_NOT_READY';
}

function hintFor({ kind }: Trouble, { namespace }: Cluster): string {
  const hints: Readonly<Record<Trouble['kind'], string>> = {
    image:
      'The nodes have to reach the registry, and may need a login (an image pull secret of the service account). Is the name right, and was it pushed?',
    crash: 'Try the image here: truss image run.',
    config: 'What is mounted has to be there: the Secret with the values, above all.',
    quota: `Ask for less (resources of the config, --replicas), or have the quota raised: kubectl describe quota --namespace ${namespace}`,
    refused: 'The cluster has rules for pods that these break.',
    unschedulable: 'A node has to have so much free: resources of the config, node_selector, tolerations.',
    slow: 'Wait longer with --timeout; `truss deploy status` says how far it is.',
  };
  return hints[kind];
}
