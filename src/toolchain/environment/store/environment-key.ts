import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { localRequirement } from '../lock-file/local-requirement.ts';
import type { FreshLock } from '../lock-file/lock-file.ts';
import { lockedLines } from '../lock-file/lock-file.ts';

/**
 * The name of the environment for a lock: equal for trusses with equal locks. Comments do not count; directories of this machine that
 * are installed do, with what is in them.
 */
export async function environmentKey({ text, minor }: FreshLock, directory: string): Promise<string> {
  const hash = createHash('sha256');
  hash.update(`${minor}\0${process.platform}\0${process.arch}\0`);
  for (const line of lockedLines(text)) {
    hash.update(`${line}\n`);
    const local = localRequirement(line, directory);
    if (local !== null) await addTree(hash, local);
  }
  return `py3${minor}-${hash.digest('hex').slice(0, 20)}`;
}

/** Left behind by builds and tools: they change without the package changing. */
const NOT_SOURCE = /^(?:\.|__pycache__$|build$|dist$)|\.egg-info$/;

async function addTree(hash: ReturnType<typeof createHash>, path: string): Promise<void> {
  const entry = await stat(path).catch(() => null);
  hash.update(`${path}\0${entry?.isDirectory() === true ? '' : `${entry?.size}\0${entry?.mtimeMs}`}\0`);
  if (entry?.isDirectory() !== true) return;
  for (const name of (await readdir(path)).sort()) if (!NOT_SOURCE.test(name)) await addTree(hash, join(path, name));
}
