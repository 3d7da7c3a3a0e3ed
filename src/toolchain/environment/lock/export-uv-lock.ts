import { dirname } from 'node:path';

import { packageName } from '../../../core/requirements/package-name.ts';
import type { Project } from '../../project/open/open-project.ts';
import type { SourceLine } from '../sources/source-line.ts';
import { explainUvFailure } from '../uv/explain-uv-failure.ts';
import { runUv } from '../uv/run-uv.ts';

/** As the lock says, without looking whether it fits its pyproject.toml: that is for uv and its user. */
const HOW = ['--frozen', '--no-emit-project', '--no-hashes', '--no-header', '--no-annotate'];

/** What a `uv.lock` pins, as requirement lines with their markers; the project that the lock belongs to is not among them. */
export async function exportUvLock(
  project: Project,
  file: string,
  options: { readonly python: string; readonly signal?: AbortSignal | undefined },
): Promise<readonly SourceLine[]> {
  const result = await runUv({
    args: ['export', '--project', dirname(file), '--python', options.python, ...HOW],
    cwd: project.directory,
    signal: options.signal,
  });
  if (result.status !== 0) throw explainUvFailure(result, { step: 'lock', project, lines: [], input: '' });
  return result.stdout
    .split('\n')
    .filter((text) => text !== '' && !text.startsWith('#'))
    .map((text) => ({ text, name: packageName(text), path: 'requirements_file', file, line: null }));
}
