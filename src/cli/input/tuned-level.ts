import type { Level } from '../../core/bench/level.ts';
import { TrussError } from '../../core/errors/truss-error.ts';

/** The options that --tune has to agree with. */
export interface TuningOptions {
  readonly url: string | null;
  readonly rate: readonly number[] | null;
  readonly report: string | null;
}

/**
 * The load that every setting gets: the last level, which is the one with the most connections.
 *
 * @throws {TrussError} `USAGE` where another option is given that tuning can make nothing of.
 */
export function tunedLevel(levels: readonly Level[], { url, rate, report }: TuningOptions): Level {
  const given = [url !== null && '--url', rate !== null && '--rate', report !== null && '--report'];
  const other = given.find((name) => name !== false);
  const level = levels.at(-1);
  if (other === undefined && level !== undefined) return level;
  throw new TrussError('USAGE', {
    message: `--tune does not go together with ${other ?? 'no level'}.`,
    hint: 'It serves the truss itself with one setting after another, at as many connections as --connections says.',
  });
}
