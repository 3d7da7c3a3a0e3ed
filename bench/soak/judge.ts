// Whether a soak went well. Rules alone: no clock, no server.
import type { Finished } from './outcome.ts';

/** A time in which a worker was away because it was killed, in ms of the soak's clock. */
export interface KillWindow {
  readonly from: number;
  readonly to: number;
}

/** What a server has, at one time. */
export interface Holdings {
  readonly descriptors: number;
  readonly children: number;
}

/** All that is known of one server after a soak. */
export interface Observed {
  readonly finished: readonly Finished[];
  readonly windows: readonly KillWindow[];
  /** Requests that are over, by status, as the server counts them. */
  readonly counted: ReadonlyMap<number, number>;
  /** Gauges of the server which must be 0 when nobody asks: name and value. */
  readonly gauges: ReadonlyMap<string, number>;
  readonly before: Holdings;
  readonly after: Holdings;
  /** Processes of the server that live after its end. */
  readonly survivors: readonly number[];
  /** Resident memory of the server's own process, with when it was read; in ms of the soak's clock. */
  readonly memory: readonly { readonly at: number; readonly bytes: number }[];
}

/** Of the requests that no kill has touched, so many have to be answered as they should. */
const LEAST_RIGHT = 0.95;

/** By how much the memory of the server may be more at the end than after the first minute. */
const MOST_GROWTH = 1.1;

const MINUTE_MS = 60_000;

/** A connection of a client may still be about to close, and a directory be read. */
const DESCRIPTOR_SLACK = 4;

/** What was not as it should be; nothing where all was well. */
export function complaints(observed: Observed): string[] {
  const { finished, gauges, before, after, survivors } = observed;
  const found = finished
    .filter(({ ending }) => ending === 'wrong' || ending === 'lost')
    .map(({ kind, ending, detail }) => `${kind}: ${ending}: ${detail}`);
  const share = shareRight(observed);
  if (share < LEAST_RIGHT) found.push(`only ${(share * 100).toFixed(1)} % of the requests beside kills went well`);
  found.push(...countComplaints(observed));
  for (const [name, value] of gauges) if (value !== 0) found.push(`${name} is ${value} when nobody asks`);
  if (after.descriptors > before.descriptors + DESCRIPTOR_SLACK) {
    found.push(`${before.descriptors} descriptors have become ${after.descriptors}`);
  }
  if (after.children !== before.children) found.push(`${before.children} processes have become ${after.children}`);
  if (survivors.length > 0) found.push(`processes that outlive the server: ${survivors.join(', ')}`);
  const growth = memoryGrowth(observed.memory);
  if (growth > MOST_GROWTH) found.push(`the memory of the server is ${growth.toFixed(2)} times that after a minute`);
  return found;
}

/** The share of right answers among those that no kill has touched. A client that leaves asks for nothing. */
export function shareRight({ finished, windows }: Pick<Observed, 'finished' | 'windows'>): number {
  const untouched = finished.filter(
    ({ ending, beganAt, endedAt }) =>
      ending !== 'left' && !windows.some(({ from, to }) => beganAt < to && endedAt > from),
  );
  const good = untouched.filter(({ ending }) => ending === 'right').length;
  return untouched.length === 0 ? 1 : good / untouched.length;
}

/** The median of the last minute, as a multiple of that of the second one; 1 where the soak was too short to say. */
export function memoryGrowth(memory: Observed['memory']): number {
  const [first] = memory;
  const last = memory.at(-1);
  if (first === undefined || last === undefined || last.at - first.at < 3 * MINUTE_MS) return 1;
  const second = memory.filter(({ at }) => at >= first.at + MINUTE_MS && at < first.at + 2 * MINUTE_MS);
  const latest = memory.filter(({ at }) => at > last.at - MINUTE_MS);
  return median(latest.map(({ bytes }) => bytes)) / median(second.map(({ bytes }) => bytes));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** What a client saw is counted under that status; what it did not see the end of, under any, once at most. */
function countComplaints({ finished, counted }: Observed): string[] {
  const found: string[] = [];
  const seen = new Map<number, number>();
  let certain = 0;
  let uncertain = 0;
  for (const { ending, status, counted: requests } of finished) {
    if (ending === 'left') uncertain += requests;
    else certain += requests;
    if (status !== null) seen.set(status, (seen.get(status) ?? 0) + requests);
  }
  const total = [...counted.values()].reduce((sum, count) => sum + count, 0);
  if (total < certain || total > certain + uncertain) {
    found.push(`the server counts ${total} requests, its clients ${certain}, and ${uncertain} that left`);
  }
  for (const [status, count] of seen) {
    const own = counted.get(status) ?? 0;
    if (own < count) found.push(`the server counts ${own} answers of status ${status}, its clients ${count}`);
  }
  return found;
}
