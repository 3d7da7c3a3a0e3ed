// The files of a context on the disk. A context is kept, and only what has changed is written, so that two gigabytes of weights cost
// nothing where a line of code was edited: neither here nor on the way to the engine, which compares sizes and times.
import {
  chmodSync,
  constants,
  copyFileSync,
  createReadStream,
  createWriteStream,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { chmod, copyFile, readdir, rm, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { makeDirectory } from '../../../system/files/make-directory.ts';
import { explainWriteError } from '../../home/explain-system-error.ts';
import { createPace } from './pace.ts';

/** A file as it shall be in a context, or a directory without one. */
export interface ContextFile {
  /** From the context. */
  readonly path: string;
  /** What is copied (an absolute path), or what is written; `directory`: a directory that is empty. */
  readonly from: { readonly source: string } | { readonly text: string } | 'directory';
  readonly size: number;
  /** The sha256 of its content, in hexadecimal; empty for a directory. */
  readonly digest: string;
  readonly isExecutable: boolean;
}

/** The time of every directory, in seconds: the first of the year 2000. Zip files and FAT know nothing before 1980. */
const EPOCH = 946_684_800;

/** Such a file is copied faster than others can be asked to. */
const COPIED_IN_LINE = 2 ** 17;

/** A file of up to 64 MiB is there in a moment. */
const COPIED_AT_ONCE = 2 ** 26;

/** About 17 years. */
const TIME_SPAN = 2 ** 29;

/**
 * The time that a file of a context has, in seconds: made of its content. It has to be the same for everybody, so that equal trusses
 * make equal layers, and another one for another content of the same size, since that is what the engine takes a change by.
 */
export function contentTime(digest: string): number {
  return EPOCH + (Number.parseInt(digest.slice(0, 12), 16) % TIME_SPAN);
}

/**
 * Brings a directory to hold these files and no others. What is there with the right size and time is left as it is.
 *
 * @throws {TrussError} `DISK_FULL`, `FILE_UNWRITABLE`
 */
export async function writeLayers(
  directory: string,
  files: readonly ContextFile[],
  signal?: AbortSignal,
): Promise<void> {
  try {
    await makeDirectory(directory);
    await removeOthers(directory, '', wantedPaths(files));
    const pace = createPace(signal);
    for (const file of files) {
      await pace();
      await place(directory, file, signal);
    }
    await settleTimes(directory);
  } catch (error) {
    signal?.throwIfAborted();
    throw explainWriteError(error, directory);
  }
}

/** The paths of the files, and of the directories around them. */
function wantedPaths(files: readonly ContextFile[]): ReadonlyMap<string, 'file' | 'directory'> {
  const wanted = new Map<string, 'file' | 'directory'>();
  for (const { path, from } of files) {
    wanted.set(path, from === 'directory' ? 'directory' : 'file');
    for (let around = dirname(path); around !== '.'; around = dirname(around)) wanted.set(around, 'directory');
  }
  return wanted;
}

async function removeOthers(
  root: string,
  inside: string,
  wanted: ReadonlyMap<string, 'file' | 'directory'>,
): Promise<void> {
  for (const entry of await readdir(join(root, inside), { withFileTypes: true })) {
    const path = join(inside, entry.name);
    const kind = entry.isDirectory() ? 'directory' : 'file';
    if (wanted.get(path) !== kind) await rm(join(root, path), { recursive: true });
    else if (kind === 'directory') await removeOthers(root, path, wanted);
  }
}

async function place(root: string, file: ContextFile, signal?: AbortSignal): Promise<void> {
  const { path, from, size, digest, isExecutable } = file;
  const target = join(root, path);
  if (from === 'directory') {
    await makeDirectory(target);
    return;
  }
  const time = contentTime(digest);
  const mode = isExecutable ? 0o755 : 0o644;
  // Of many small files most of the time would go into asking the system in the background.
  const there = statSync(target, { throwIfNoEntry: false });
  const isThere = there !== undefined && there.size === size && Math.round(there.mtimeMs / 1000) === time;
  if (!isThere) {
    if (there === undefined) await makeDirectory(dirname(target));
    // A link that leads nowhere, too.
    rmSync(target, { force: true });
    if ('text' in from) writeFileSync(target, from.text);
    else if (size < COPIED_IN_LINE) copyFileSync(from.source, target, constants.COPYFILE_FICLONE);
    else await copy(from.source, target, { size, signal });
  }
  if (!isThere || (there.mode & 0o777) !== mode) chmodSync(target, mode);
  if (!isThere) utimesSync(target, time, time);
}

/**
 * On a file system that can, the copy shares its blocks with what is copied. Where it cannot, Node copies a file in one go that nobody can
 * stop: a large one goes through our hands.
 */
async function copy(
  source: string,
  target: string,
  { size, signal }: { readonly size: number; readonly signal: AbortSignal | undefined },
): Promise<void> {
  if (size < COPIED_AT_ONCE) return copyFile(source, target, constants.COPYFILE_FICLONE);
  const isCloned = await copyFile(source, target, constants.COPYFILE_FICLONE_FORCE).then(
    () => true,
    () => false,
  );
  if (isCloned) return;
  const chunks = createReadStream(source, { highWaterMark: 2 ** 20 });
  await pipeline(chunks, createWriteStream(target, { highWaterMark: 2 ** 22 }), { signal });
}

/** Directories are what a umask and a moment have made of them: those of a context are alike everywhere. */
async function settleTimes(directory: string): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) await settleTimes(join(directory, entry.name));
  }
  await chmod(directory, 0o755);
  await utimes(directory, EPOCH, EPOCH);
}
