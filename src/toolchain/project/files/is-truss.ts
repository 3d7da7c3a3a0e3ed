import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import { CONFIG_FILE } from '../../../core/config/config-file.ts';

/** Whether a directory is a truss. */
export async function isTruss(directory: string): Promise<boolean> {
  const found = await stat(join(directory, CONFIG_FILE)).catch(() => null);
  return found?.isFile() ?? false;
}
