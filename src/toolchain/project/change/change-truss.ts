import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, normalize, relative, sep } from 'node:path';

import { CONFIG_FILE } from '../../../core/config/config-file.ts';
import { TrussError } from '../../../core/errors/truss-error.ts';
import { makeDirectory } from '../../../system/files/make-directory.ts';
import { ensureHome } from '../../home/ensure-home.ts';
import { explainWriteError } from '../../home/explain-system-error.ts';
import { withClaim } from '../../home/with-claim.ts';
import { changePlaces, commitChange, isChangePending, move, settleChange } from './change-journal.ts';
import { refuseBrokenLinks } from './refuse-broken-links.ts';

/** A change of a truss while it is put together. Paths are relative to the truss. Nothing is seen of it before its end. */
export interface TrussChange {
  /** Writes a file; a text in UTF-8. */
  write(path: string, content: string | Uint8Array): Promise<void>;
  /** Takes a file or directory that is not needed where it is any more. */
  take(from: string, path: string): Promise<void>;
  /** Copies a file or directory, and what links in it point to: a truss has to be whole wherever it goes. */
  copy(from: string, path: string): Promise<void>;
  /** Takes away a file or directory of the truss. */
  remove(path: string): void;
  /** Makes a directory where there is none. */
  makeDirectory(path: string): Promise<void>;
}

/**
 * Changes a truss, or makes a new one, as a whole: all that `build` puts into the change gets in place, or nothing. Of two
 * commands for one truss, one waits. What `build` puts at a path takes the place of what is there, a directory with all that is in
 * it; what is beside it stays.
 *
 * @returns The paths of all files written, sorted.
 * @throws {TrussError} What `build` throws; `FILE_UNWRITABLE` and `DISK_FULL`.
 */
export async function changeTruss(
  directory: string,
  build: (change: TrussChange) => Promise<void>,
): Promise<readonly string[]> {
  return withTrussClaim(directory, async () => {
    const isNew = await makeTruss(directory);
    try {
      await settleChange(directory);
      const { fresh } = changePlaces(directory);
      await makeDirectory(fresh);
      const put: Put = { parts: [], directories: [], removed: [] };
      await build(changeIn(fresh, put));
      const written = await filesBelow(fresh);
      await commitChange(directory, { put: await entriesToPlace(directory, put), remove: put.removed });
      await settleChange(directory);
      return written;
    } catch (error) {
      await dropUndecided(directory, isNew);
      throw explainWriteError(error, directory);
    }
  });
}

/** Finishes a change that a kill left half-way; the usual case, that there is none, costs one look. */
export async function healTruss(directory: string): Promise<void> {
  if (await isChangePending(directory)) await withTrussClaim(directory, () => settleChange(directory));
}

async function withTrussClaim<T>(directory: string, work: () => Promise<T>): Promise<T> {
  const key = createHash('sha256').update(directory).digest('hex').slice(0, 16);
  const claim = join(await ensureHome(), 'cache', 'claims', key);
  return withClaim(claim, { what: basename(directory) }, work);
}

/** Gives whether the directory is new. */
async function makeTruss(directory: string): Promise<boolean> {
  try {
    return await makeDirectory(directory);
  } catch (error) {
    throw explainWriteError(error, directory);
  }
}

/** What was put into a change, by its paths. */
interface Put {
  readonly parts: string[];
  /** Only made sure of: what is in them already stays. */
  readonly directories: string[];
  readonly removed: string[];
}

function changeIn(fresh: string, put: Put): TrussChange {
  const place = async (path: string): Promise<string> => {
    const target = join(fresh, path);
    await mkdir(dirname(target), { recursive: true });
    put.parts.push(normalize(path));
    return target;
  };
  return {
    write: async (path, text) => writeFile(await place(path), text),
    take: async (from, path) => move(from, await place(path)),
    copy: async (from, path) => {
      refuseAround(from, fresh);
      await refuseBrokenLinks(from);
      await cp(from, await place(path), { recursive: true, dereference: true, preserveTimestamps: true });
    },
    remove: (path) => void put.removed.push(normalize(path)),
    makeDirectory: async (path) => {
      await mkdir(join(fresh, path), { recursive: true });
      put.directories.push(normalize(path));
    },
  };
}

/** A copy of the truss inside of itself would have no end. */
function refuseAround(from: string, fresh: string): void {
  if (`${fresh}${sep}`.startsWith(`${from}${sep}`)) {
    throw new TrussError('INPUT_INVALID', {
      message: `${from} cannot be copied into a truss that lies in it.`,
      hint: 'Name the files and directories that the model needs.',
    });
  }
}

/** An error leaves nothing behind, unless the change was decided: then the next command finishes it. */
async function dropUndecided(directory: string, isNew: boolean): Promise<void> {
  if (await isChangePending(directory)) return;
  await rm(changePlaces(directory).root, { recursive: true, force: true });
  if (isNew) await rmdir(directory).catch(() => undefined);
}

/**
 * What to move as one: every part that was put, but what lies in another one moves with that. The config comes last: what has one
 * is taken for a truss.
 */
async function entriesToPlace(directory: string, { parts, directories }: Put): Promise<readonly string[]> {
  const isThere = await Promise.all(directories.map(async (path) => isDirectory(join(directory, path))));
  const all = new Set([...parts, ...directories.filter((_, index) => isThere[index] === false)]);
  const entries = Array.from(all)
    .filter((path) => !liesInOneOf(path, all))
    .sort();
  return [...entries.filter((entry) => entry !== CONFIG_FILE), ...entries.filter((entry) => entry === CONFIG_FILE)];
}

function liesInOneOf(path: string, others: ReadonlySet<string>): boolean {
  const around = dirname(path);
  return around !== '.' && (others.has(around) || liesInOneOf(around, others));
}

async function isDirectory(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() ?? false;
}

async function filesBelow(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}
