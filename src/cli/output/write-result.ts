import { randomBytes } from 'node:crypto';
import { access, constants, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { TrussError } from '../../core/errors/truss-error.ts';
import { systemErrorCode } from '../../system/system-error.ts';

type Content = Uint8Array | string;

/** A file that an option names. */
export interface NamedFile {
  readonly file: string;
  /** `--output`. */
  readonly option: string;
}

/**
 * Writes what a command has made into a file. It is there as a whole or not at all.
 * @throws {TrussError} `INPUT_INVALID` where it cannot be written.
 */
export async function writeResult(content: Content, named: NamedFile): Promise<void> {
  const { file } = named;
  try {
    // What is there and no file (/dev/null, a named pipe) must not be replaced by one.
    if (await isSpecial(file)) await writeFile(file, content);
    else await writeWhole(content, file);
  } catch (error) {
    throw unwritable(named, error);
  }
}

/**
 * Makes sure that a file can be written, before minutes go into what it shall hold.
 * @throws {TrussError} `INPUT_INVALID` where it cannot be written.
 */
export async function requireWritable(named: NamedFile): Promise<void> {
  const found = await stat(named.file).catch(() => null);
  if (found?.isDirectory() === true) throw unwritable(named, Object.assign(new Error(), { code: 'EISDIR' }));
  try {
    await access(dirname(named.file), constants.W_OK);
  } catch (error) {
    throw unwritable(named, error);
  }
}

function unwritable({ file, option }: NamedFile, error: unknown): TrussError {
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'its directory does not exist',
    ENOTDIR: 'its directory is a file',
    EISDIR: 'it is a directory',
    EACCES: 'you may not write there',
    ENOSPC: 'the disk is full',
  };
  const code = systemErrorCode(error) ?? '';
  return new TrussError('INPUT_INVALID', {
    message: `${file} cannot be written: ${reasons[code] ?? String(error)}.`,
    hint: `Give ${option} the path of a file that you may write.`,
    cause: error,
  });
}

async function isSpecial(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => null);
  return found !== null && !found.isFile();
}

async function writeWhole(content: Content, file: string): Promise<void> {
  const beside = `${file}.${randomBytes(4).toString('hex')}.new`;
  try {
    await writeFile(beside, content);
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
