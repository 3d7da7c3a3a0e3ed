import { randomInt } from 'node:crypto';
import { join } from 'node:path';

import { ensureHome } from '../../home/ensure-home.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** As many as in 2022. */
const NAME_LENGTH = 6;

/** A path for a truss that nobody named: `TRUSS_HOME/models/sklearn-4F7Q2A`. */
export async function newModelDirectory(framework: string): Promise<string> {
  const suffix = Array.from({ length: NAME_LENGTH }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('');
  return join(await ensureHome(), 'models', `${framework}-${suffix}`);
}
