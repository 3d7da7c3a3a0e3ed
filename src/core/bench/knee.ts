// Where more load brings little more than longer waits.
import type { LevelResult } from './level.ts';

/** What a level needs to be judged. */
export type JudgedLevel = Pick<LevelResult, 'connections' | 'rate' | 'requestsPerSecond' | 'errors' | 'latency'>;

/** The level up to which a server gains. */
export interface Knee<L extends JudgedLevel> {
  readonly level: L;
  /** Whether the last level was still well above those before it: the knee may lie beyond it. */
  readonly isOpen: boolean;
  /** The level with the highest throughput. */
  readonly best: L;
}

/** A level that comes this near the best throughput is as good: runs differ by as much. */
const NEARLY_BEST = 0.9;

/** Less than this of a rate that was asked for was not kept. */
const KEPT = 0.97;

/**
 * The level with the fewest connections that reaches nine tenths of the best throughput; of rates, the highest that was kept.
 * Levels with errors do not count. Null where fewer than two levels do.
 */
export function findKnee<L extends JudgedLevel>(levels: readonly L[]): Knee<L> | null {
  const sound = levels.filter(({ errors, latency }) => errors === 0 && latency !== null);
  const [first, ...others] = sound;
  if (first === undefined || others.length === 0) return null;
  const best = others.reduce((before, level) => (isMore(level, before) ? level : before), first);
  if (sound.some(({ rate }) => rate !== null)) return kneeOfRates(sound, best);
  const level = sound.find(({ requestsPerSecond }) => requestsPerSecond >= NEARLY_BEST * best.requestsPerSecond);
  return level === undefined ? null : { level, best, isOpen: level === levels.at(-1) };
}

function kneeOfRates<L extends JudgedLevel>(levels: readonly L[], best: L): Knee<L> | null {
  const broken = levels.findIndex((level) => !keepsRate(level));
  const level = broken === -1 ? levels.at(-1) : levels[broken - 1];
  return level === undefined ? null : { level, best, isOpen: broken === -1 };
}

/** Whether a level was answered as fast as it was sent. */
function keepsRate({ rate, requestsPerSecond }: Pick<JudgedLevel, 'rate' | 'requestsPerSecond'>): boolean {
  return rate === null || requestsPerSecond >= KEPT * rate;
}

function isMore(level: JudgedLevel, than: JudgedLevel): boolean {
  return level.requestsPerSecond > than.requestsPerSecond;
}
