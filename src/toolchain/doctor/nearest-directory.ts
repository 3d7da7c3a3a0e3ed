import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A path, or the nearest directory above it that is there. */
export async function nearestDirectory(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() === true || path === dirname(path) ? path : nearestDirectory(dirname(path));
}
