import { glob, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { TrussError } from '../../../core/errors/truss-error.ts';
import type { TrussChange } from './change-truss.ts';

/**
 * Copies files of the user's into a directory of a truss. Each entry is a file, a directory (copied with its name), or a glob
 * pattern.
 *
 * @throws {TrussError} `FILE_MISSING` for an entry that matches nothing.
 */
export async function copyFiles(change: TrussChange, entries: readonly string[], target: string): Promise<void> {
  for (const entry of entries) {
    for (const path of await matchesOf(entry)) await change.copy(path, join(target, basename(path)));
  }
}

/** A path that exists is meant as it is, also where it looks like a pattern. */
async function matchesOf(entry: string): Promise<readonly string[]> {
  if ((await stat(entry).catch(() => null)) !== null) return [entry];
  const matches: string[] = [];
  for await (const match of glob(entry)) matches.push(match);
  if (matches.length === 0) {
    throw new TrussError('FILE_MISSING', {
      message: `No file matches ${entry}.`,
      hint: 'Correct the path or the pattern; relative ones start from the current directory.',
    });
  }
  return matches.sort();
}
