import { setTimeout as sleep } from 'node:timers/promises';

import { readableLine } from '../../core/readable-line.ts';
import { askClusterForJson, tryCluster } from './ask-cluster.ts';
import type { ClusterEvent } from './cluster-objects.ts';
import { eventSchema, listOf } from './cluster-objects.ts';
import type { Cluster } from './cluster.ts';

/** Whose words are wanted. */
export interface Speaker {
  /** Null where no pod could be made. */
  readonly pod: string | null;
  /** Which of its containers; null: all of them. */
  readonly container?: string | null;
  /** Whether it has ended of itself: what it said then counts, and not what it says now that it was started again. */
  readonly hasCrashed?: boolean;
  /** Who makes the pods; null: nobody yet. */
  readonly owner: string | null;
}

/** What a pod, or who makes it, has said last. */
export interface LastWords {
  readonly events: readonly string[];
  readonly lines: readonly string[];
}

const LAST_LINES = 20;
const LAST_EVENTS = 6;

/**
 * What a kubelet gives as if it were a log, where it is about to remove a container and start the next one: the container may be gone, or
 * its file (pkg/kubelet/kuberuntime of Kubernetes).
 */
const NO_LOG =
  /^(?:unable to retrieve container logs for |failed to (?:try resolving symlinks in path|open log file) "\/var\/log\/)/;
const LOG_TRIES = 4;
const LOG_PAUSE_MS = 1000;

/** The last lines and events of a pod; none of those that cannot be had. */
export async function lastWordsOfPod(cluster: Cluster, speaker: Speaker): Promise<LastWords> {
  const { pod, owner } = speaker;
  const [events, lines] = await Promise.all([
    eventsOf(cluster, pod ?? owner).catch(() => []),
    pod === null ? [] : linesOf(cluster, pod, speaker).catch(() => []),
  ]);
  return { events, lines };
}

async function eventsOf(cluster: Cluster, name: string | null): Promise<readonly string[]> {
  if (name === null) return [];
  const words = ['get', 'events', '--field-selector', `involvedObject.name=${name}`];
  const { items } = await askClusterForJson(cluster, words, { schema: listOf(eventSchema) });
  return items
    .toSorted((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1))
    .filter(({ type }) => type === 'Warning')
    .slice(-LAST_EVENTS)
    .map(({ reason, message, count }) => {
      const times = (count ?? 1) > 1 ? ` (${count} times)` : '';
      return `${reason}${times}: ${(message ?? '').trim()}`;
    });
}

function timeOf({ lastTimestamp, eventTime }: ClusterEvent): string {
  return lastTimestamp ?? eventTime ?? '';
}

/** Of the run before, where that one has crashed, or the container has just been started again and has said nothing yet. */
async function linesOf(
  cluster: Cluster,
  pod: string,
  { container = null, hasCrashed = false }: Speaker,
): Promise<readonly string[]> {
  const which = container === null ? '--all-containers' : `--container=${container}`;
  let isMissed = false;
  const read = async (...more: readonly string[]): Promise<readonly string[]> => {
    const words = ['logs', pod, which, '--tail', String(LAST_LINES), ...more];
    const { status, stdout } = await tryCluster(cluster, words);
    const lines = status === 0 ? stdout.split('\n').filter((line) => line.trim() !== '') : [];
    const said = lines.filter((line) => !NO_LOG.test(line));
    isMissed ||= said.length < lines.length;
    return said;
  };
  for (let tries = 1; ; tries += 1) {
    isMissed = false;
    const [now, before] = await Promise.all([read(), read('--previous')]);
    const saysMore = now.length >= 2 && !hasCrashed;
    const said = saysMore || before.length === 0 ? now : before;
    if (said.length > 0 || !isMissed || tries === LOG_TRIES) {
      return said.slice(-LAST_LINES).flatMap((line) => readableLine(line).split('\n'));
    }
    await sleep(LOG_PAUSE_MS);
  }
}

/** What a container has said last, in one line; null where it has said nothing. */
export async function lastWordOf(cluster: Cluster, pod: string, container: string): Promise<string | null> {
  const { status, stdout } = await tryCluster(cluster, ['logs', pod, `--container=${container}`, '--tail', '1']);
  const line = stdout.trim();
  return status !== 0 || line === '' || NO_LOG.test(line) ? null : (readableLine(line).split('\n')[0] ?? null);
}
