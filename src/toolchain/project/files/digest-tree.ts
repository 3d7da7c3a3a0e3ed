import { createHash } from 'node:crypto';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { isMissing } from '../../../system/system-error.ts';
import { digestFile } from './digest-file.ts';
import { isLeftover } from './leftovers.ts';

/**
 * A sha256 of the names and contents of all files below a directory: the same wherever the directory lies, and for a link and
 * what it points to. A missing directory is as an empty one.
 */
export async function digestTree(directory: string): Promise<string> {
  const hash = createHash('sha256');
  for (const path of (await filesBelow(directory, '', [])).sort()) {
    hash.update(`${path}\0${await digestFile(join(directory, path))}\n`);
  }
  return hash.digest('hex');
}

/** `around`: the real paths of the directories on the way, since a link may lead back into one of them. */
async function filesBelow(root: string, inside: string, around: readonly string[]): Promise<string[]> {
  const directory = join(root, inside);
  const names = await readdir(directory).catch((error: unknown) => {
    if (isMissing(error) && inside === '') return [];
    throw error;
  });
  const files: string[] = [];
  for (const name of names.filter((each) => !isLeftover(each))) {
    const path = inside === '' ? name : `${inside}/${name}`;
    // A link that points to nothing is nothing that a model could read.
    const found = await stat(join(root, path)).catch(() => null);
    if (found?.isFile() === true) files.push(path);
    const place = found?.isDirectory() === true ? await realpath(join(root, path)) : null;
    if (place !== null && !around.includes(place)) files.push(...(await filesBelow(root, path, [...around, place])));
  }
  return files;
}
