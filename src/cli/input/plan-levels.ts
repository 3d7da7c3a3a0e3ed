import type { Level } from '../../core/bench/level.ts';
import { TrussError } from '../../core/errors/truss-error.ts';

/** The values of `loadOptions` that say how much is sent. */
export interface LoadOptions {
  readonly connections: readonly number[] | null;
  readonly rate: readonly number[] | null;
  /** Both in ms. */
  readonly duration: number;
  readonly warmup: number;
}

const CONNECTIONS = [1, 2, 4, 8, 16, 32, 64];

/** Enough for a rate unless answers take long; a request that finds none of them free waits, and is counted as waiting. */
const CONNECTIONS_OF_RATE = 64;

/**
 * The levels of a load, in their order.
 *
 * @throws {TrussError} `USAGE` where there are several numbers of connections and of rates.
 */
export function planLevels({
  connections,
  rate,
  duration: durationMs,
  warmup: warmupMs,
}: LoadOptions): readonly Level[] {
  const level = (count: number, perSecond: number | null): Level => {
    return { connections: count, rate: perSecond, durationMs, warmupMs };
  };
  if (rate === null) return (connections ?? CONNECTIONS).map((count) => level(count, null));
  const [count = CONNECTIONS_OF_RATE, ...others] = connections ?? [];
  if (others.length > 0) {
    const message = 'With --rate there is one number of connections.';
    throw new TrussError('USAGE', { message, hint: 'Give the most that may be open: --rate 100,200 --connections 64' });
  }
  return rate.map((each) => level(count, each));
}
