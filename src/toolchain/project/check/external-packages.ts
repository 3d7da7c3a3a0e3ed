import { stat } from 'node:fs/promises';

import { CONFIG_FILE } from '../../../core/config/config-file.ts';
import { locate } from '../../../core/config/yaml/locate.ts';
import { parseYaml } from '../../../core/config/yaml/parse-yaml.ts';
import type { Issue } from '../../../core/errors/issue.ts';
import { TrussError } from '../../../core/errors/truss-error.ts';
import { trussFiles } from '../files/truss-files.ts';
import type { Project } from '../open/open-project.ts';

/** An error for each directory of packages outside of a truss that is not there, with the line that names it. */
export async function missingExternalPackages(project: Project): Promise<readonly Issue[]> {
  return findMissing(project, CONFIG_FILE);
}

/** `file`: how the issues name the config. */
async function findMissing(project: Project, file: string): Promise<readonly Issue[]> {
  const paths = trussFiles(project).externalPackages;
  const found = await Promise.all(paths.map((path) => stat(path).catch(() => null)));
  return paths.flatMap((path, index): Issue[] => {
    const there = found[index] ?? null;
    if (there?.isDirectory() === true) return [];
    const what = there === null ? `there is no directory ${path}` : `${path} is a file, and no directory`;
    return [{ ...missingPackages(project, index, what), file }];
  });
}

/**
 * Refuses a truss whose model would not find its modules.
 *
 * @throws {TrussError} `FILE_MISSING`.
 */
export async function requireExternalPackages(project: Project): Promise<void> {
  const issues = await findMissing(project, project.configPath);
  const [first] = issues;
  if (first === undefined) return;
  const message = issues.length === 1 ? first.message : `${issues.length} directories with packages are missing.`;
  throw new TrussError('FILE_MISSING', { message, issues });
}

function missingPackages({ config, text }: Project, index: number, what: string): Issue {
  const parsed = parseYaml(text);
  const place = 'kind' in parsed ? {} : locate(parsed, ['external_package_dirs', index], 'value');
  const written = config.external_package_dirs[index];
  return {
    code: 'FILE_MISSING',
    severity: 'error',
    path: `external_package_dirs[${index}]`,
    message: `The packages in ${written} are missing: ${what}.`,
    hint: 'Put it there, or correct the path: it begins at the directory of the truss.',
    ...place,
  };
}
