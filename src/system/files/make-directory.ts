import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

import { systemErrorCode } from '../system-error.ts';

/**
 * Makes a directory and what is missing around it, and gives whether it is new. Node's own way of doing so tries for ever where the
 * parent is there and nothing can be made in it, as in `/proc`. Rejects with the error of the operating system.
 *
 * `mode`: who may do what with those that are new.
 */
export async function makeDirectory(path: string, options: { readonly mode?: number } = {}): Promise<boolean> {
  const first = await makeOne(path, options);
  if (typeof first === 'boolean') return first;
  if (systemErrorCode(first) !== 'ENOENT' || dirname(path) === path) throw first;
  await makeDirectory(dirname(path), options);
  // Once more and not again: what is still missing now cannot be made.
  const made = await makeOne(path, options);
  if (typeof made === 'boolean') return made;
  throw made;
}

/** Whether it is new; the error where there is no directory afterwards. */
async function makeOne(path: string, options: { readonly mode?: number }): Promise<boolean | Error> {
  try {
    await mkdir(path, options);
    return true;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return (await isDirectory(path)) ? false : error;
  }
}

async function isDirectory(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() ?? false;
}
