import { join } from 'node:path';

import { CONFIG_FILE, decodeConfig } from '../../../core/config/config-file.ts';
import { readPlainFile } from '../../../system/files/read-plain-file.ts';
import { isMissing } from '../../../system/system-error.ts';
import { explainReadError } from '../../home/explain-system-error.ts';
import { explainNoProject } from './explain-no-project.ts';

/**
 * The text of the config of a truss (an absolute path), whatever it says.
 *
 * @throws {TrussError} `PROJECT_NOT_FOUND`, `FILE_UNREADABLE`; `CONFIG_SYNTAX` where it is no text.
 */
export async function readConfigText(directory: string): Promise<string> {
  const path = join(directory, CONFIG_FILE);
  const bytes = await readPlainFile(path).catch(async (error: unknown) => {
    throw isMissing(error) ? await explainNoProject(directory) : explainReadError(error, path);
  });
  return decodeConfig(bytes, path);
}
