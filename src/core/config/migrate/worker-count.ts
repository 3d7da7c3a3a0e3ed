import { valueAt } from '../problem.ts';
import { removeIn } from '../yaml/edit.ts';
import type { Migration } from './migration.ts';

/** The number of workers has two names; where both are given and agree, one says enough. */
export const migrateWorkerCount: Migration = ({ text, value }) => {
  const workers = valueAt(value, ['runtime', 'workers']);
  return workers === undefined || workers !== valueAt(value, ['runtime', 'num_workers'])
    ? null
    : {
        path: 'runtime.workers',
        message: 'workers is another name of num_workers, which is given too',
        text: removeIn(text, ['runtime', 'workers']),
      };
};
