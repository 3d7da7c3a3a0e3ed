// A load while it goes on: a row for each level when it is over, and on a terminal the one that is under way.
import type { Level, LevelResult } from '../../core/bench/level.ts';
import { benchHeading, benchRow, formatRate } from './bench-table.ts';
import type { Output } from './output.ts';
import { createStyles } from './styles.ts';

/** How far a level is. */
export interface LevelProgress {
  readonly answers: number;
  readonly errors: number;
  readonly seconds: number;
}

/** Who is told of a load. */
export interface LevelWatch {
  readonly onProgress: (level: Level, progress: LevelProgress) => void;
  readonly onResult: (result: LevelResult) => void;
}

/** Prints a load as it goes; nothing with `--json`. */
export function showLevels(levels: readonly Level[], { json, stdout, progress }: Output): LevelWatch {
  let shown = 0;
  return {
    onProgress(level, soFar) {
      const load = level.rate === null ? `${level.connections} connections` : `${level.rate} requests a second`;
      progress.hint(`Level ${shown + 1} of ${levels.length}, ${load}: ${describeProgress(level, soFar)}`);
    },
    onResult(result) {
      if (!json) {
        progress.clear();
        if (shown === 0) stdout.write(`${createStyles(stdout).bold(benchHeading(result.rate !== null))}\n`);
        stdout.write(`${benchRow(result)}\n`);
      }
      shown += 1;
    },
  };
}

/** How far a level is, for a line that is written over. */
export function describeProgress({ durationMs }: Level, { answers, errors, seconds }: LevelProgress): string {
  if (seconds === 0) return 'warming up';
  const left = Math.max(0, Math.ceil(durationMs / 1000 - seconds));
  return `${formatRate(answers / seconds)} requests/s${errors > 0 ? `, ${errors} errors` : ''}, ${left} s to go`;
}
