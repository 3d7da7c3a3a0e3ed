import { randomBytes } from 'node:crypto';
import { rename, rm, stat, writeFile } from 'node:fs/promises';

import { TrussError } from '../../core/errors/truss-error.ts';
import type { CollectedAnswer } from '../../core/inference/collected-answer.ts';
import { systemErrorCode } from '../../system/system-error.ts';

/**
 * Writes an answer into a file, as the model gave it. The file is there as a whole or not at all.
 * @throws {TrussError} `INPUT_INVALID` where it cannot be written.
 */
export async function writeAnswer({ body }: CollectedAnswer, file: string): Promise<void> {
  try {
    // What is there and no file (/dev/null, a named pipe) must not be replaced by one.
    if (await isSpecial(file)) await writeFile(file, body);
    else await writeWhole(body, file);
  } catch (error) {
    const reasons: Readonly<Record<string, string>> = {
      ENOENT: 'its directory does not exist',
      ENOTDIR: 'its directory is a file',
      EISDIR: 'it is a directory',
      EACCES: 'you may not write there',
      ENOSPC: 'the disk is full',
    };
    const code = systemErrorCode(error) ?? '';
    throw new TrussError('INPUT_INVALID', {
      message: `${file} cannot be written: ${reasons[code] ?? String(error)}.`,
      hint: 'Give --output the path of a file that you may write.',
      cause: error,
    });
  }
}

async function isSpecial(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => null);
  return found !== null && !found.isFile();
}

async function writeWhole(body: Uint8Array, file: string): Promise<void> {
  const beside = `${file}.${randomBytes(4).toString('hex')}.new`;
  try {
    await writeFile(beside, body);
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
