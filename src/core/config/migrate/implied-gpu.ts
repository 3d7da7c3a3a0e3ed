import { valueAt } from '../problem.ts';
import { removeIn } from '../yaml/edit.ts';
import type { Migration } from './migration.ts';

/** `use_gpu` follows from `accelerator` where that is given; alone it is still how to ask for any GPU. */
export const migrateImpliedGpu: Migration = ({ text, value }) => {
  const accelerator = valueAt(value, ['resources', 'accelerator']) ?? null;
  return accelerator === null || valueAt(value, ['resources', 'use_gpu']) === undefined
    ? null
    : {
        path: 'resources.use_gpu',
        message: 'use_gpu follows from accelerator',
        text: removeIn(text, ['resources', 'use_gpu']),
      };
};
