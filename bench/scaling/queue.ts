// One server under requests that come when they like: a queue, and a worker that takes as long as was measured.
import { Random } from '../soak/random.ts';

/** What is known of a server. */
export interface ServerFigures {
  /** Requests that it answers a second when there is always one that waits. */
  readonly capacity: number;
  /** What a request takes beside its turn, in ms: the way there and back. */
  readonly overheadMs: number;
}

/** How long requests took, in ms. */
export interface Waits {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Requests whose times are looked at: enough that one in a hundred is many. */
const REQUESTS = 200_000;

/** Those at the beginning find an empty server, and are not looked at. */
const WARM_UP = 2000;

/** How long requests would take that come at a rate, without regard to one another. Same seed, same answer. */
export function predictWaits({ capacity, overheadMs }: ServerFigures, rate: number, seed = 1): Waits {
  const random = new Random(seed);
  const serviceMs = 1000 / capacity;
  let nowMs = 0;
  let freeAtMs = 0;
  const waits: number[] = [];
  for (let index = 0; index < REQUESTS + WARM_UP; index += 1) {
    nowMs += (-Math.log(1 - random.next()) * 1000) / rate;
    freeAtMs = Math.max(freeAtMs, nowMs) + serviceMs;
    if (index >= WARM_UP) waits.push(freeAtMs - nowMs + overheadMs);
  }
  return quantiles(waits);
}

/** The middle, and what one in a hundred exceeds. */
export function quantiles(waits: readonly number[]): Waits {
  const sorted = [...waits].sort((left, right) => left - right);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
}
