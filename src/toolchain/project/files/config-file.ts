import { stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The name of the file that makes a directory a truss. */
export const CONFIG_FILE = 'config.yaml';

/** Whether a directory is a truss. */
export async function isTruss(directory: string): Promise<boolean> {
  const found = await stat(join(directory, CONFIG_FILE)).catch(() => null);
  return found?.isFile() ?? false;
}
