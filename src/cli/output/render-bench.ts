// What a load has shown, in sentences, below its table.
import type { Knee } from '../../core/bench/knee.ts';
import type { LevelResult } from '../../core/bench/level.ts';
import { formatMs, formatRate } from './bench-table.ts';
import type { Styles } from './styles.ts';

/** What is told of a load. */
export interface BenchFindings {
  readonly levels: readonly LevelResult[];
  readonly knee: Knee<LevelResult> | null;
  /** What was asked for and not reached. */
  readonly missed: readonly string[];
}

/** Above this share of its time the sender was the bottleneck. */
const BUSY_SENDER = 0.95;

/** What went wrong, where the knee is, and what was missed. */
export function renderBench({ levels, knee, missed }: BenchFindings, styles: Styles): string {
  const lines = [
    ...renderFailures(levels, styles),
    ...(knee === null ? [] : [`${styles.bold('Knee')}: ${describeKnee(knee)}`]),
    ...(levels.some(({ senderBusy }) => senderBusy > BUSY_SENDER)
      ? [`${styles.warning('note')} The sender itself could not do more: the server may well.`]
      : []),
    ...missed.map((sentence) => `${styles.error('✖')} ${sentence}`),
  ];
  return ['', ...lines].join('\n');
}

function renderFailures(levels: readonly LevelResult[], styles: Styles): string[] {
  return levels.flatMap((level) =>
    level.failures.map(({ kind, count, message }) => {
      return `${styles.error('✖')} ${count} × ${kind} at ${loadOf(level)}: ${message}`;
    }),
  );
}

/** What the knee says, in one sentence. */
export function describeKnee({ level, best, isOpen }: Knee<LevelResult>): string {
  const figures = `${formatRate(level.requestsPerSecond)} requests/s, p99 ${formatMs(level.latency?.p99Ms ?? null)}`;
  if (level.rate !== null) {
    const more = isOpen ? 'and more may be: try a higher --rate' : 'the next rate is not';
    return `${formatRate(level.rate)} requests a second are kept (${figures}); ${more}.`;
  }
  if (isOpen) return `not reached at ${loadOf(level)} (${figures}): try more --connections.`;
  const share = Math.round((100 * level.requestsPerSecond) / best.requestsPerSecond);
  const beyond =
    best === level
      ? 'more connections only wait longer'
      : `that is ${share} % of the most, which takes ${loadOf(best)} and a p99 of ${formatMs(best.latency?.p99Ms ?? null)}`;
  return `${loadOf(level)} (${figures}); ${beyond}.`;
}

function loadOf({ connections, rate }: LevelResult): string {
  if (rate !== null) return `${formatRate(rate)} requests a second`;
  return `${connections} connection${connections === 1 ? '' : 's'}`;
}
