// What lies at some paths at one moment. Events of the file system say only that it is time to look: they come twice, late, for
// files that are gone already, and without a name, while two snapshots tell exactly what changed.
import type { Stats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { trussPaths } from '../../toolchain/project/files/truss-files.ts';
import type { Project } from '../../toolchain/project/open/open-project.ts';
import { isNoise } from './is-noise.ts';

/** The files below some paths, and the directories in which a change of them would show. */
export interface Snapshot {
  /** Path → what changes with the file. */
  readonly files: ReadonlyMap<string, string>;
  /** Path → which directory it is: another one may take its place. */
  readonly directories: ReadonlyMap<string, string>;
}

interface Found {
  readonly files: Map<string, string>;
  readonly directories: Map<string, string>;
}

/** The files of each truss, as they are now. */
export function takeSnapshots(projects: readonly Project[]): Promise<Snapshot[]> {
  return Promise.all(projects.map((project) => takeSnapshot(trussPaths(project))));
}

/** Looks at files and, to any depth, at directories; `paths` are absolute, and need not exist. */
export async function takeSnapshot(paths: readonly string[]): Promise<Snapshot> {
  const found: Found = { files: new Map(), directories: new Map() };
  await Promise.all(paths.map((path) => visit(path, [], found)));
  // A file that is replaced or comes into being shows in the directory that it lies in.
  for (const parent of new Set(paths.map((path) => dirname(path)))) await visitNearest(parent, found);
  return found;
}

/** What changes with one file; undefined where there is none. */
export async function fingerprint(path: string): Promise<string | undefined> {
  const stats = await statOf(path);
  return stats === null ? undefined : fingerprintOf(stats);
}

/** The paths of the files that were added, removed or written between two snapshots. */
export function changedFiles(before: Snapshot, after: Snapshot): string[] {
  const paths = new Set([...before.files.keys(), ...after.files.keys()]);
  return [...paths].filter((path) => before.files.get(path) !== after.files.get(path));
}

async function visit(path: string, above: readonly string[], found: Found): Promise<void> {
  const stats = await statOf(path);
  if (stats === null) return;
  if (!stats.isDirectory()) {
    found.files.set(path, fingerprintOf(stats));
    return;
  }
  const identity = identityOf(stats);
  // A link to a directory above.
  if (above.includes(identity)) return;
  found.directories.set(path, identity);
  const names = (await readdir(path).catch(() => [])).filter((name) => !isNoise(name));
  await Promise.all(names.map((name) => visit(join(path, name), [...above, identity], found)));
}

/**
 * The directory itself, or where it is gone the nearest above it that is there: in that one shows when it comes back, as
 * after a `git checkout`, and else nothing would ever tell of it again.
 */
async function visitNearest(directory: string, found: Found): Promise<void> {
  const stats = await statOf(directory);
  if (stats?.isDirectory() === true) found.directories.set(directory, identityOf(stats));
  else if (dirname(directory) !== directory) await visitNearest(dirname(directory), found);
}

/** Null where there is nothing, or nothing that may be looked at. */
function statOf(path: string): Promise<Stats | null> {
  return stat(path).catch(() => null);
}

function identityOf({ dev, ino }: Stats): string {
  return `${dev}:${ino}`;
}

function fingerprintOf({ dev, ino, size, mtimeMs }: Stats): string {
  return `${dev}:${ino}:${size}:${mtimeMs}`;
}
