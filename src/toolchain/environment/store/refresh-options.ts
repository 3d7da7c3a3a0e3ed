import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { parse } from 'smol-toml';
import { z } from 'zod';

import { localRequirement } from '../lock-file/local-requirement.ts';
import { lockedLines } from '../lock-file/lock-file.ts';

const projectSchema = z.object({ project: z.object({ name: z.string() }) });

/**
 * Options that make uv build the local directories of a lock again: of those it looks at `pyproject.toml` alone to see whether what it
 * built before still fits. A directory without a name there costs a look at the index for every package.
 */
export async function refreshOptions(lock: string, directory: string): Promise<readonly string[]> {
  const paths = lockedLines(lock).flatMap((line) => localRequirement(line, directory) ?? []);
  // uv refuses to refresh when it is told to stay offline.
  if (paths.length === 0 || ![undefined, '', '0', 'false'].includes(process.env['UV_OFFLINE'])) return [];
  const names = await Promise.all(paths.map(projectName));
  const known = names.filter((name) => name !== null);
  return known.length < names.length ? ['--refresh'] : known.flatMap((name) => ['--refresh-package', name]);
}

async function projectName(directory: string): Promise<string | null> {
  try {
    return projectSchema.parse(parse(await readFile(join(directory, 'pyproject.toml'), 'utf8'))).project.name;
  } catch {
    // No such file, or another way to say it: uv will tell if it cannot build it.
    return null;
  }
}
