// Many pods under a load that changes, second by second: a HorizontalPodAutoscaler as Kubernetes has it, pods that take their time to start,
// and a bounded queue in each. Requests are an amount here, not one by one: a hundred thousand a second are no more work than ten.
import type { ServerFigures } from './queue.ts';

/** What is deployed, and what comes. */
export interface Fleet {
  readonly pod: ServerFigures;
  readonly min: number;
  readonly max: number;
  /** Which share of a pod the autoscaler wants to be busy: `deploy.autoscaling.target` of 80 percent is 0.8. */
  readonly target: number;
  /** From the decision to a pod that answers: a node that is there, the image pulled, the model loaded. */
  readonly startSeconds: number;
  /** `runtime.max_queue` of each pod. */
  readonly maxQueue: number;
  readonly seconds: number;
  /** Requests a second, by the second. */
  readonly rate: (second: number) => number;
}

/** What came of it. */
export interface FleetReport {
  /** The most pods at a time. */
  readonly mostPods: number;
  readonly lastPods: number;
  /** Of all requests, those that found a full queue (429). */
  readonly refusedShare: number;
  /** The longest that a request waited for its turn. */
  readonly longestWaitMs: number;
  /** How long requests were refused, or waited for more than a second. */
  readonly badSeconds: number;
}

/** How often the autoscaler looks, and how far it lets the load be off, before it does something. */
const LOOK_EVERY_SECONDS = 15;
const TOLERANCE = 0.1;

/** Metrics are as old as this when they are looked at: what metrics-server or Prometheus was told before. */
const METRIC_LAG_SECONDS = 15;

/** What our manifests say: at most twice as many, or four more, at a look; and one in ten less a minute, after five calm ones. */
const MOST_GROWTH = { factor: 2, pods: 4 };
const CALM_SECONDS = 300;
const SHRINK = { share: 0.1, everySeconds: 60 };

/** What becomes of a fleet. */
export function simulateFleet(fleet: Fleet): FleetReport {
  const state = { ready: fleet.min, starting: [] as number[], queued: 0 };
  const busy: number[] = [];
  const wanted: { readonly at: number; readonly pods: number }[] = [];
  const seen = { most: fleet.min, asked: 0, refused: 0, longestMs: 0, bad: 0, shrunkAt: 0 };
  for (let second = 0; second < fleet.seconds; second += 1) {
    const come = state.starting.filter((at) => at <= second).length;
    state.starting = state.starting.filter((at) => at > second);
    state.ready += come;
    pass(fleet, state, seen, fleet.rate(second));
    busy.push(Math.min(1, (fleet.rate(second) + state.queued) / (state.ready * fleet.pod.capacity)));
    if (second % LOOK_EVERY_SECONDS === 0) look(fleet, state, { busy, wanted, second, seen });
    seen.most = Math.max(seen.most, state.ready + state.starting.length);
  }
  return {
    mostPods: seen.most,
    lastPods: state.ready + state.starting.length,
    refusedShare: seen.asked === 0 ? 0 : seen.refused / seen.asked,
    longestWaitMs: seen.longestMs,
    badSeconds: seen.bad,
  };
}

interface State {
  ready: number;
  starting: number[];
  /** Requests that wait, in all pods together. */
  queued: number;
}

interface Seen {
  most: number;
  asked: number;
  refused: number;
  longestMs: number;
  bad: number;
  shrunkAt: number;
}

/** A second goes by: what fits is answered, what waits stays, what is too much is refused. */
function pass({ pod, maxQueue }: Fleet, state: State, seen: Seen, rate: number): void {
  const capacity = state.ready * pod.capacity;
  const left = Math.max(0, state.queued + rate - capacity);
  const refused = Math.max(0, left - state.ready * maxQueue);
  state.queued = left - refused;
  seen.asked += rate;
  seen.refused += refused;
  const waitMs = (1000 * state.queued) / capacity;
  seen.longestMs = Math.max(seen.longestMs, waitMs);
  if (refused > 0 || waitMs > 1000) seen.bad += 1;
}

interface View {
  readonly busy: readonly number[];
  readonly wanted: { readonly at: number; readonly pods: number }[];
  readonly second: number;
  readonly seen: Seen;
}

/** The autoscaler looks at how busy the pods were, and asks for more or less of them. */
function look(fleet: Fleet, state: State, { busy, wanted, second, seen }: View): void {
  const current = state.ready + state.starting.length;
  const share = busy[Math.max(0, second - METRIC_LAG_SECONDS)] ?? 0;
  const ratio = share / fleet.target;
  const ideal = Math.abs(ratio - 1) <= TOLERANCE ? current : Math.ceil(state.ready * ratio);
  const asked = Math.min(fleet.max, Math.max(fleet.min, ideal));
  wanted.push({ at: second, pods: asked });
  if (asked > current) {
    const most = Math.max(current * MOST_GROWTH.factor, current + MOST_GROWTH.pods);
    for (let pod = current; pod < Math.min(asked, most); pod += 1) state.starting.push(second + fleet.startSeconds);
    return;
  }
  // The most that was wanted within the last minutes holds: a lull is no end.
  const calm = Math.max(...wanted.filter(({ at }) => at > second - CALM_SECONDS).map(({ pods }) => pods));
  if (calm >= current || second - seen.shrunkAt < SHRINK.everySeconds) return;
  const least = current - Math.max(1, Math.ceil(current * SHRINK.share));
  state.ready = Math.max(calm, least, fleet.min) - state.starting.length;
  seen.shrunkAt = second;
}
