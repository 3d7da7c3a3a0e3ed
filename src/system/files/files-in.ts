import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Tells whether something is at a path from a directory. */
export function filesIn(directory: string): (path: string) => boolean {
  return (path) => existsSync(join(directory, path));
}
