import { valueAt } from '../problem.ts';
import { renameIn } from '../yaml/rename.ts';
import type { Migration } from './migration.ts';

/** `hf_cache` was the name of `model_cache` while it could hold nothing but models of Hugging Face. */
export const migrateCachedModels: Migration = ({ text, value }) => {
  const isOld = valueAt(value, ['hf_cache']) !== undefined && valueAt(value, ['model_cache']) === undefined;
  return isOld
    ? {
        path: 'hf_cache',
        message: 'hf_cache is called model_cache',
        text: renameIn(text, ['hf_cache'], 'model_cache'),
      }
    : null;
};
