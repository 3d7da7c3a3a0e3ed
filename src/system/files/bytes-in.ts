import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The bytes of a file, or of all files below a directory; 0 where there is nothing. Links are not followed. */
export async function bytesIn(path: string): Promise<number> {
  const found = await lstat(path).catch(() => null);
  if (found?.isDirectory() !== true) return found?.size ?? 0;
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  const sizes = entries.map(async (entry) => {
    const inner = join(path, entry.name);
    return entry.isDirectory() ? bytesIn(inner) : (await lstat(inner).catch(() => ({ size: 0 }))).size;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
