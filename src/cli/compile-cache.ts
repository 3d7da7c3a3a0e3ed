// Compiled modules of this program, kept from one start to the next: `truss --help` takes half as long.
import type { Stats } from 'node:fs';
import { lstatSync, mkdirSync, statSync } from 'node:fs';
import nodeModule from 'node:module';
import { join } from 'node:path';

import { systemErrorCode } from '../system/system-error.ts';
import { COMPILED_MODULES, trussHome } from '../toolchain/home/truss-home.ts';

/** Others may write a directory with one of these bits. */
const WRITABLE_BY_OTHERS = 0o022;

/**
 * Keeps compiled modules below TRUSS_HOME, where there is one: they are run as they lie there, so that whoever can write them can
 * run code as this user. Node's own place for them, a folder of a fixed name in the shared `/tmp`, belongs to whoever makes it first.
 */
export function useCompileCache(): void {
  const directory = ownDirectory(trussHome(), ['cache', COMPILED_MODULES]);
  // Of the whole module: a Node that is too old has no such export, and would end before that can be said.
  if (directory !== null) nodeModule.enableCompileCache(directory);
}

/** The directory below `home`, made where it is missing; null where a part of the path is not this user's own. */
function ownDirectory(home: string, names: readonly string[]): string | null {
  let directory = home;
  // The home itself may be a link, such as one to a larger disk.
  if (!isOwn(statSync(directory, { throwIfNoEntry: false }))) return null;
  for (const name of names) {
    directory = join(directory, name);
    try {
      mkdirSync(directory, { mode: 0o700 });
    } catch (error) {
      if (systemErrorCode(error) !== 'EEXIST') return null;
    }
    if (!isOwn(lstatSync(directory, { throwIfNoEntry: false }))) return null;
  }
  return directory;
}

/** Whether what lies at a path is a directory that nobody but this user may write. */
function isOwn(stats: Stats | undefined): boolean {
  if (stats === undefined || !stats.isDirectory()) return false;
  return stats.uid === process.getuid?.() && (stats.mode & WRITABLE_BY_OTHERS) === 0;
}
