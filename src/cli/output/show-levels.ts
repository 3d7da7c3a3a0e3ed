// A load while it goes on: a row for each level when it is over, and on a terminal the one that is under way.
import type { Level, LevelResult } from '../../core/bench/level.ts';
import { benchHeading, benchRow, formatRate } from './bench-table.ts';
import type { Output } from './output.ts';
import { createStyles } from './styles.ts';

/** How far a level is. */
interface Progress {
  readonly answers: number;
  readonly errors: number;
  readonly seconds: number;
}

/** Who is told of a load. */
export interface LevelWatch {
  readonly onProgress: (level: Level, progress: Progress) => void;
  readonly onResult: (result: LevelResult) => void;
}

/** Prints a load as it goes; nothing with `--json`. */
export function showLevels(levels: readonly Level[], { json, stdout, progress }: Output): LevelWatch {
  let shown = 0;
  return {
    onProgress({ connections, rate, durationMs }, { answers, errors, seconds }) {
      const load = rate === null ? `${connections} connections` : `${rate} requests a second`;
      const step = `Level ${shown + 1} of ${levels.length}, ${load}`;
      const left = Math.max(0, Math.ceil(durationMs / 1000 - seconds));
      const soFar = seconds > 0 ? `${formatRate(answers / seconds)} requests/s, ${left} s to go` : 'warming up';
      progress.hint(`${step}: ${soFar}${errors > 0 ? `, ${errors} errors` : ''}`);
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
