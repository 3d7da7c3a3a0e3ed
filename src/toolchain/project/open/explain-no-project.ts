import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { CONFIG_FILE } from '../../../core/config/config-file.ts';
import { TrussError } from '../../../core/errors/truss-error.ts';
import { isTruss } from '../files/is-truss.ts';

/** Says why a path is no truss, and where one is. */
export async function explainNoProject(path: string): Promise<TrussError> {
  const found = await stat(path).catch(() => null);
  if (found === null) return notFound(`There is no directory ${path}.`, await nearbyHint(dirname(path)));
  return found.isDirectory() ? explainDirectory(path) : explainFile(path);
}

function explainFile(path: string): TrussError {
  const isConfig = basename(path) === CONFIG_FILE;
  return notFound(
    `${path} is a file; a truss is a directory with a ${CONFIG_FILE}.`,
    isConfig ? `Name its directory: ${dirname(path)}` : undefined,
  );
}

async function explainDirectory(path: string): Promise<TrussError> {
  const names = await readdir(path).catch(() => []);
  const message = `${path} is no truss directory: it has no ${CONFIG_FILE}.`;
  const misnamed = names.find((name) => /^config\.(yml|yaml)$/i.test(name) || name === `${CONFIG_FILE}.txt`);
  if (misnamed !== undefined) return notFound(message, `Rename ${misnamed} to ${CONFIG_FILE}.`);
  return notFound(message, (await nearbyHint(path)) ?? `Make one with \`truss init\`, or name its directory.`);
}

/** Names the truss around or right below a directory. */
async function nearbyHint(directory: string): Promise<string | undefined> {
  const around = await trussAround(directory);
  if (around !== null) return `Did you mean ${around}?`;
  const below = await trussesBelow(directory);
  return below.length === 0 ? undefined : `Did you mean ${below.slice(0, 3).join(' or ')}?`;
}

async function trussAround(directory: string): Promise<string | null> {
  for (let parent = dirname(directory); parent !== dirname(parent); parent = dirname(parent)) {
    if (await isTruss(parent)) return parent;
  }
  return null;
}

async function trussesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => join(directory, entry.name));
  const isOne = await Promise.all(folders.map(isTruss));
  return folders.filter((_, index) => isOne[index]).sort();
}

function notFound(message: string, hint: string | undefined): TrussError {
  return new TrussError('PROJECT_NOT_FOUND', hint === undefined ? { message } : { message, hint });
}
