import { isScalar } from 'yaml';

import { setIn } from '../yaml/edit.ts';
import type { Migration } from './migration.ts';

/** What old trusses ask for and what nothing runs on any more. They run on this one instead. */
const OLDEST_MINOR = 9;

/**
 * Brings the version of Python into the one form that all versions of Truss read: `py311`. The text of the file tells 3.10 from
 * 3.1, which are the same number.
 */
export const migratePythonVersion: Migration = ({ text, parsed }) => {
  const node: unknown = parsed.document.getIn(['python_version'], true);
  const written = isScalar(node) ? (node.source ?? '') : '';
  const minor = Number(/^(?:py)?3\.?(\d{1,2})$/.exec(written)?.[1] ?? Number.NaN);
  const today = `py3${Math.max(minor, OLDEST_MINOR)}`;
  // 3.1 without quotes may be a 3.10 that another program has written: nobody can know.
  if (Number.isNaN(minor) || minor === 1 || written === today) return null;
  return {
    path: 'python_version',
    message:
      minor < OLDEST_MINOR
        ? `Python 3.${minor} runs no models any more: they run on 3.${OLDEST_MINOR}`
        : `the version is written ${today}`,
    text: setIn(text, ['python_version'], today),
  };
};
