import type { FileHandle } from 'node:fs/promises';
import { constants, open } from 'node:fs/promises';

import { TrussError } from '../../core/errors/truss-error.ts';

const MEBIBYTE = 2 ** 20;

/** What somebody writes by hand is far smaller; a larger one is a mistake that would take minutes to parse. */
export const MOST_WRITTEN_BYTES = 16 * MEBIBYTE;

/**
 * Reads a file that somebody has written. A pipe or a device in its place is not waited for. Fails as `readFile` does otherwise.
 *
 * `shown`: how errors name it.
 *
 * @throws {TrussError} `FILE_UNREADABLE` where it is no file, or a larger one than `MOST_WRITTEN_BYTES`.
 */
export async function readPlainFile(path: string, shown = path): Promise<Buffer> {
  // Without O_NONBLOCK opening a pipe waits for somebody who writes into it.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    await requireReadable(file, shown);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

async function requireReadable(file: FileHandle, shown: string): Promise<void> {
  const stats = await file.stat();
  // Reading a directory says so itself.
  if (!stats.isFile() && !stats.isDirectory()) {
    const message = `${shown} cannot be read: it is a pipe or a device, and not a file.`;
    throw new TrussError('FILE_UNREADABLE', { message, hint: 'Put a file in its place.' });
  }
  if (stats.size > MOST_WRITTEN_BYTES) {
    const message = `${shown} has ${Math.ceil(stats.size / MEBIBYTE)} MiB; at most ${MOST_WRITTEN_BYTES / MEBIBYTE} are read.`;
    throw new TrussError('FILE_UNREADABLE', {
      message,
      hint: 'Put large values into files of their own, below data/.',
    });
  }
}
