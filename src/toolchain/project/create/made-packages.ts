// Which of the modules in the packages of a truss Truss has put there, and in what state: what a new model does not need any more is taken
// away if nobody has edited it since.
import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { z } from 'zod';

import type { TrussChange } from '../change/change-truss.ts';
import { digestFile } from '../files/digest-file.ts';
import { digestTree } from '../files/digest-tree.ts';
import { namesIn } from './left-packages.ts';

/** The list, among the packages: names and digests. Hidden, as it is nobody's to edit. */
export const MADE_LIST = '.made-by-truss.json';

const listSchema = z.record(z.string(), z.string());

/** The packages of a truss, relative to it, and those of the new model. */
export interface PackagePlaces {
  /** Absolute. */
  readonly directory: string;
  readonly packages: string;
  readonly staged: string;
}

/**
 * The modules that an earlier model needed and the new one does not, and that are as Truss has made them: paths relative to the
 * truss.
 */
export async function forsakenPackages({ directory, packages, staged }: PackagePlaces): Promise<readonly string[]> {
  const [made, needed] = await Promise.all([readList(join(directory, packages, MADE_LIST)), namesIn(staged)]);
  const forsaken: string[] = [];
  for (const [name, digest] of Object.entries(made)) {
    // A truss may come from anywhere, and so may its list.
    const isName = name === basename(name) && name !== '..';
    const isStill = isName && !needed.includes(name) && (await digestOf(join(directory, packages, name))) === digest;
    if (isStill) forsaken.push(join(packages, name));
  }
  return forsaken.sort();
}

/** Writes down what the new model brings along. A truss without packages gets no list. */
export async function listMade(change: TrussChange, places: PackagePlaces): Promise<void> {
  const { directory, packages, staged } = places;
  const names = (await namesIn(staged)).toSorted();
  const path = join(packages, MADE_LIST);
  if (names.length > 0) {
    const made = await Promise.all(names.map(async (name) => [name, await digestOf(join(staged, name))]));
    await change.write(path, `${JSON.stringify(Object.fromEntries(made), null, 2)}\n`);
  } else if ((await stat(join(directory, path)).catch(() => null)) !== null) change.remove(path);
}

/** A list that cannot be read says nothing: then everything stays. */
async function readList(path: string): Promise<Readonly<Record<string, string>>> {
  try {
    return listSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return {};
  }
}

/** Null where there is nothing. */
async function digestOf(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  return found.isDirectory() ? digestTree(path) : digestFile(path);
}
