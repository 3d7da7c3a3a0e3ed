import type { OnModelLine } from '../../host/ask/model-lines.ts';
import type { Output } from './output.ts';

/** What a model prints and logs, for one call from a terminal: it passes to stderr as it is. */
export function createModelOutput({ stderr, progress }: Output): OnModelLine {
  return ({ logger, level, text }) => {
    progress.clear();
    stderr.write(`${logger === null ? text : `${level} ${logger}: ${text}`}\n`);
  };
}
