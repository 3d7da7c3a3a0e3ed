import { basename, extname, resolve } from 'node:path';

import type { Issue } from '../../../core/errors/issue.ts';
import { TrussError } from '../../../core/errors/truss-error.ts';
import { parseRequirement } from '../../../core/requirements/parse-requirement.ts';
import { normaliseName } from '../../../core/requirements/requirement-name.ts';
import type { RequiredPackage } from './plan-requirements.ts';
import { readRequirementsFile } from './read-requirements-file.ts';

/**
 * Warns of the lines of a user's requirements.txt that pin a package at another version than the model was made with. The file is
 * the user's, and perhaps not written by hand, so that it is not changed. `file`: from the directory of the truss.
 */
export async function fileRivals(
  directory: string,
  file: string,
  packages: readonly RequiredPackage[],
): Promise<readonly Issue[]> {
  const versions = new Map(packages.map(({ name, version }) => [normaliseName(name), version]));
  return (await linesOf(directory, file)).flatMap((line): Issue[] => {
    const read = parseRequirement(line);
    const made = read.kind === 'package' ? versions.get(read.name) : undefined;
    const pinned = read.kind === 'package' ? /^===?([^*,]+)$/.exec(read.specifier)?.[1] : undefined;
    if (made === undefined || pinned === undefined || pinned === made) return [];
    const message = `${file} asks for ${line}, and the model was made with ${made}`;
    const hint = `Change the line, or name another file: mk_truss(…, requirements_file=…).`;
    return [{ path: '', file, code: 'ENV_REQUIREMENTS_CONFLICT', severity: 'warning', message, hint }];
  });
}

/** A file that cannot be read, or is no list of requirements, is told of by the lock. */
async function linesOf(directory: string, file: string): Promise<readonly string[]> {
  if (extname(file) === '.toml' || basename(file) === 'uv.lock') return [];
  try {
    return await readRequirementsFile(resolve(directory, file));
  } catch (error) {
    if (error instanceof TrussError) return [];
    throw error;
  }
}
